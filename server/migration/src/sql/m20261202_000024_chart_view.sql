-- Which colleague has opened whose record, for what, and until when; when a reader last looked at the list of results.

CREATE TABLE chart_view (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT,
    session_s BIGINT NOT NULL,
    opened_s BIGINT NOT NULL,
    ends_s BIGINT NOT NULL,
    closed_s BIGINT,
    closed_by {uuid},
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX chart_view_of ON chart_view (facility_id, account_id, chart_id, ends_s);
CREATE INDEX chart_view_opened ON chart_view (facility_id, opened_s, id);

ALTER TABLE access_grant ADD COLUMN results_looked_s BIGINT;
