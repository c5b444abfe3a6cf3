-- Family access: what a proxy is to the patient, whether it ends when a child comes of age, and why it ended.

ALTER TABLE access_grant ADD COLUMN relationship TEXT NOT NULL DEFAULT '';
ALTER TABLE access_grant ADD COLUMN is_for_minor BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE access_grant ADD COLUMN end_reason TEXT;
ALTER TABLE access_grant ADD COLUMN ended_by {uuid};
ALTER TABLE access_grant ADD COLUMN warned_s BIGINT;
CREATE INDEX access_grant_minor ON access_grant (facility_id, id) WHERE is_for_minor AND revoked_s IS NULL;
CREATE INDEX access_grant_end ON access_grant (facility_id, ends_s) WHERE ends_s IS NOT NULL AND end_reason IS NULL;

ALTER TABLE invitation ADD COLUMN relationship TEXT NOT NULL DEFAULT '';
ALTER TABLE invitation ADD COLUMN is_for_minor BOOLEAN NOT NULL DEFAULT FALSE;

-- Until now only operators gave somebody access to another's chart. Those who act for a child do so as parents.
UPDATE access_grant SET is_for_minor = TRUE, relationship = 'parent'
    WHERE relation = 'proxy' AND EXISTS (
        SELECT 1 FROM chart
        WHERE chart.facility_id = access_grant.facility_id AND chart.id = access_grant.chart_id
            AND LENGTH(chart.birth_date) = 10 AND chart.birth_date > '2008-11-27'
    );
