//! The session headers of a reply (wire protocol 4.1).

use shared::names::header;

/// What a reply says about the session; all `None` for most replies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionHeaders {
    /// `front-token`, which may be `remove`.
    pub front_token: Option<String>,
    /// `anti-csrf`.
    pub anti_csrf: Option<String>,
    /// `st-access-token`; empty means "forget it".
    pub access_token: Option<String>,
    /// `st-refresh-token`; empty means "forget it".
    pub refresh_token: Option<String>,
}

impl SessionHeaders {
    /// Picks them out of a reply, given its look-up.
    #[must_use]
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            front_token: get(header::FRONT_TOKEN),
            anti_csrf: get(header::ANTI_CSRF),
            access_token: get(header::ST_ACCESS_TOKEN),
            refresh_token: get(header::ST_REFRESH_TOKEN),
        }
    }

    /// The headers of a bare "you are signed out".
    #[must_use]
    pub fn removed() -> Self {
        Self { front_token: Some(header::REMOVE.to_owned()), ..Self::default() }
    }

    /// Does the reply end the session?
    #[must_use]
    pub fn removes(&self) -> bool {
        self.front_token.as_deref() == Some(header::REMOVE)
    }
}
