-- Counters of secrets outlast the day: so many wrong ones in a row end the guessing.

ALTER TABLE throttle ADD COLUMN is_kept BOOLEAN NOT NULL DEFAULT FALSE;

-- Which grant a merge kept instead of one it ended, and how it stood then.
ALTER TABLE chart_merge_row ADD COLUMN kept TEXT NOT NULL DEFAULT '';
