//! One comment.

use session_client::ApiError;
use shared::comments::{Comment, CommentId, GetComment, LikeComment, LikeCommentRequest};
use yew::prelude::*;

use crate::hooks::{Mutation, use_mutation};
use crate::session::{Query, use_query, use_session};

/// What [`use_comment`] gives.
pub(super) struct CommentHandle {
    /// The comment.
    pub(super) comment: Query<Comment>,
    /// Likes it.
    pub(super) like: Mutation<CommentId, (), ApiError>,
}

/// The comment with this id, fetched again when the id changes.
#[hook]
pub(super) fn use_comment(id: &CommentId) -> CommentHandle {
    let api = use_session().api();
    let comment = {
        let api = api.clone();
        use_query(id.clone(), move |id| api.to(GetComment).params(id).send())
    };
    let reload = comment.reload.clone();
    let like = use_mutation(move |comment_id: CommentId| {
        let (api, reload) = (api.clone(), reload.clone());
        async move {
            api.to(LikeComment).body(LikeCommentRequest { comment_id }).send().await?;
            reload.emit(());
            Ok(())
        }
    });
    CommentHandle { comment, like }
}
