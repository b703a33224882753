//! The engine's settings, checked.

use std::time::Duration;

use cookie::SameSite;
use jsonwebtoken::Algorithm;

/// How long sessions live.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// Life of an access token.
    pub access_token_validity: Duration,
    /// Life of a session that is not refreshed.
    pub refresh_token_validity: Duration,
    /// Life of a session however often it is refreshed.
    pub session_max_age: Duration,
    /// How long the previous refresh token still answers.
    pub refresh_grace: Duration,
    /// How many live sessions a user may have.
    pub max_sessions_per_user: i64,
    /// How much later than that it still answers, because the process that rotated may have a clock
    /// that is behind. Nothing where all processes share one machine.
    pub clock_tolerance: Duration,
    /// Read the session's row on every call.
    pub check_database: bool,
    /// When signing keys change.
    pub signing_keys: KeyPolicy,
    /// Shorten each access token's life at random by up to 5 %. Off in tests.
    pub validity_jitter: bool,
    /// `iss` in the access token: the API's domain and base path.
    pub issuer: String,
    /// Issuers whose tokens count beside our own: processes with another name on one database.
    pub accepted_issuers: Vec<String>,
}

impl SessionConfig {
    /// The issuers whose tokens count, our own first.
    pub fn issuers(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.issuer.as_str())
            .chain(self.accepted_issuers.iter().map(String::as_str))
    }
}

/// When signing keys change.
#[derive(Debug, Clone, Copy)]
pub struct KeyPolicy {
    /// What new keys sign with.
    pub algorithm: Algorithm,
    /// How long a key signs.
    pub interval: Duration,
    /// How long a token lives.
    pub token_validity: Duration,
}

/// How tokens travel.
#[derive(Debug, Clone)]
pub struct TransportConfig {
    /// Where tokens may travel.
    pub token_transfer: TokenTransferSetting,
    /// Cross-site protection of cookie sessions.
    pub anti_csrf: AntiCsrfMode,
    /// Also send the access token in a header in cookie mode.
    #[doc(alias = "exposeAccessTokenToFrontendInCookieBasedAuth")]
    pub expose_access_token: bool,
    /// The status of "session expired".
    pub session_expired_status_code: u16,
    /// `Secure`.
    pub cookie_secure: bool,
    /// `SameSite`.
    pub cookie_same_site: SameSite,
    /// `Domain`.
    pub cookie_domain: Option<String>,
    /// The `Domain` that cookies had before.
    pub older_cookie_domain: Option<OlderCookieDomain>,
    /// Set and demand the cookie `sIdRefreshToken`.
    pub legacy_id_refresh_cookie: bool,
    /// The refresh cookie's `Path`.
    pub refresh_path: String,
}

/// How cookie sessions are protected against cross-site requests (wire protocol 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum), value(rename_all = "snake_case"))]
pub enum AntiCsrfMode {
    /// A `rid` header must be there: a page of another origin cannot add one without a preflight.
    ViaCustomHeader,
    /// The session's own anti-CSRF token must be in the `anti-csrf` header.
    ViaToken,
    /// No check beyond the origin check and SameSite.
    None,
}

/// Where tokens may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum TokenTransferSetting {
    /// As the client asks.
    Any,
    /// In cookies only.
    Cookie,
    /// In headers only.
    Header,
}

/// What a cookie's `Domain` was before it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OlderCookieDomain {
    /// None: it was this host's only.
    Host,
    /// This.
    Domain(String),
}
