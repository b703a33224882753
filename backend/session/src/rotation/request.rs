//! What a caller of the refresh route brings.

use crate::device::Device;
use crate::tokens::verifier::AntiCsrf;

/// What a caller of the refresh route brings.
#[derive(Clone)]
pub struct RefreshRequest<'a> {
    /// The refresh token.
    pub token: &'a str,
    /// What it must prove.
    pub anti_csrf: AntiCsrf<'a>,
    /// Protect the new tokens with an anti-CSRF token?
    pub with_anti_csrf: bool,
    /// Who asks.
    pub device: &'a Device,
}
