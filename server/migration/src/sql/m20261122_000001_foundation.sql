-- The foundation: facilities, people, charts, booking, theme, outbox, audit.
--
-- Dialect words in braces: {uuid} {bytes} {without_rowid} {sequence}. Instants are Unix seconds (_s).
-- Every primary key and index begins with the facility, so that facilities can be spread over machines.

CREATE TABLE facility (
    id {uuid} NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    host TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    phone TEXT,
    email TEXT,
    address TEXT,
    opening_hours TEXT,
    cancel_notice_minutes INTEGER NOT NULL,
    theme_version INTEGER NOT NULL,
    created_s BIGINT NOT NULL
);

CREATE TABLE account (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    username TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    language TEXT,
    is_disabled BOOLEAN NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, username)
);

CREATE TABLE staff_role (
    facility_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    role TEXT NOT NULL,
    provider_id {uuid},
    PRIMARY KEY (facility_id, account_id, role)
);

CREATE TABLE session (
    facility_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid},
    assurance SMALLINT NOT NULL,
    device TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    last_seen_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, token_hash)
);
CREATE INDEX session_account ON session (facility_id, account_id);

CREATE TABLE flash (
    facility_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    body TEXT NOT NULL,
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, token_hash)
);

CREATE TABLE throttle (
    facility_id {uuid} NOT NULL,
    key {bytes} NOT NULL,
    failures INTEGER NOT NULL,
    locked_until_s BIGINT NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, key)
);

CREATE TABLE chart (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    mrn TEXT,
    given TEXT NOT NULL,
    family TEXT NOT NULL,
    birth_date TEXT,
    gender TEXT,
    language TEXT,
    phone TEXT,
    email TEXT,
    address TEXT,
    is_deceased BOOLEAN NOT NULL,
    content TEXT NOT NULL,
    content_hash {bytes} NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX chart_name ON chart (facility_id, family, given);

CREATE TABLE access_grant (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    relation TEXT NOT NULL,
    scopes TEXT NOT NULL,
    starts_s BIGINT NOT NULL,
    ends_s BIGINT,
    revoked_s BIGINT,
    granted_by {uuid},
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX access_grant_account ON access_grant (facility_id, account_id);
CREATE INDEX access_grant_chart ON access_grant (facility_id, chart_id);

CREATE TABLE entry (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT,
    clinical_s BIGINT NOT NULL,
    title TEXT NOT NULL,
    view TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash {bytes} NOT NULL,
    is_hidden BOOLEAN NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX entry_chart ON entry (facility_id, chart_id, kind, clinical_s, id);

CREATE TABLE directory (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash {bytes} NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);

CREATE TABLE resource_alias (
    facility_id {uuid} NOT NULL,
    alias {bytes} NOT NULL,
    kind TEXT NOT NULL,
    target_id {uuid} NOT NULL,
    PRIMARY KEY (facility_id, alias)
);

CREATE TABLE location (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    address TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, key)
);

CREATE TABLE provider (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    specialty TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, key)
);

CREATE TABLE visit_type (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after INTEGER NOT NULL,
    min_notice_minutes INTEGER NOT NULL,
    horizon_days INTEGER NOT NULL,
    grid_minutes INTEGER,
    mode TEXT NOT NULL,
    cancel_notice_minutes INTEGER,
    max_upcoming_per_patient INTEGER,
    patients TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, key)
);

