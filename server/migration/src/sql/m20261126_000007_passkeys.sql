-- What a browser's authenticator was asked and has not answered yet: good once, for five minutes.

CREATE TABLE ceremony (
    facility_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    purpose TEXT NOT NULL,
    binding {bytes} NOT NULL,
    account_id {uuid},
    state TEXT NOT NULL,
    expires_s BIGINT NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX ceremony_binding ON ceremony (facility_id, binding);
CREATE INDEX ceremony_expires ON ceremony (facility_id, expires_s);
