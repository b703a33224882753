//! What a client of the API must know before its first call.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::endpoint_macro::endpoints;
use crate::rules::password;

endpoints! {
    /// GET `/api/config`: what a client must know of the server's settings. It is the
    /// same for all clients, so that it may be cached.
    GET "/api/config" => GetConfig { response: ClientConfig }
}

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
///
/// All but the API's domain come from the server, by [`GetConfig`]. A field that it leaves out has its
/// default, so that a page and a server of two versions understand each other.
///
/// ```
/// use shared::ClientConfig;
///
/// let json = r#"{"apiBasePath": "/api/v1/auth", "tokenTransfer": "header"}"#;
/// let config: ClientConfig = serde_json::from_str(json)?;
/// assert_eq!(config.api_base_path, "/api/v1/auth");
/// assert_eq!(config.session_expired_status_code, 401);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Map<String, Value>")]
pub struct ClientConfig {
    /// Scheme, host and port of the API; empty means the page's own origin. The page knows it before
    /// it can ask, so it is not part of the response.
    #[serde(skip)]
    pub api_domain: String,
    /// The prefix of the session routes; the backend's `API_BASE_PATH`.
    pub api_base_path: String,
    /// The status that means "session expired"; the backend's `SESSION_EXPIRED_STATUS_CODE`.
    pub session_expired_status_code: u16,
    /// What a new password must have, in characters; the backend's `PASSWORD_MIN_LENGTH`.
    pub password_min_length: usize,
    /// For how many seconds a session may be idle; the backend's `REFRESH_TOKEN_VALIDITY`. Tells a
    /// session that has expired from one that was ended.
    pub refresh_token_validity: u32,
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
            refresh_token_validity: DEFAULT_REFRESH_TOKEN_VALIDITY,
            token_transfer: TokenTransfer::default(),
            session_token_backend_domain: None,
            session_token_frontend_domain: None,
        }
    }
}

/// By hand: the page reads maps already, and derived code for these few fields would weigh 3 kB on it.
impl From<Map<String, Value>> for ClientConfig {
    fn from(map: Map<String, Value>) -> Self {
        let text = |name| map.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name| map.get(name).and_then(Value::as_u64);
        let mut config = Self {
            session_token_backend_domain: text("sessionTokenBackendDomain"),
            session_token_frontend_domain: text("sessionTokenFrontendDomain"),
            ..Self::default()
        };
        if let Some(path) = text("apiBasePath") {
            config.api_base_path = path;
        }
        if let Some(status) = number("sessionExpiredStatusCode").and_then(|n| n.try_into().ok()) {
            config.session_expired_status_code = status;
        }
        if let Some(min) = number("passwordMinLength").and_then(|n| n.try_into().ok()) {
            config.password_min_length = min;
        }
        if let Some(seconds) = number("refreshTokenValidity").and_then(|n| n.try_into().ok()) {
            config.refresh_token_validity = seconds;
        }
        if text("tokenTransfer").as_deref() == Some(TokenTransfer::Header.as_str()) {
            config.token_transfer = TokenTransfer::Header;
        }
        config
    }
}

/// The default prefix of the session routes.
pub const DEFAULT_API_BASE_PATH: &str = "/auth";
/// The default status of "session expired".
pub const DEFAULT_SESSION_EXPIRED_STATUS_CODE: u16 = 401;
/// The default number of seconds for which a session may be idle: 100 days.
pub const DEFAULT_REFRESH_TOKEN_VALIDITY: u32 = 8_640_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_api_domain_travels() {
        let config = ClientConfig {
            api_domain: "https://api.example.com".to_owned(),
            api_base_path: "/api/v1/auth".to_owned(),
            session_expired_status_code: 440,
            password_min_length: 15,
            refresh_token_validity: 60,
            token_transfer: TokenTransfer::Header,
            session_token_backend_domain: Some("example.com".to_owned()),
            session_token_frontend_domain: Some("app.example.com".to_owned()),
        };
        let json = serde_json::to_value(&config).expect("serialises");
        assert_eq!(json.get("apiDomain"), None);
        assert_eq!(json["sessionTokenBackendDomain"], "example.com");
        assert_eq!(json["tokenTransfer"], "header");
        let read: ClientConfig = serde_json::from_value(json).expect("reads");
        assert_eq!(read, ClientConfig { api_domain: String::new(), ..config });
    }
}