CREATE TABLE weekly_hours (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    provider_id {uuid} NOT NULL,
    location_id {uuid} NOT NULL,
    visit_types TEXT,
    weekday SMALLINT NOT NULL,
    from_min SMALLINT NOT NULL,
    to_min SMALLINT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX weekly_hours_provider ON weekly_hours (facility_id, provider_id);

CREATE TABLE hours_exception (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    provider_id {uuid},
    location_id {uuid},
    kind TEXT NOT NULL,
    visit_types TEXT,
    local_from TEXT NOT NULL,
    local_to TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX hours_exception_range ON hours_exception (facility_id, local_to);

CREATE TABLE resource (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);

CREATE TABLE claim (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    appointment_id {uuid},
    chart_id {uuid},
    owner_session {bytes},
    provider_id {uuid} NOT NULL,
    location_id {uuid} NOT NULL,
    visit_type_id {uuid} NOT NULL,
    start_s BIGINT NOT NULL,
    end_s BIGINT NOT NULL,
    busy_from_s BIGINT NOT NULL,
    busy_to_s BIGINT NOT NULL,
    expires_s BIGINT,
    is_extended BOOLEAN NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX claim_provider ON claim (facility_id, provider_id, busy_from_s);
CREATE INDEX claim_chart ON claim (facility_id, chart_id, start_s);
CREATE INDEX claim_session ON claim (facility_id, owner_session);
CREATE INDEX claim_appointment ON claim (facility_id, appointment_id);
CREATE INDEX claim_expiry ON claim (facility_id, expires_s) WHERE expires_s IS NOT NULL;
CREATE INDEX claim_end ON claim (facility_id, busy_to_s);

CREATE TABLE busy_unit (
    facility_id {uuid} NOT NULL,
    resource_id {uuid} NOT NULL,
    seat SMALLINT NOT NULL,
    unit BIGINT NOT NULL,
    claim_id {uuid} NOT NULL,
    PRIMARY KEY (facility_id, resource_id, seat, unit),
    FOREIGN KEY (facility_id, claim_id) REFERENCES claim (facility_id, id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX busy_unit_claim ON busy_unit (facility_id, claim_id);

CREATE TABLE appointment (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    chart_id {uuid} NOT NULL,
    provider_id {uuid} NOT NULL,
    location_id {uuid} NOT NULL,
    visit_type_id {uuid} NOT NULL,
    start_s BIGINT NOT NULL,
    end_s BIGINT NOT NULL,
    zone TEXT NOT NULL,
    local_start TEXT NOT NULL,
    tzdb TEXT NOT NULL,
    status TEXT NOT NULL,
    seq INTEGER NOT NULL,
    row_version INTEGER NOT NULL,
    source TEXT NOT NULL,
    booked_by {uuid},
    note TEXT,
    cancel_reason TEXT,
    cancelled_s BIGINT,
    created_s BIGINT NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX appointment_provider ON appointment (facility_id, provider_id, start_s, end_s);
CREATE INDEX appointment_chart ON appointment (facility_id, chart_id, start_s);

CREATE TABLE idempotency (
    facility_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    request_hash {bytes} NOT NULL,
    result TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, account_id, key)
);

CREATE TABLE live_event (
    {sequence},
    facility_id {uuid} NOT NULL,
    topic TEXT NOT NULL,
    resource_id {uuid},
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    from_s BIGINT NOT NULL,
    to_s BIGINT NOT NULL,
    created_s BIGINT NOT NULL
);
CREATE INDEX live_event_age ON live_event (created_s);

CREATE TABLE outbox (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    event TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    chart_id {uuid},
    account_id {uuid},
    subject_kind TEXT NOT NULL,
    subject_id {uuid} NOT NULL,
    subject_version INTEGER NOT NULL,
    due_s BIGINT NOT NULL,
    expires_s BIGINT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token {uuid},
    lease_until_s BIGINT,
    last_error TEXT,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, dedupe_key)
);
CREATE INDEX outbox_due ON outbox (facility_id, due_s, id) WHERE state IN ('pending', 'leased');

CREATE TABLE audit_event (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    at_s BIGINT NOT NULL,
    account_id {uuid},
    chart_id {uuid},
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL,
    session_ref TEXT NOT NULL,
    mac {bytes} NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX audit_event_at ON audit_event (facility_id, at_s, id);
CREATE INDEX audit_event_chart ON audit_event (facility_id, chart_id, at_s);

CREATE TABLE audit_seal (
    facility_id {uuid} NOT NULL,
    seq BIGINT NOT NULL,
    audit_id {uuid} NOT NULL,
    head {bytes} NOT NULL,
    PRIMARY KEY (facility_id, seq),
    UNIQUE (facility_id, audit_id)
);

CREATE TABLE theme_version (
    facility_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    tokens TEXT NOT NULL,
    override_reason TEXT,
    author {uuid},
    published_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, version)
);

CREATE TABLE theme_draft (
    facility_id {uuid} NOT NULL PRIMARY KEY,
    tokens TEXT NOT NULL,
    author {uuid},
    updated_s BIGINT NOT NULL
);

CREATE TABLE asset (
    facility_id {uuid} NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes {bytes} NOT NULL,
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, name)
);
