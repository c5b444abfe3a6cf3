-- Whether nothing but its sender's label hides an entry: then clinicians who treat the patient see it. What was there before has no
-- such word and stays hidden from everybody until it comes again.

ALTER TABLE entry ADD COLUMN is_kept_back BOOLEAN NOT NULL DEFAULT FALSE;
