-- The demo feature. Delete this file's tables in a migration of your own when you delete the feature.
CREATE TABLE comments (
    comment_id  TEXT   NOT NULL PRIMARY KEY,  -- UUID
    tenant_id   TEXT   NOT NULL REFERENCES tenants (tenant_id),
    author_id   TEXT   NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    text        TEXT   NOT NULL,              -- plain text
    created_at  BIGINT NOT NULL               -- ms since 1970
);

CREATE INDEX comments_newest ON comments (tenant_id, created_at, comment_id);
-- Deleting a user looks here for what goes along.
CREATE INDEX comments_by_author ON comments (author_id);

-- Liking twice is liking once: the primary key says so.
CREATE TABLE comment_likes (
    comment_id  TEXT NOT NULL REFERENCES comments (comment_id) ON DELETE CASCADE,
    user_id     TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    PRIMARY KEY (comment_id, user_id)
);

CREATE INDEX comment_likes_by_user ON comment_likes (user_id);
