//! What every page is made of. Nothing here knows a feature or the session: what a part shows comes
//! in from outside. Each is styled by the class of its name in `styles/components.css`.
//!
//! What keeps no state and uses no hook is a function that returns [`yew::Html`]: it reads the same,
//! and costs a fraction of the 1.3 kB that a component adds to the page.

pub mod browser;
mod code_block;
mod copy_button;
mod countdown;
mod dialog;
mod field;
mod icon;
mod key_card;
mod local_time;
mod notice;
mod page;
mod placeholder;
mod ring;
mod section;
mod segments;
mod submit_button;
mod tenant;
mod toast;

pub use code_block::code_block;
pub use copy_button::{CopyButton, CopyButtonProps};
pub use countdown::{Countdown, clock, use_countdown};
pub use dialog::{Dialog, DialogProps};
pub use field::{Field, FieldProps};
pub use icon::{Icon, icon, small_icon};
pub use key_card::{KeyCard, KeyCardProps, small_cut};
pub use local_time::{LocalTime, LocalTimeProps, TimeLook};
pub use notice::{Tone, badge, error_notice, status_notice, warning_notice};
pub use page::{Page, PageProps, use_page};
pub use placeholder::{empty, failure, placeholder};
pub use ring::{large_ring, small_ring};
pub use section::{facts, section};
pub use segments::{Segment, segments};
pub use submit_button::submit_button;
pub use tenant::{avatar, tenant_mark, tenant_name};
pub use toast::{ToastHandle, Toaster, ToasterProps, use_toasts};
