-- Results: which entries of a chart are reports or laboratory tests, whether the patient sees them, and what became of them.

-- A report, or a laboratory test. A test that belongs to a report has it as its governor and is shown as the report is.
CREATE TABLE result (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    governor_id {uuid},
    code TEXT NOT NULL,
    codes TEXT NOT NULL,
    is_laboratory BOOLEAN NOT NULL,
    clinical_s BIGINT NOT NULL,
    stage TEXT NOT NULL,
    class TEXT,
    state TEXT NOT NULL,
    due_s BIGINT,
    arrived_s BIGINT NOT NULL,
    released_s BIGINT,
    decided_by {uuid},
    comment TEXT,
    commented_by {uuid},
    reason TEXT,
    seen_s BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX result_chart ON result (facility_id, chart_id, state, clinical_s, id) WHERE governor_id IS NULL;
CREATE INDEX result_code ON result (facility_id, chart_id, code, clinical_s);
CREATE INDEX result_due ON result (facility_id, due_s) WHERE due_s IS NOT NULL;
CREATE INDEX result_state ON result (facility_id, state, arrived_s, id) WHERE governor_id IS NULL;
CREATE INDEX result_released ON result (facility_id, released_s, id) WHERE governor_id IS NULL AND state = 'released';
CREATE INDEX result_governor ON result (facility_id, governor_id) WHERE governor_id IS NOT NULL;

-- Which tests a report names: by their id, or by a name under which one may come later.
CREATE TABLE result_member (
    facility_id {uuid} NOT NULL,
    report_id {uuid} NOT NULL,
    member {uuid} NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (facility_id, report_id, member)
) {without_rowid};
CREATE INDEX result_member_member ON result_member (facility_id, member);

-- What became of a result, in order. A correction keeps the value that was seen before.
CREATE TABLE result_event (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    result_id {uuid} NOT NULL,
    at_s BIGINT NOT NULL,
    what TEXT NOT NULL,
    account_id {uuid},
    reason TEXT,
    before TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX result_event_result ON result_event (facility_id, result_id, at_s, id);

ALTER TABLE facility ADD COLUMN results TEXT;

-- People see their own results as they see the rest of their record; whoever acts for somebody is given them anew.
UPDATE access_grant SET scopes = scopes || ' results' WHERE relation = 'own' AND scopes LIKE '%records%';
UPDATE invitation SET scopes = scopes || ' results' WHERE kind = 'own' AND scopes LIKE '%records%';
