//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::endpoint_macro::endpoints;
use crate::id::id_type;

id_type!(
    /// A comment. A UUID.
    CommentId, "comment id"
);

endpoints! {
    /// GET `/api/comments`: the newest comments of the caller's tenant, newest first, at most 50.
    GET "/api/comments" => ListComments { response: CommentList }

    /// POST `/api/comments`: writes a comment.
    POST ListComments::PATH => CreateComment { request: CreateCommentRequest, response: Comment }

    /// GET `/api/comments/{comment_id}`: one comment of the caller's tenant.
    GET "/api/comments/{comment_id}" => GetComment { params: CommentId, response: Comment }

    /// POST `/like-comment`: the caller likes a comment. Liking twice is liking once.
    POST "/like-comment" => LikeComment {
        request: LikeCommentRequest,
        response: LikeCommentResponse,
    }
}

/// The longest comment, in characters.
pub const COMMENT_MAX_CHARS: usize = 1000;

/// One comment as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// The comment.
    pub id: CommentId,
    /// Who wrote it: the part of the e-mail address before the `@`.
    pub author: String,
    /// Plain text, 1 to [`COMMENT_MAX_CHARS`] characters.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// How many people like it.
    pub likes: i64,
    /// Does the reader?
    pub liked_by_me: bool,
}

/// The response of [`ListComments`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentList {
    /// Newest first.
    pub comments: Vec<Comment>,
}

/// The body of [`CreateComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateCommentRequest {
    /// The text, 1 to [`COMMENT_MAX_CHARS`] characters after trimming.
    pub text: String,
}

/// The body of [`LikeComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LikeCommentRequest {
    /// A comment of the caller's tenant.
    pub comment_id: CommentId,
}

/// The response of [`LikeComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LikeCommentResponse {
    /// The comment.
    pub comment_id: CommentId,
    /// Its likes now.
    pub likes: i64,
}
