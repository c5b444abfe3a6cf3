-- Finding one's way in the audit log: each question has its index, and each index the order of the pages.

DROP INDEX audit_event_chart;
CREATE INDEX audit_event_chart ON audit_event (facility_id, chart_id, at_s, id);
CREATE INDEX audit_event_account ON audit_event (facility_id, account_id, at_s, id);
CREATE INDEX audit_event_action ON audit_event (facility_id, action, at_s, id);
CREATE INDEX audit_event_refused ON audit_event (facility_id, at_s, id) WHERE outcome <> 'done';

-- What was found in the log and somebody should look at. The same is found once, whoever looks.
CREATE TABLE audit_alert (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid},
    from_s BIGINT NOT NULL,
    to_s BIGINT NOT NULL,
    count INTEGER NOT NULL,
    dedupe_key TEXT NOT NULL,
    found_s BIGINT NOT NULL,
    looked_s BIGINT,
    looked_by {uuid},
    note TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, dedupe_key)
);
CREATE INDEX audit_alert_found ON audit_alert (facility_id, found_s, id);

-- How far the log was looked through, and by which rules.
CREATE TABLE audit_watch (
    facility_id {uuid} NOT NULL PRIMARY KEY,
    seen_s BIGINT NOT NULL,
    rules TEXT
);

-- A colleague allowed somebody to come in without their second factors, once, with a code told in person.
CREATE TABLE factor_reset (
    facility_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    code_mac {bytes} NOT NULL,
    tries INTEGER NOT NULL,
    allowed_by {uuid} NOT NULL,
    expires_s BIGINT NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, account_id)
);
