-- Links by which a summary of a record is shared, and receipts of who opened them.

CREATE TABLE share (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    grant_id {uuid} NOT NULL,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    address_hash {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    passcode_hash TEXT,
    most INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    made_s BIGINT NOT NULL,
    ends_s BIGINT NOT NULL,
    ended_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE UNIQUE INDEX share_address ON share (facility_id, address_hash);
CREATE INDEX share_of ON share (facility_id, account_id, chart_id, made_s);
CREATE INDEX share_ends ON share (facility_id, ends_s);

CREATE TABLE share_opening (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    share_id {uuid} NOT NULL,
    at_s BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    is_refused BOOLEAN NOT NULL,
    ticket_hash {bytes},
    ticket_ends_s BIGINT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX share_opening_of ON share_opening (facility_id, share_id, at_s);
CREATE INDEX share_opening_ticket ON share_opening (facility_id, ticket_hash) WHERE ticket_hash IS NOT NULL;
