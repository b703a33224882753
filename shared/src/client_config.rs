//! What a client of the API must know before its first call.

use serde::{Deserialize, Serialize};

use crate::rules::password;

/// How a client wants its tokens: the value of the `st-auth-mode` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenTransfer {
    /// In HttpOnly cookies, out of reach of scripts. The default.
    #[default]
    Cookie,
    /// In headers, kept by the client. For apps on another site than the API.
    Header,
}

impl TokenTransfer {
    /// The header's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Header => "header",
        }
    }
}

/// Settings of the frontend's session client. The defaults fit a backend with default settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// Scheme, host and port of the API; empty means the page's own origin.
    pub api_domain: String,
    /// The prefix of the session routes; the backend's `API_BASE_PATH`.
    pub api_base_path: String,
    /// The status that means "session expired"; the backend's `SESSION_EXPIRED_STATUS_CODE`.
    pub session_expired_status_code: u16,
    /// What a new password must have, in characters; the backend's `PASSWORD_MIN_LENGTH`.
    pub password_min_length: usize,
    /// Cookies or headers.
    pub token_transfer: TokenTransfer,
    /// Further hosts that get the session's headers, sub-domains included; the API's own always does.
    pub session_token_backend_domain: Option<String>,
    /// The `domain` of the cookies that the script keeps; none means this host only.
    pub session_token_frontend_domain: Option<String>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            api_domain: String::new(),
            api_base_path: DEFAULT_API_BASE_PATH.to_owned(),
            session_expired_status_code: DEFAULT_SESSION_EXPIRED_STATUS_CODE,
            password_min_length: password::MIN_CHARS,
            token_transfer: TokenTransfer::default(),
            session_token_backend_domain: None,
            session_token_frontend_domain: None,
        }
    }
}

/// The default prefix of the session routes.
pub const DEFAULT_API_BASE_PATH: &str = "/auth";
/// The default status of "session expired".
pub const DEFAULT_SESSION_EXPIRED_STATUS_CODE: u16 = 401;
