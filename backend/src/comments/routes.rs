//! The demo feature's routes: a typed input, one call of `crate::comments`, a `shared` type.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use shared::{
    Comment, CommentList, CreateCommentRequest, Endpoint, LikeComment, LikeCommentRequest,
    LikeCommentResponse, ListComments,
};

use crate::comments::{self, CommentError};
use crate::error::Error;
use crate::http::Json;
use crate::state::AppState;
use db::Db;
use session::{Session, Unauthorised};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route(ListComments::PATH, get(list).post(create))
        .route(LikeComment::PATH, post(like))
}

async fn list(State(db): State<Db>, session: Session) -> Result<Json<CommentList>, Error> {
    let comments = comments::list(&db, &session).await?;
    Ok(Json(CommentList { comments }))
}

async fn create(
    State(app): State<AppState>,
    session: Session,
    Json(CreateCommentRequest { text }): Json<CreateCommentRequest>,
) -> Result<Json<Comment>, Error> {
    Ok(Json(comments::create(&app, &session, &text).await?))
}

async fn like(
    State(db): State<Db>,
    session: Session,
    Json(LikeCommentRequest { comment_id }): Json<LikeCommentRequest>,
) -> Result<Json<LikeCommentResponse>, Error> {
    let likes = comments::like(&db, &session, &comment_id).await?;
    Ok(Json(LikeCommentResponse { comment_id, likes }))
}

/// Here and not in `error.rs`, so that the feature is whole in files of its own.
impl From<CommentError> for Error {
    fn from(error: CommentError) -> Self {
        match error {
            CommentError::BadText => Self::BadRequest(error.to_string()),
            CommentError::AuthorGone => Unauthorised::SessionGone.into(),
            CommentError::Unknown => Self::NotFound,
            CommentError::NoId(_) | CommentError::Store(_) => Self::Internal(error.into()),
        }
    }
}
