-- Invitations to the portal, what became of them, activations under way, and inviting many.

CREATE TABLE invitation (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    chart_id {uuid},
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    roles TEXT NOT NULL,
    provider_id {uuid},
    grant_ends_s BIGINT,
    channel TEXT,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    generation INTEGER NOT NULL,
    code_mac {bytes} NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_s BIGINT NOT NULL,
    issued_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    invited_by {uuid},
    account_id {uuid},
    created_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, code_mac)
);
CREATE INDEX invitation_chart ON invitation (facility_id, chart_id);
CREATE INDEX invitation_list ON invitation (facility_id, created_s, id);
CREATE INDEX invitation_due ON invitation (facility_id, expires_s)
    WHERE state IN ('queued', 'sent', 'delivered', 'bounced', 'opened');
CREATE UNIQUE INDEX invitation_live ON invitation (facility_id, chart_id)
    WHERE kind = 'patient' AND state IN ('queued', 'sent', 'delivered', 'bounced', 'opened');

CREATE TABLE invitation_event (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    invitation_id {uuid} NOT NULL,
    at_s BIGINT NOT NULL,
    state TEXT NOT NULL,
    account_id {uuid},
    detail TEXT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX invitation_event_of ON invitation_event (facility_id, invitation_id, at_s);

CREATE TABLE activation (
    facility_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    invitation_id {uuid} NOT NULL,
    generation INTEGER NOT NULL,
    step TEXT NOT NULL,
    contact_kind TEXT,
    contact_address TEXT NOT NULL,
    challenge_id {uuid},
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, token_hash)
);
CREATE INDEX activation_age ON activation (facility_id, expires_s);

CREATE TABLE invitation_batch (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    criteria TEXT NOT NULL,
    state TEXT NOT NULL,
    created_by {uuid} NOT NULL,
    created_s BIGINT NOT NULL,
    updated_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX invitation_batch_list ON invitation_batch (facility_id, created_s);

CREATE TABLE invitation_batch_row (
    facility_id {uuid} NOT NULL,
    batch_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    chart_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    invitation_id {uuid},
    done_s BIGINT,
    PRIMARY KEY (facility_id, batch_id, position),
    UNIQUE (facility_id, batch_id, chart_id)
);
CREATE INDEX invitation_batch_row_open ON invitation_batch_row (facility_id, state, batch_id, position);

ALTER TABLE facility ADD COLUMN invitations TEXT;

ALTER TABLE chart ADD COLUMN name_words TEXT NOT NULL DEFAULT '';
ALTER TABLE chart ADD COLUMN is_opted_out BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX chart_birth_date ON chart (facility_id, birth_date);
CREATE INDEX chart_mrn ON chart (facility_id, mrn);
