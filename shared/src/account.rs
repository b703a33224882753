//! The caller's account.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint_macro::endpoints;
use crate::{TenantId, Timestamp, UserId};

endpoints! {
    /// GET `/api/account`: who the caller is.
    GET "/api/account" => GetAccount { response: Account }

    /// GET `/api/account/export`: everything that is stored about the caller, as JSON to keep.
    GET "/api/account/export" => ExportAccount { response: Value }

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
    DELETE GetAccount::PATH => DeleteAccount { response: AccountResponse }
}

/// The caller, as the database knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The user's id.
    pub id: UserId,
    /// The address that signs in.
    pub email: String,
    /// The tenants that the user can be in.
    pub tenant_ids: Vec<TenantId>,
    /// When the user signed up.
    pub time_joined: Timestamp,
    /// When the password was changed last; none while it is the first one.
    pub password_changed: Option<Timestamp>,
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
