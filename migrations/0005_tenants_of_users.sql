-- A user is in one tenant or in several. An address signs in where its user is; in two tenants it may be two users.
CREATE TABLE user_tenants (
    user_id    TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    tenant_id  TEXT NOT NULL REFERENCES tenants (tenant_id),
    email      TEXT NOT NULL,  -- the user's own, once more, so that it is unique in the tenant
    PRIMARY KEY (user_id, tenant_id)
);

CREATE UNIQUE INDEX user_tenants_by_email ON user_tenants (tenant_id, email);

-- Before, a user was in one tenant.
INSERT INTO user_tenants (user_id, tenant_id, email) SELECT user_id, tenant_id, email FROM users;
DROP INDEX users_by_email;
ALTER TABLE users DROP COLUMN tenant_id;

ALTER TABLE users ADD COLUMN password_changed_at BIGINT;  -- ms since 1970; NULL while it is the first one

-- May every visitor be told that there is this tenant?
ALTER TABLE tenants ADD COLUMN listed TEXT NOT NULL DEFAULT 'unlisted' CHECK (listed IN ('listed', 'unlisted'));

UPDATE tenants SET listed = 'listed' WHERE tenant_id = 'public';
CREATE INDEX tenants_by_listing ON tenants (listed, tenant_id);
