//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

mod comment_form;
mod comment_item;
mod comment_list;
mod comment_page;
mod comments_page;
mod use_comment;
mod use_comments;

pub use comment_form::{CommentForm, CommentFormProps};
pub use comment_list::{CommentList, CommentListProps};
pub use comment_page::{CommentPage, CommentPageProps, CommentView, CommentViewProps};
pub use comments_page::Comments;
