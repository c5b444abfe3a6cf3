-- All records of a clinic are read type by type where they are taken along.

CREATE INDEX entry_kind ON entry (facility_id, kind, id);
