-- People who register by themselves: on the way, what they ask, what became of it; and what charts are found by.

CREATE TABLE registration_draft (
    facility_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    details {bytes} NOT NULL,
    challenge_id {uuid},
    kind TEXT NOT NULL,
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, token_hash)
);
CREATE INDEX registration_draft_age ON registration_draft (facility_id, expires_s);

CREATE TABLE registration_request (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    name TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    country TEXT NOT NULL,
    national_id {bytes},
    national_mac {bytes},
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    proven TEXT NOT NULL,
    contact_mac {bytes} NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    state_s BIGINT NOT NULL,
    tier TEXT NOT NULL,
    chart_id {uuid},
    invitation_id {uuid},
    is_alarming BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX registration_request_list ON registration_request (facility_id, state, created_s, id);
CREATE INDEX registration_request_national ON registration_request (facility_id, national_mac, created_s);
CREATE INDEX registration_request_contact ON registration_request (facility_id, contact_mac, created_s);
CREATE INDEX registration_request_age ON registration_request (facility_id, created_s);

CREATE TABLE registration_event (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    request_id {uuid} NOT NULL,
    at_s BIGINT NOT NULL,
    state TEXT NOT NULL,
    account_id {uuid},
    detail TEXT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX registration_event_of ON registration_event (facility_id, request_id, at_s);

CREATE TABLE chart_key (
    facility_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    mac {bytes} NOT NULL,
    chart_id {uuid} NOT NULL,
    PRIMARY KEY (facility_id, kind, mac, chart_id)
);
CREATE INDEX chart_key_chart ON chart_key (facility_id, chart_id);

ALTER TABLE chart ADD COLUMN is_keyed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX chart_unkeyed ON chart (facility_id, is_keyed);

ALTER TABLE facility ADD COLUMN registration TEXT;

ALTER TABLE invitation ADD COLUMN is_own_address BOOLEAN NOT NULL DEFAULT FALSE;
