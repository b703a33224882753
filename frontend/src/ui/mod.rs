//! What every page is made of. Nothing here knows a feature or the session: what a part shows comes
//! in from outside. Each is styled by the class of its name in `styles/components.css`.
//!
//! What keeps no state and uses no hook is a function that returns [`yew::Html`]: it reads the same,
//! and costs a fraction of the 1.3 kB that a component adds to the page.

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
pub use notice::{error_notice, status_notice};
pub use page::{Page, PageProps};
pub use placeholder::{failure, placeholder};
pub use submit_button::submit_button;
