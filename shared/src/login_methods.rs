//! How one can sign in to a tenant (wire protocol 2.7).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint_macro::endpoints;

endpoints! {
    /// GET `/loginmethods`: how one can sign in to a tenant.
    GET "/loginmethods" => LoginMethods { response: LoginMethodsResponse, scope: Tenant }
}

/// Is a way to sign in there?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enabled {
    /// Is it?
    pub enabled: bool,
}

/// Signing in by another service. There is none; clients expect the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdParty {
    /// Always false.
    pub enabled: bool,
    /// Always empty.
    pub providers: Vec<Value>,
}

/// The response of [`LoginMethods`], flat as the clients read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status")]
pub enum LoginMethodsResponse {
    /// The ways.
    #[serde(rename = "OK", rename_all = "camelCase")]
    Ok {
        /// E-mail and password: yes.
        email_password: Enabled,
        /// Other services: no.
        third_party: ThirdParty,
        /// Links and codes: no.
        passwordless: Enabled,
        /// Passkeys: no.
        webauthn: Enabled,
        /// What one begins with.
        first_factors: Vec<String>,
    },
}

impl LoginMethodsResponse {
    /// E-mail and password, and nothing else.
    #[must_use]
    pub fn email_password() -> Self {
        let no = Enabled { enabled: false };
        Self::Ok {
            email_password: Enabled { enabled: true },
            third_party: ThirdParty { enabled: false, providers: Vec::new() },
            passwordless: no,
            webauthn: no,
            first_factors: vec!["emailpassword".to_owned()],
        }
    }
}
