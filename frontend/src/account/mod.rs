//! Signing up and in: two pages, one form.

mod credentials_form;
mod hooks;
mod sign_in;
mod sign_up;

pub use credentials_form::{CredentialsForm, CredentialsFormProps};
pub use sign_in::SignIn;
pub use sign_up::SignUp;
