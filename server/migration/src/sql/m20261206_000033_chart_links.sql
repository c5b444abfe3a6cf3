-- A patient's link to a record that has not come yet, by each name under which that may come.

CREATE TABLE chart_link (
    facility_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    place BIGINT NOT NULL,
    name {uuid} NOT NULL,
    is_replaced BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, chart_id, place, name)
);
CREATE INDEX chart_link_name ON chart_link (facility_id, name);

-- Two charts that another system calls one person's, where a colleague decides.
CREATE TABLE chart_proposal (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    survivor_id {uuid} NOT NULL,
    merged_id {uuid} NOT NULL,
    doubt TEXT NOT NULL,
    proposed_s BIGINT NOT NULL,
    declined_by {uuid},
    declined_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX chart_proposal_open ON chart_proposal (facility_id, declined_s, proposed_s, id);

-- Records that their sender has closed; what came before says so once it is imported again.
ALTER TABLE chart ADD COLUMN is_inactive BOOLEAN NOT NULL DEFAULT FALSE;

-- Which merge hides a chart is asked by the chart.
CREATE INDEX chart_merge_merged ON chart_merge (facility_id, merged_id);
