-- A session, from sign-in to sign-out. No token and no hash of one is stored: the refresh token of a generation is
-- computed from this row and a server key that is not in the database.
CREATE TABLE sessions (
    session_handle        TEXT   NOT NULL PRIMARY KEY,  -- UUID; names the session, opens nothing
    user_id               TEXT   NOT NULL,              -- no foreign key: users may live in another system
    tenant_id             TEXT   NOT NULL,
    key_id                TEXT   NOT NULL,              -- which server key its refresh tokens are derived with
    seed                  BYTEA  NOT NULL,              -- 32 random bytes, one part of the derivation
    generation            BIGINT NOT NULL,              -- 0 at sign-in; one step per rotation
    rotated_at            BIGINT NOT NULL,              -- ms; start of the grace window
    created_at            BIGINT NOT NULL,              -- ms
    confirmed_at          BIGINT NOT NULL,              -- ms; when the password was last given
    last_active_at        BIGINT NOT NULL,              -- ms; the last rotation
    expires_at            BIGINT NOT NULL,              -- ms; slides with each rotation
    absolute_expires_at   BIGINT NOT NULL,              -- ms; never moves
    session_data          TEXT   NOT NULL,              -- JSON object, the app's own, never sent to a browser by itself
    access_token_payload  TEXT   NOT NULL,              -- JSON object, the app's claims in the access token
    user_agent            TEXT,                         -- of the last rotation
    address               TEXT                          -- of the last rotation
);

-- No index has a column that a refresh changes: each refresh would have to change the index, too.
CREATE INDEX sessions_by_user ON sessions (user_id, created_at, session_handle);
