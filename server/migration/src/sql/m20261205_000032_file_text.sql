-- The text of files that are read on the page of their entry, in which words are found. What was there before has it once it comes again.

ALTER TABLE entry ADD COLUMN file_text TEXT;
