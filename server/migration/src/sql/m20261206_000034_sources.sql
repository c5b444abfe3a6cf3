-- When an entry first came and who sent it last; and whose names entries have taken, so that they take them when they come later or change.

-- What was there before says nothing: nobody knows.
ALTER TABLE entry ADD COLUMN came_s BIGINT;
ALTER TABLE entry ADD COLUMN sender TEXT;
ALTER TABLE entry ADD COLUMN client_id {uuid};

-- A name under which an entry, or a role in the directory, refers to a person, a place or a medicine, and what was called so in it.
CREATE TABLE entry_name (
    facility_id {uuid} NOT NULL,
    name {uuid} NOT NULL,
    entry_id {uuid} NOT NULL,
    called TEXT,
    is_role BOOLEAN NOT NULL,
    is_due BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, name, entry_id)
) {without_rowid};
CREATE INDEX entry_name_of ON entry_name (facility_id, entry_id);
CREATE INDEX entry_name_due ON entry_name (facility_id, entry_id) WHERE is_due;
