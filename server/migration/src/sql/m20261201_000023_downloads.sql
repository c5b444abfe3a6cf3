-- Files of records that are made on request: who asked for what, how far it is, and the file in encrypted parts.

CREATE TABLE download (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    parts TEXT NOT NULL,
    from_day TEXT,
    to_day TEXT,
    lang TEXT NOT NULL,
    state TEXT NOT NULL,
    problem TEXT,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token {uuid},
    lease_until_s BIGINT,
    asked_s BIGINT NOT NULL,
    made_s BIGINT,
    ends_s BIGINT NOT NULL,
    basis {bytes},
    name TEXT,
    size_bytes BIGINT NOT NULL,
    checksum {bytes},
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX download_of ON download (facility_id, account_id, chart_id, asked_s);
CREATE INDEX download_open ON download (facility_id, asked_s) WHERE state IN ('waiting', 'working');
CREATE INDEX download_ends ON download (facility_id, ends_s);

CREATE TABLE download_part (
    facility_id {uuid} NOT NULL,
    download_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (facility_id, download_id, position)
);
