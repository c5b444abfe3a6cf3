-- Charts of one person: merged into one, reversibly, with a row for each thing that moved.

ALTER TABLE chart ADD COLUMN merged_into {uuid};

CREATE INDEX resource_alias_target ON resource_alias (facility_id, target_id);
CREATE INDEX chart_merged ON chart (facility_id, merged_into);

CREATE TABLE chart_merge (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    survivor_id {uuid} NOT NULL,
    merged_id {uuid} NOT NULL,
    reason TEXT NOT NULL,
    merged_by {uuid} NOT NULL,
    merged_s BIGINT NOT NULL,
    undone_by {uuid},
    undone_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX chart_merge_list ON chart_merge (facility_id, merged_s, id);

CREATE TABLE chart_merge_row (
    facility_id {uuid} NOT NULL,
    merge_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    row_id {uuid} NOT NULL,
    PRIMARY KEY (facility_id, merge_id, kind, row_id)
);
