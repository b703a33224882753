//! The ways from page to page.

mod logo;
mod nav_bar;
mod nav_link;
mod theme_choice;
mod user_menu;

pub use logo::mark;
pub use nav_bar::NavBar;
pub use nav_link::{NavLink, NavLinkProps};
