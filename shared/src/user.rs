//! A user as the FDI shows it (wire protocol 2.4).

use serde::{Deserialize, Serialize};

use crate::{TenantId, Timestamp, UserId};

/// A user with everything that signs them in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// Always false: accounts are not linked here.
    pub is_primary_user: bool,
    /// The tenants that the user can be in.
    pub tenant_ids: Vec<TenantId>,
    /// When the user signed up.
    pub time_joined: Timestamp,
    /// The user's e-mail addresses; here always one.
    pub emails: Vec<String>,
    /// Always empty.
    pub phone_numbers: Vec<String>,
    /// Always empty.
    pub third_party: Vec<serde_json::Value>,
    /// Always empty.
    pub webauthn: WebAuthn,
    /// How the user signs in; here always one method.
    pub login_methods: Vec<LoginMethod>,
}

/// Passkeys of a user. There are none; clients expect the field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebAuthn {
    /// Always empty.
    pub credential_ids: Vec<String>,
}

/// One way to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginMethod {
    /// `emailpassword`.
    pub recipe_id: String,
    /// The same as the user's id.
    pub recipe_user_id: UserId,
    /// The tenants it works in.
    pub tenant_ids: Vec<TenantId>,
    /// The address, normalised.
    pub email: String,
    /// When it was added.
    pub time_joined: Timestamp,
    /// Has the address been verified?
    pub verified: bool,
}

impl User {
    /// The user of one e-mail address and password in one tenant.
    #[must_use]
    pub fn email_password(
        id: UserId,
        tenant: TenantId,
        email: String,
        time_joined: Timestamp,
    ) -> Self {
        Self {
            id: id.clone(),
            is_primary_user: false,
            tenant_ids: vec![tenant.clone()],
            time_joined,
            emails: vec![email.clone()],
            phone_numbers: Vec::new(),
            third_party: Vec::new(),
            webauthn: WebAuthn::default(),
            login_methods: vec![LoginMethod {
                recipe_id: "emailpassword".to_owned(),
                recipe_user_id: id,
                tenant_ids: vec![tenant],
                email,
                time_joined,
                verified: false,
            }],
        }
    }

    /// The same user, in these tenants.
    #[must_use]
    pub fn in_tenants(mut self, tenants: Vec<TenantId>) -> Self {
        for method in &mut self.login_methods {
            method.tenant_ids.clone_from(&tenants);
        }
        self.tenant_ids = tenants;
        self
    }
}
