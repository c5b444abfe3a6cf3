-- Questions of patients about who opened their records.

CREATE TABLE look_question (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    audit_id {uuid} NOT NULL,
    asked_by {uuid} NOT NULL,
    question TEXT NOT NULL,
    asked_s BIGINT NOT NULL,
    due_s BIGINT NOT NULL,
    answer TEXT,
    answered_by {uuid},
    answered_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE UNIQUE INDEX look_question_about ON look_question (facility_id, chart_id, audit_id);
CREATE INDEX look_question_chart ON look_question (facility_id, chart_id, asked_s);
CREATE INDEX look_question_open ON look_question (facility_id, due_s, id) WHERE answered_s IS NULL;
CREATE INDEX look_question_answered ON look_question (facility_id, answered_s, id) WHERE answered_s IS NOT NULL;
