-- Which visit an entry belongs to, its code, whether it is for the patient alone; and under which address everything came.

ALTER TABLE entry ADD COLUMN visit {uuid};
ALTER TABLE entry ADD COLUMN code TEXT;
ALTER TABLE entry ADD COLUMN is_restricted BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX entry_visit ON entry (facility_id, visit) WHERE visit IS NOT NULL;

ALTER TABLE entry ADD COLUMN full_url TEXT;
ALTER TABLE chart ADD COLUMN full_url TEXT;
ALTER TABLE directory ADD COLUMN full_url TEXT;
