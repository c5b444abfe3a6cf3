-- Apps and systems that speak FHIR with the portal, what people have allowed them, and what systems have handed in.

CREATE TABLE client (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    keys TEXT NOT NULL,
    scopes TEXT NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    used_s BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);

CREATE TABLE consent (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    client_id {uuid} NOT NULL,
    redirect_uri TEXT NOT NULL,
    state TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT NOT NULL,
    asked_s BIGINT NOT NULL,
    account_id {uuid},
    chart_id {uuid},
    decision TEXT NOT NULL,
    connection_id {uuid},
    code_hash {bytes},
    code_ends_s BIGINT,
    is_used BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX consent_code ON consent (facility_id, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX consent_asked ON consent (facility_id, asked_s);

CREATE TABLE connection (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    client_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    scopes TEXT NOT NULL,
    since_s BIGINT NOT NULL,
    used_s BIGINT,
    ended_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE UNIQUE INDEX connection_of ON connection (facility_id, account_id, client_id, chart_id) WHERE ended_s IS NULL;
CREATE INDEX connection_client ON connection (facility_id, client_id) WHERE ended_s IS NULL;

CREATE TABLE client_token (
    facility_id {uuid} NOT NULL,
    hash {bytes} NOT NULL,
    is_refresh BOOLEAN NOT NULL,
    client_id {uuid} NOT NULL,
    connection_id {uuid},
    scopes TEXT NOT NULL,
    ends_s BIGINT NOT NULL,
    is_used BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, hash)
);
CREATE INDEX client_token_client ON client_token (facility_id, client_id, connection_id);
CREATE INDEX client_token_ends ON client_token (facility_id, ends_s);

CREATE TABLE client_assertion (
    facility_id {uuid} NOT NULL,
    hash {bytes} NOT NULL,
    ends_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, hash)
);
CREATE INDEX client_assertion_ends ON client_assertion (facility_id, ends_s);

CREATE TABLE intake (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    client_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    report TEXT,
    begun_s BIGINT NOT NULL,
    beat_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX intake_begun ON intake (facility_id, begun_s);
