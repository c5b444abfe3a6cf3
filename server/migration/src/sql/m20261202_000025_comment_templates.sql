-- Short texts that clinicians keep for comments of results.

CREATE TABLE comment_template (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE UNIQUE INDEX comment_template_name ON comment_template (facility_id, account_id, name);
