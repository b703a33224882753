//! The account: signing up and in, and what can be done with it afterwards.

mod account_page;
mod change_password;
mod credentials_form;
mod delete_account;
mod gate;
mod hooks;
mod sign_in;
mod sign_up;
mod strength;
mod tenant_field;

pub use account_page::AccountPage;
pub use credentials_form::{CredentialsForm, CredentialsFormProps};
pub use hooks::{use_sign_in, use_sign_up};
pub use sign_in::SignIn;
pub use sign_up::SignUp;
