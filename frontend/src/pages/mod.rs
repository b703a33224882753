//! The pages: one a file, named after it. They use hooks and put components together.

mod comments;
mod dashboard;
mod home;
mod not_found;
mod sign_in;
mod sign_up;
mod token;

pub use comments::Comments;
pub use dashboard::{Dashboard, refresh_notice};
pub use home::Home;
pub use not_found::not_found;
pub use sign_in::SignIn;
pub use sign_up::SignUp;
pub use token::Token;
