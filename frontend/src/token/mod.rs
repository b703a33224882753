//! The access token, raw and decoded.

mod token_page;
mod token_view;

pub use token_page::Token;
pub use token_view::token_view;
