-- Counters of secrets outlast the day: so many wrong ones in a row end the guessing.

ALTER TABLE throttle ADD COLUMN is_kept BOOLEAN NOT NULL DEFAULT FALSE;
