//! The access token, raw and decoded.

mod token_page;
mod token_view;
mod verify;

pub use token_page::Token;
pub use token_view::token_view;
