//! What pages are made of: one a file, named after it, styled by the class of the same name in
//! `styles/frame.css` or `styles/components.css`. They take props; only the guards, the navigation
//! bar and the time-keepers look at the session themselves.
//!
//! What keeps no state and uses no hook is a function that returns [`yew::Html`]: it reads the same,
//! and costs the page a fraction of a component.

mod comment_form;
mod comment_item;
mod comment_list;
mod copy_button;
mod countdown;
mod credentials_form;
mod field;
mod local_time;
mod logo;
mod nav_bar;
mod nav_link;
mod notice;
mod page;
mod placeholder;
mod redirect_if_signed_in;
mod require_session;
mod session_details;
mod submit_button;
mod token_view;

pub use comment_form::{CommentForm, CommentFormProps};
pub use comment_item::comment_item;
pub use comment_list::comment_list;
pub use copy_button::{CopyButton, CopyButtonProps};
pub use countdown::countdown;
pub use credentials_form::{CredentialsForm, CredentialsFormProps};
pub use field::{Field, field};
pub use local_time::{LocalTime, LocalTimeProps};
pub use logo::logo;
pub use nav_bar::NavBar;
pub use nav_link::{NavLink, NavLinkProps};
pub use notice::{error_notice, status_notice};
pub use page::{Page, PageProps};
pub use placeholder::{failure, placeholder, session_placeholder};
pub use redirect_if_signed_in::{RedirectIfSignedIn, RedirectIfSignedInProps};
pub use require_session::{RequireSession, RequireSessionProps};
pub use session_details::session_details;
pub use submit_button::submit_button;
pub use token_view::token_view;
