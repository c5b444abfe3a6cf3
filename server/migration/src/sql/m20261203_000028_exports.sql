-- Why an administrator takes the records of all patients along.

ALTER TABLE download ADD COLUMN reason TEXT;
