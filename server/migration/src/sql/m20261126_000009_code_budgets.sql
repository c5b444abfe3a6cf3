-- How many codes went out for an account, and to telephones, within a day.
CREATE INDEX challenge_account ON challenge (facility_id, account_id, created_s);
CREATE INDEX challenge_kind ON challenge (facility_id, kind, created_s);
