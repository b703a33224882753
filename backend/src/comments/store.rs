//! Comments and their likes: the demo feature. Every query carries the tenant.

use shared::comments::{Comment, CommentId};
use shared::{TenantId, Timestamp, UserId};
use sqlx::FromRow;

use db::{Db, Result, Tx};
use db::{read, write};

/// How many comments a list shows.
const LIST_LIMIT: i64 = 50;

#[derive(FromRow)]
struct CommentRow {
    #[sqlx(try_from = "String")]
    comment_id: CommentId,
    email: String,
    text: String,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
    likes: i64,
    liked_by_me: bool,
}

impl From<CommentRow> for Comment {
    fn from(row: CommentRow) -> Self {
        Self {
            id: row.comment_id,
            author: author_name(&row.email).to_owned(),
            text: row.text,
            created_at: row.created_at,
            likes: row.likes,
            liked_by_me: row.liked_by_me,
        }
    }
}

/// The part of an address before the `@`: other users need not learn where to write to.
fn author_name(email: &str) -> &str {
    email.split('@').next().unwrap_or_default()
}

/// The columns of a [`CommentRow`], as `$2` sees them, of the tenant `$1`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.comment_id, u.email, c.text, c.created_at, \
             (SELECT COUNT(*) FROM comment_likes l WHERE l.comment_id = c.comment_id) AS likes, \
             EXISTS (SELECT 1 FROM comment_likes l \
                     WHERE l.comment_id = c.comment_id AND l.user_id = $2) AS liked_by_me \
             FROM comments c JOIN users u ON u.user_id = c.author_id WHERE c.tenant_id = $1 ",
            $rest
        )
    };
}

/// The newest comments of a tenant as `reader` sees them, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db, tenant: &TenantId, reader: &UserId) -> Result<Vec<Comment>> {
    const LIST: &str = select!("ORDER BY c.created_at DESC, c.comment_id DESC LIMIT $3");
    let rows: Vec<CommentRow> = read!(db, |connection| sqlx::query_as(LIST)
        .bind(tenant.as_str())
        .bind(reader.as_str())
        .bind(LIST_LIMIT)
        .fetch_all(connection)
        .await)?;
    Ok(rows.into_iter().map(Comment::from).collect())
}

/// One comment of a tenant as `reader` sees it.
///
/// # Errors
/// The database's faults.
pub async fn find(
    db: &Db,
    tenant: &TenantId,
    comment: &CommentId,
    reader: &UserId,
) -> Result<Option<Comment>> {
    const FIND: &str = select!("AND c.comment_id = $3");
    let row: Option<CommentRow> = read!(db, |connection| sqlx::query_as(FIND)
        .bind(tenant.as_str())
        .bind(reader.as_str())
        .bind(comment.as_str())
        .fetch_optional(connection)
        .await)?;
    Ok(row.map(Comment::from))
}

/// A comment to add.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// Who writes it.
    pub author_id: UserId,
    /// Plain text.
    pub text: String,
    /// When.
    pub created_at: Timestamp,
}

/// Adds a comment and returns its author's name. `None`: there is no such user in that tenant.
///
/// # Errors
/// The database's faults.
pub async fn insert(tx: &mut Tx, comment: &NewComment) -> Result<Option<String>> {
    let email: Option<String> = write!(&mut *tx, |connection| sqlx::query_scalar(
        "SELECT email FROM user_tenants WHERE user_id = $1 AND tenant_id = $2"
    )
    .bind(comment.author_id.as_str())
    .bind(comment.tenant_id.as_str())
    .fetch_optional(connection)
    .await)?;
    let Some(email) = email else { return Ok(None) };
    store(tx, comment).await?;
    Ok(Some(author_name(&email).to_owned()))
}

/// Adds a comment as it is.
///
/// # Errors
/// [`DbError::is_foreign_key_violation`](super::DbError::is_foreign_key_violation) when its
/// author or tenant was deleted meanwhile; the database's faults.
pub async fn store(tx: &mut Tx, comment: &NewComment) -> Result<()> {
    write!(tx, |connection| sqlx::query(
        "INSERT INTO comments (comment_id, tenant_id, author_id, text, created_at) \
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(comment.id.as_str())
    .bind(comment.tenant_id.as_str())
    .bind(comment.author_id.as_str())
    .bind(&comment.text)
    .bind(comment.created_at.as_millis())
    .execute(connection)
    .await
    .map(|_| ()))
}

/// Likes a comment of a tenant and returns its likes. `None`: the tenant has no such comment, or
/// no such user.
///
/// # Errors
/// The database's faults.
pub async fn like(
    tx: &mut Tx,
    tenant: &TenantId,
    comment: &CommentId,
    user: &UserId,
) -> Result<Option<i64>> {
    write!(&mut *tx, |connection| sqlx::query(
        "INSERT INTO comment_likes (comment_id, user_id) \
         SELECT c.comment_id, u.user_id FROM comments c, user_tenants u \
         WHERE c.comment_id = $1 AND c.tenant_id = $2 AND u.user_id = $3 AND u.tenant_id = $2 \
         ON CONFLICT DO NOTHING"
    )
    .bind(comment.as_str())
    .bind(tenant.as_str())
    .bind(user.as_str())
    .execute(connection)
    .await
    .map(|_| ()))?;
    write!(tx, |connection| sqlx::query_scalar(
        "SELECT COUNT(l.user_id) FROM comments c \
         JOIN user_tenants u ON u.tenant_id = c.tenant_id \
         LEFT JOIN comment_likes l ON l.comment_id = c.comment_id \
         WHERE c.comment_id = $1 AND c.tenant_id = $2 AND u.user_id = $3 GROUP BY c.comment_id"
    )
    .bind(comment.as_str())
    .bind(tenant.as_str())
    .bind(user.as_str())
    .fetch_optional(connection)
    .await)
}
