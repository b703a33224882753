//! What every page is made of. Nothing here knows a feature or the session: what a part shows comes
//! in as props. Each is styled by the class of its name in `styles/components.css`.

pub mod browser;
mod copy_button;
mod field;
mod local_time;
mod notice;
mod page;
mod placeholder;
mod submit_button;

pub use copy_button::{CopyButton, CopyButtonProps};
pub use field::{Field, FieldProps};
pub use local_time::{LocalTime, LocalTimeProps};
pub use notice::{ErrorNotice, NoticeProps, StatusNotice};
pub use page::{Page, PageProps};
pub use placeholder::{Failure, FailureProps, Placeholder};
pub use submit_button::{SubmitButton, SubmitButtonProps};
