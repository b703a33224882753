//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.
//!
//! It knows no HTTP and no SQL text: its errors are an enum, which `routes.rs` turns into
//! responses.

mod export;
pub(crate) mod routes;
pub mod store;

use shared::comments::{COMMENT_MAX_CHARS, Comment, CommentId};

use self::store::NewComment;
use crate::features::Feature;
use crate::state::AppState;
use db::{Db, DbError};
use session::Session;
use session::clock::{Random, random_uuid};

/// What this feature adds to the app.
pub const FEATURE: Feature =
    Feature { router: routes::router, export: Some(("comments", export::of_user)) };

/// Why a comment is not written or not liked.
#[derive(Debug, thiserror::Error)]
pub enum CommentError {
    /// The text is empty, too long, or holds a NUL.
    #[error("a comment has 1 to {COMMENT_MAX_CHARS} characters, none of them NUL")]
    BadText,
    /// The author was deleted: an access token outlives its user by at most its own life.
    #[error("the author is gone")]
    AuthorGone,
    /// The caller's tenant has no such comment, or no longer has the caller.
    #[error("there is no such comment")]
    Unknown,
    /// No id could be made.
    #[error("cannot make an id")]
    NoId(#[source] anyhow::Error),
    /// The database's faults.
    #[error(transparent)]
    Store(#[from] DbError),
}

/// The newest comments of the session's tenant, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db, session: &Session) -> Result<Vec<Comment>, CommentError> {
    Ok(store::list(db, session.get_tenant_id(), session.get_user_id()).await?)
}

/// One comment of the session's tenant.
///
/// # Errors
/// [`CommentError::Unknown`]; the database's faults.
pub async fn find(
    db: &Db,
    session: &Session,
    comment: &CommentId,
) -> Result<Comment, CommentError> {
    let (tenant, reader) = (session.get_tenant_id(), session.get_user_id());
    store::find(db, tenant, comment, reader).await?.ok_or(CommentError::Unknown)
}

/// Writes a comment of the session's user.
///
/// # Errors
/// [`CommentError`].
pub async fn create(
    app: &AppState,
    session: &Session,
    text: &str,
) -> Result<Comment, CommentError> {
    let new = NewComment {
        id: new_id(&*app.random).map_err(CommentError::NoId)?,
        tenant_id: session.get_tenant_id().clone(),
        author_id: session.get_user_id().clone(),
        text: check_text(text)?.to_owned(),
        created_at: app.sessions.now(),
    };
    let row = new.clone();
    let written = app.db.write(async move |tx| store::insert(tx, &row).await).await;
    let author = match written {
        // The author was deleted between the look for them and the comment.
        Err(error) if error.is_foreign_key_violation() => None,
        written => written?,
    };
    Ok(Comment {
        id: new.id,
        author: author.ok_or(CommentError::AuthorGone)?,
        text: new.text,
        created_at: new.created_at,
        likes: 0,
        liked_by_me: false,
    })
}

/// The session's user likes a comment of their tenant; says how many do now.
///
/// # Errors
/// [`CommentError`].
pub async fn like(db: &Db, session: &Session, comment: &CommentId) -> Result<i64, CommentError> {
    let (tenant, user) = (session.get_tenant_id().clone(), session.get_user_id().clone());
    let liked = comment.clone();
    let liked = db.write(async move |tx| store::like(tx, &tenant, &liked, &user).await).await;
    let likes = match liked {
        // The comment or the user was deleted meanwhile.
        Err(error) if error.is_foreign_key_violation() => None,
        liked => liked?,
    };
    likes.ok_or(CommentError::Unknown)
}

/// The text without the space around it.
fn check_text(text: &str) -> Result<&str, CommentError> {
    let text = text.trim();
    // Postgres stores no NUL, and what one engine takes the other must.
    if text.is_empty() || text.chars().count() > COMMENT_MAX_CHARS || text.contains('\0') {
        return Err(CommentError::BadText);
    }
    Ok(text)
}

fn new_id(random: &dyn Random) -> anyhow::Result<CommentId> {
    Ok(random_uuid(random)?.to_string().try_into()?)
}
