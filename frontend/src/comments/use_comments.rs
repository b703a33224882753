//! The demo feature's data: the comments of the session's tenant. Copy it for a feature of yours.

use std::rc::Rc;

use session_client::ApiError;
use shared::comments::{
    Comment, CommentId, CreateComment, CreateCommentRequest, LikeComment, LikeCommentRequest,
    LikeCommentResponse, ListComments,
};
use yew::prelude::*;

use crate::hooks::{Mutation, use_mutation};
use crate::session::{Query, use_query, use_session};

/// The comments as they are known here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CommentsState {
    /// Newest first; `None` until they came.
    pub(super) comments: Option<Vec<Comment>>,
}

/// What happens to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CommentsAction {
    /// The list came.
    Loaded(Vec<Comment>),
    /// A comment was written.
    Written(Comment),
    /// A comment was liked.
    Liked(LikeCommentResponse),
}

impl Reducible for CommentsState {
    type Action = CommentsAction;

    fn reduce(self: Rc<Self>, action: CommentsAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            CommentsAction::Loaded(comments) => next.comments = Some(comments),
            CommentsAction::Written(comment) => {
                next.comments.get_or_insert_default().insert(0, comment);
            }
            CommentsAction::Liked(response) => {
                let comments = next.comments.iter_mut().flatten();
                for comment in comments.filter(|comment| comment.id == response.comment_id) {
                    comment.likes = response.likes;
                    comment.liked_by_me = true;
                }
            }
        }
        Rc::new(next)
    }
}

/// What [`use_comments`] gives.
pub(super) struct CommentsHandle {
    /// The comments.
    pub(super) state: UseReducerHandle<CommentsState>,
    /// The fetching of the list.
    pub(super) load: Query<()>,
    /// Writes one.
    pub(super) write: Mutation<String, (), ApiError>,
    /// Likes one.
    pub(super) like: Mutation<CommentId, (), ApiError>,
}

/// The comments of the session's tenant, and what can be done with them.
#[hook]
pub(super) fn use_comments() -> CommentsHandle {
    let state = use_reducer(CommentsState::default);
    let api = use_session().api();
    let load = {
        let (api, state) = (api.clone(), state.dispatcher());
        use_query((), move |()| {
            let (api, state) = (api.clone(), state);
            async move {
                let list = api.to(ListComments).send().await?;
                state.dispatch(CommentsAction::Loaded(list.comments));
                Ok(())
            }
        })
    };
    let write = {
        let (api, state) = (api.clone(), state.dispatcher());
        use_mutation(move |text: String| {
            let (api, state) = (api.clone(), state.clone());
            async move {
                let request = CreateCommentRequest { text };
                let comment = api.to(CreateComment).body(request).send().await?;
                state.dispatch(CommentsAction::Written(comment));
                Ok(())
            }
        })
    };
    let like = {
        let state = state.dispatcher();
        use_mutation(move |comment_id: CommentId| {
            let (api, state) = (api.clone(), state.clone());
            async move {
                let response =
                    api.to(LikeComment).body(LikeCommentRequest { comment_id }).send().await?;
                state.dispatch(CommentsAction::Liked(response));
                Ok(())
            }
        })
    };
    CommentsHandle { state, load, write, like }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: &str) -> Comment {
        Comment {
            id: id.parse().expect("a valid id"),
            author: "ada".to_owned(),
            text: "Hello".to_owned(),
            created_at: shared::Timestamp::EPOCH,
            likes: 0,
            liked_by_me: false,
        }
    }

    #[test]
    fn a_written_comment_comes_first() {
        let state = Rc::new(CommentsState::default())
            .reduce(CommentsAction::Loaded(vec![comment("a")]))
            .reduce(CommentsAction::Written(comment("b")));
        let comments = state.comments.as_deref().expect("loaded");
        assert_eq!(comments, [comment("b"), comment("a")]);
    }

    #[test]
    fn a_like_changes_its_comment_only() {
        let response =
            LikeCommentResponse { comment_id: "b".parse().expect("a valid id"), likes: 7 };
        let state = Rc::new(CommentsState::default())
            .reduce(CommentsAction::Loaded(vec![comment("a"), comment("b")]))
            .reduce(CommentsAction::Liked(response));
        let comments = state.comments.as_deref().expect("loaded");
        assert_eq!((comments[0].likes, comments[0].liked_by_me), (0, false));
        assert_eq!((comments[1].likes, comments[1].liked_by_me), (7, true));
    }
}
