//! The demo feature's routes: a typed input, one call of `crate::comments`, a `shared` type.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use shared::comments::{
    Comment, CommentList, CreateComment, GetComment, LikeComment, LikeCommentResponse, ListComments,
};

use crate::comments::{self, CommentError};
use crate::error::Error;
use crate::state::AppState;
use db::Db;
use session::{Session, Unauthorised};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .mount(ListComments, list)
        .mount(CreateComment, create)
        .mount(GetComment, get)
        .mount(LikeComment, like)
}

async fn list(State(db): State<Db>, session: Session) -> Result<Json<CommentList>, Error> {
    let comments = comments::list(&db, &session).await?;
    Ok(Json(CommentList { comments }))
}

async fn create(
    State(app): State<AppState>,
    session: Session,
    input: Input<CreateComment>,
) -> Result<Json<Comment>, Error> {
    Ok(Json(comments::create(&app, &session, &input.body.text).await?))
}

async fn get(
    State(db): State<Db>,
    session: Session,
    input: Input<GetComment>,
) -> Result<Json<Comment>, Error> {
    Ok(Json(comments::find(&db, &session, &input.params).await?))
}

async fn like(
    State(db): State<Db>,
    session: Session,
    input: Input<LikeComment>,
) -> Result<Json<LikeCommentResponse>, Error> {
    let comment_id = input.body.comment_id;
    let likes = comments::like(&db, &session, &comment_id).await?;
    Ok(Json(LikeCommentResponse { comment_id, likes }))
}

/// Here and not in `error.rs`, so that the feature is whole in files of its own.
impl From<CommentError> for Error {
    fn from(error: CommentError) -> Self {
        match error {
            CommentError::BadText => Self::bad_request(error.to_string()),
            CommentError::AuthorGone => Unauthorised::SessionGone.into(),
            CommentError::Unknown => Self::not_found(),
            CommentError::NoId(_) | CommentError::Store(_) => Self::internal(error),
        }
    }
}
