-- New passwords: who asked, and the links that went out. Addresses that were taken away.

CREATE TABLE reset_request (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    typed TEXT NOT NULL,
    language TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX reset_request_turn ON reset_request (facility_id, created_s);

CREATE TABLE password_reset (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    ended_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX password_reset_account ON password_reset (facility_id, account_id, created_s);
CREATE INDEX password_reset_age ON password_reset (facility_id, created_s);

ALTER TABLE contact ADD COLUMN removed_s BIGINT;
