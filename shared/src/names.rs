//! Names that both sides spell: cookies, headers, and the product itself.

/// What the app is called in the page and in the log. Change it here to make it yours.
pub const PRODUCT_NAME: &str = "Latchkey";

/// Cookies the server sets (wire protocol 3.1). The browser's script never sees these.
pub mod cookie {
    /// The access token.
    pub const ACCESS_TOKEN: &str = "sAccessToken";
    /// The refresh token, sent to the refresh route only.
    pub const REFRESH_TOKEN: &str = "sRefreshToken";
    /// A cookie of old clients: cleared where it turns up (wire protocol 3.4), or, with
    /// `LEGACY_ID_REFRESH_COOKIE`, the sign that there is a session to refresh.
    pub const ID_REFRESH_TOKEN: &str = "sIdRefreshToken";
}

/// Cookies the browser's script keeps for itself (wire protocol 3.3). The server never sets these.
pub mod client_cookie {
    /// When a front token was last stored: client clock, ms, as text.
    pub const LAST_ACCESS_TOKEN_UPDATE: &str = "st-last-access-token-update";
    /// The last front token; absent when signed out.
    pub const FRONT_TOKEN: &str = "sFrontToken";
    /// The last anti-CSRF token.
    pub const ANTI_CSRF: &str = "sAntiCsrf";
    /// The access token, in header mode or when the server exposes it.
    pub const ACCESS_TOKEN: &str = "st-access-token";
    /// The refresh token, in header mode only.
    pub const REFRESH_TOKEN: &str = "st-refresh-token";
    /// Of clients before 2023: deleted with each update, never read.
    pub const OLD_ID_REFRESH_TOKEN: &str = "sIRTFrontend";
}

/// Request and response headers (wire protocol 2.2 and 4.1), in lower case.
pub mod header {
    /// Response: what the browser may know of the session, or [`REMOVE`].
    pub const FRONT_TOKEN: &str = "front-token";
    /// Request and response: the anti-CSRF token.
    pub const ANTI_CSRF: &str = "anti-csrf";
    /// Response: the access token in header mode.
    pub const ST_ACCESS_TOKEN: &str = "st-access-token";
    /// Response: the refresh token in header mode.
    pub const ST_REFRESH_TOKEN: &str = "st-refresh-token";
    /// Request: `cookie` or `header`.
    pub const ST_AUTH_MODE: &str = "st-auth-mode";
    /// Request: a hint at the recipe; as a custom header it proves a same-origin script.
    pub const RID: &str = "rid";
    /// Request: the FDI versions a client speaks, separated by commas.
    pub const FDI_VERSION: &str = "fdi-version";
    /// The value of `front-token` that says "you are signed out" (wire protocol rule 3).
    pub const REMOVE: &str = "remove";
}
