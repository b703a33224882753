//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

use axum::extract::State;
use shared::{
    COMMENT_MAX_CHARS, Comment, CommentId, CommentList, CreateCommentRequest, LikeCommentRequest,
    LikeCommentResponse,
};

use crate::clock::random_uuid;
use crate::error::Error;
use crate::extract::Json;
use crate::session::{Session, Unauthorised};
use crate::state::AppState;
use crate::store::{Db, comments};

pub(super) async fn list(
    State(db): State<Db>,
    session: Session,
) -> Result<Json<CommentList>, Error> {
    let comments = comments::list(&db, session.get_tenant_id(), session.get_user_id()).await?;
    Ok(Json(CommentList { comments }))
}

pub(super) async fn create(
    State(app): State<AppState>,
    session: Session,
    Json(request): Json<CreateCommentRequest>,
) -> Result<Json<Comment>, Error> {
    let text = request.text.trim().to_owned();
    // Postgres stores no NUL, and what one engine takes the other must.
    if text.is_empty() || text.chars().count() > COMMENT_MAX_CHARS || text.contains('\0') {
        let sentence =
            format!("a comment has 1 to {COMMENT_MAX_CHARS} characters, none of them NUL");
        return Err(Error::BadRequest(sentence));
    }
    let new = comments::NewComment {
        id: CommentId::try_from(
            random_uuid(&*app.random).map_err(anyhow::Error::from)?.to_string(),
        )
        .map_err(anyhow::Error::from)?,
        tenant_id: session.get_tenant_id().clone(),
        author_id: session.get_user_id().clone(),
        text,
        created_at: app.sessions.now(),
    };
    let mut comment = Comment {
        id: new.id.clone(),
        author: String::new(),
        text: new.text.clone(),
        created_at: new.created_at,
        likes: 0,
        liked_by_me: false,
    };
    let stored =
        app.db.write(|tx| Box::pin(async move { comments::insert(tx, &new).await })).await?;
    // The token outlives its user by at most its own life.
    comment.author = stored.ok_or(Unauthorised::SessionGone)?;
    Ok(Json(comment))
}

pub(super) async fn like(
    State(db): State<Db>,
    session: Session,
    Json(LikeCommentRequest { comment_id }): Json<LikeCommentRequest>,
) -> Result<Json<LikeCommentResponse>, Error> {
    let liked = comment_id.clone();
    let likes = db
        .write(move |tx| {
            Box::pin(async move {
                comments::like(tx, session.get_tenant_id(), &liked, session.get_user_id()).await
            })
        })
        .await?;
    let likes = likes.ok_or(Error::NotFound)?;
    Ok(Json(LikeCommentResponse { comment_id, likes }))
}
