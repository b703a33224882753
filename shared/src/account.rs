//! The caller's account.

use serde::{Deserialize, Serialize};

use crate::endpoint_macro::endpoints;

endpoints! {
    /// POST `/api/account/password`: changes the password, and ends the caller's other sessions.
    POST "/api/account/password" => ChangePassword {
        request: ChangePasswordRequest,
        response: AccountResponse,
    }

    /// POST `/api/account/confirm`: gives the password again, and with it 15 minutes for what needs a
    /// recent sign-in.
    POST "/api/account/confirm" => ConfirmPassword {
        request: ConfirmPasswordRequest,
        response: AccountResponse,
    }

    /// DELETE `/api/account`: deletes the account with everything in it, and ends all its sessions.
    DELETE "/api/account" => DeleteAccount { response: AccountResponse }
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

/// The body of [`ConfirmPassword`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmPasswordRequest {
    /// The password of now.
    pub password: String,
}

/// `{}`: done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountResponse {}
