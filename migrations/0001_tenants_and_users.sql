-- A tenant is a customer of yours with users of its own: the same e-mail address may sign up in two.
CREATE TABLE tenants (
    tenant_id   TEXT   NOT NULL PRIMARY KEY,  -- letters, digits and dashes; a segment of the URL
    created_at  BIGINT NOT NULL,              -- ms since 1970
    sign_up     TEXT   NOT NULL DEFAULT 'closed' CHECK (sign_up IN ('open', 'closed'))  -- may everybody sign up, or nobody?
);

-- Paths without a tenant segment mean this one.
INSERT INTO tenants (tenant_id, created_at, sign_up) VALUES ('public', 0, 'open');

CREATE TABLE users (
    user_id        TEXT   NOT NULL PRIMARY KEY,  -- UUID; `sub` in the access token
    tenant_id      TEXT   NOT NULL REFERENCES tenants (tenant_id),
    email          TEXT   NOT NULL,              -- normalised: trimmed, NFKC, lower case, IDNA
    password_hash  TEXT   NOT NULL,              -- argon2id as a PHC string
    time_joined    BIGINT NOT NULL               -- ms since 1970
);

CREATE UNIQUE INDEX users_by_email ON users (tenant_id, email);
