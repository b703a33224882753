-- What happened to an account, for its user to see. A refresh is no event. Kept for ACTIVITY_RETENTION.
CREATE TABLE activity (
    activity_id     TEXT   NOT NULL PRIMARY KEY,  -- UUID
    user_id         TEXT   NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    at              BIGINT NOT NULL,              -- ms since 1970
    kind            TEXT   NOT NULL,              -- as on the wire, such as SIGN_IN
    tenant_id       TEXT   NOT NULL,              -- where; no foreign key: it may be gone
    session_handle  TEXT,                         -- the session that it happened to, if it was one
    user_agent      TEXT,                         -- of the request that did it
    address         TEXT                          -- of the request that did it
);

CREATE INDEX activity_by_user ON activity (user_id, at, activity_id);
-- What is too old is found here.
CREATE INDEX activity_by_time ON activity (at);
