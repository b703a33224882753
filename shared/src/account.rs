//! The caller's account.

use serde::{Deserialize, Serialize};

use crate::{Endpoint, Method, NoBody};

/// POST `/api/account/password`: changes the password, and ends the caller's other sessions.
#[derive(Debug)]
pub struct ChangePassword;

impl Endpoint for ChangePassword {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/password";
    type Request = ChangePasswordRequest;
    type Response = AccountResponse;
}

/// The body of [`ChangePassword`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangePasswordRequest {
    /// The password of now.
    pub current_password: String,
    /// The one to come.
    pub new_password: String,
}

/// POST `/api/account/confirm`: gives the password again, and with it 15 minutes for what needs a
/// recent sign-in.
#[derive(Debug)]
pub struct ConfirmPassword;

impl Endpoint for ConfirmPassword {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/confirm";
    type Request = ConfirmPasswordRequest;
    type Response = AccountResponse;
}

/// The body of [`ConfirmPassword`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmPasswordRequest {
    /// The password of now.
    pub password: String,
}

/// DELETE `/api/account`: deletes the account with everything in it, and ends all its sessions.
#[derive(Debug)]
pub struct DeleteAccount;

impl Endpoint for DeleteAccount {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account";
    type Request = NoBody;
    type Response = AccountResponse;
}

/// `{}`: done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountResponse {}
