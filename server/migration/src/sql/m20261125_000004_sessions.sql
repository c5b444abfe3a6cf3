-- What a clinic decides about signing in, and what a session knows of its person and place.

ALTER TABLE facility ADD COLUMN security TEXT;

ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN proven_s BIGINT NOT NULL DEFAULT 0;

ALTER TABLE account ADD COLUMN password_s BIGINT NOT NULL DEFAULT 0;
