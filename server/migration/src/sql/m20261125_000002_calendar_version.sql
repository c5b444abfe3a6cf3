-- Counts the changes of a facility's calendar: what was read of it holds while the number stays.
ALTER TABLE facility ADD COLUMN calendar_version BIGINT NOT NULL DEFAULT 0;
