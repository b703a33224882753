//! What the server saw of one request: for the page that helps when sign-in does not stick.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::endpoint_macro::endpoints;

endpoints! {
    /// GET `/api/diagnostics`: what the server saw of this very request. No session is needed.
    GET "/api/diagnostics" => GetDiagnostics { response: Diagnostics }
}

/// The response of [`GetDiagnostics`]. It holds nothing that the caller did not send, beside the
/// server's time and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostics {
    /// The server's clock.
    pub now: Timestamp,
    /// The version of the backend.
    pub version: String,
    /// `Host`.
    pub host: Option<String>,
    /// `Origin`; browsers send it with what changes something.
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    /// Did an access token come, in a cookie or a header?
    pub has_access_token: bool,
    /// Did the request come with more than one access token cookie?
    pub has_duplicate_cookies: bool,
    /// Are cookies marked `Secure`, so that a page without https loses them?
    pub secure_cookies: bool,
    /// The address that the server sees, which is a proxy's if there is one that it does not trust.
    pub address: Option<String>,
}
