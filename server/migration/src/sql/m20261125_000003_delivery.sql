-- How what waits in the outbox goes out, the ways to reach an account, and one-time codes.

CREATE TABLE delivery (
    facility_id {uuid} NOT NULL,
    outbox_id {uuid} NOT NULL,
    part SMALLINT NOT NULL,
    channel TEXT NOT NULL,
    address_mac {bytes} NOT NULL,
    state TEXT NOT NULL,
    message_id TEXT NOT NULL,
    provider_id TEXT,
    last_error TEXT,
    created_s BIGINT NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, outbox_id, part)
);

-- What would have gone out, where nothing is configured: a developer's own machine only.
CREATE TABLE local_message (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX local_message_at ON local_message (facility_id, created_s);

CREATE TABLE contact (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    state TEXT NOT NULL,
    verified_s BIGINT,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, account_id, kind, address_key)
);
CREATE INDEX contact_address ON contact (facility_id, kind, address_key);

CREATE TABLE challenge (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    purpose TEXT NOT NULL,
    binding {bytes} NOT NULL,
    account_id {uuid},
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    address_mac {bytes} NOT NULL,
    language TEXT NOT NULL,
    tries INTEGER NOT NULL,
    ended_s BIGINT,
    expires_s BIGINT NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX challenge_address ON challenge (facility_id, address_mac, created_s);
CREATE INDEX challenge_binding ON challenge (facility_id, binding, purpose);
CREATE INDEX challenge_age ON challenge (facility_id, created_s);

ALTER TABLE outbox ADD COLUMN sent_s BIGINT;
