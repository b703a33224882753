//! What components ask: one hook a file, named after it. A component that uses one renders again
//! when the answer changes.

mod use_access_token_payload;
mod use_comments;
mod use_does_session_exist;
mod use_place;
mod use_refresh;
mod use_session;
mod use_sign_in;
mod use_sign_out;
mod use_sign_up;
mod use_task;
mod use_tenant_id;
mod use_user_id;

pub use use_access_token_payload::use_access_token_payload;
pub use use_comments::{CommentsAction, CommentsHandle, CommentsState, use_comments};
pub use use_does_session_exist::use_does_session_exist;
pub use use_place::use_place;
pub use use_refresh::{RefreshHandle, RefreshStatus, use_refresh};
pub use use_session::use_session;
pub use use_sign_in::use_sign_in;
pub use use_sign_out::use_sign_out;
pub use use_sign_up::use_sign_up;
pub use use_task::{Task, TaskState, use_task};
pub use use_tenant_id::use_tenant_id;
pub use use_user_id::use_user_id;
