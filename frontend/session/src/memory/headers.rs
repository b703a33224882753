//! The session headers of a response (wire protocol 4.1).

use shared::names::header;

/// What a response says about the session; all `None` for most responses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SessionHeaders {
    /// `front-token`, which may be `remove`.
    pub(crate) front_token: Option<String>,
    /// `anti-csrf`.
    pub(crate) anti_csrf: Option<String>,
    /// `st-access-token`; empty means "forget it".
    pub(crate) access_token: Option<String>,
    /// `st-refresh-token`; empty means "forget it".
    pub(crate) refresh_token: Option<String>,
}

impl SessionHeaders {
    /// Picks them out of a response, given its look-up.
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            front_token: get(header::FRONT_TOKEN),
            anti_csrf: get(header::ANTI_CSRF),
            access_token: get(header::ST_ACCESS_TOKEN),
            refresh_token: get(header::ST_REFRESH_TOKEN),
        }
    }

    /// The headers of a bare "you are signed out".
    #[cfg(test)]
    pub(crate) fn removed() -> Self {
        Self { front_token: Some(header::REMOVE.to_owned()), ..Self::default() }
    }

    /// Does the response end the session?
    pub(crate) fn removes(&self) -> bool {
        self.front_token.as_deref() == Some(header::REMOVE)
    }
}
