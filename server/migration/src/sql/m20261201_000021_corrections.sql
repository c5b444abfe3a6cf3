-- Requests of patients to correct entries of their records, and what was written about them; how somebody wants to hear of results.

CREATE TABLE correction (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    entry_id {uuid} NOT NULL,
    title TEXT NOT NULL,
    asked_by {uuid} NOT NULL,
    state TEXT NOT NULL,
    asked_s BIGINT NOT NULL,
    due_s BIGINT NOT NULL,
    changed_s BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX correction_chart ON correction (facility_id, chart_id, changed_s, id);
CREATE INDEX correction_open ON correction (facility_id, due_s, id) WHERE state IN ('waiting', 'asked');
CREATE INDEX correction_settled ON correction (facility_id, changed_s, id) WHERE state NOT IN ('waiting', 'asked');

CREATE TABLE correction_message (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    correction_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    at_s BIGINT NOT NULL,
    account_id {uuid} NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE UNIQUE INDEX correction_message_of ON correction_message (facility_id, correction_id, position);

ALTER TABLE access_grant ADD COLUMN results_wish TEXT;
