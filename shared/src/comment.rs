//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

use serde::{Deserialize, Serialize};

use crate::{CommentId, Endpoint, Method, NoBody};

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
    /// When, ms since 1970.
    pub created_at: i64,
    /// How many people like it.
    pub likes: i64,
    /// Does the reader?
    pub liked_by_me: bool,
}

/// GET `/api/comments`: the newest comments of the caller's tenant, newest first, at most 50.
#[derive(Debug)]
pub struct ListComments;

impl Endpoint for ListComments {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/comments";
    type Request = NoBody;
    type Response = CommentList;
}

/// The answer of [`ListComments`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentList {
    /// Newest first.
    pub comments: Vec<Comment>,
}

/// POST `/api/comments`: writes a comment.
#[derive(Debug)]
pub struct CreateComment;

impl Endpoint for CreateComment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = ListComments::PATH;
    type Request = CreateCommentRequest;
    type Response = Comment;
}

/// The body of [`CreateComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateCommentRequest {
    /// The text, 1 to [`COMMENT_MAX_CHARS`] characters after trimming.
    pub text: String,
}

/// POST `/like-comment`: the caller likes a comment. Liking twice is liking once.
#[derive(Debug)]
pub struct LikeComment;

impl Endpoint for LikeComment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/like-comment";
    type Request = LikeCommentRequest;
    type Response = LikeCommentResponse;
}

/// The body of [`LikeComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LikeCommentRequest {
    /// A comment of the caller's tenant.
    pub comment_id: CommentId,
}

/// The answer of [`LikeComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LikeCommentResponse {
    /// The comment.
    pub comment_id: CommentId,
    /// Its likes now.
    pub likes: i64,
}
