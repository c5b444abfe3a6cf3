-- Second factors, recovery codes, and sign-ins that wait for the second factor.

CREATE TABLE factor (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    sealed {bytes},
    contact_id {uuid},
    credential_id {bytes},
    last_step BIGINT NOT NULL,
    is_synced BOOLEAN NOT NULL,
    proven_s BIGINT,
    used_s BIGINT,
    blocked_s BIGINT,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX factor_account ON factor (facility_id, account_id);
CREATE UNIQUE INDEX factor_credential ON factor (facility_id, credential_id) WHERE credential_id IS NOT NULL;

CREATE TABLE recovery_code (
    facility_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    number SMALLINT NOT NULL,
    hash TEXT NOT NULL,
    used_s BIGINT,
    PRIMARY KEY (facility_id, account_id, number)
);

CREATE TABLE pending_sign_in (
    facility_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    account_id {uuid} NOT NULL,
    created_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, token_hash)
);

ALTER TABLE account ADD COLUMN grace_used INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN must_enrol BOOLEAN NOT NULL DEFAULT FALSE;
