//! Verifying a session: for a request, and from plain strings, for callers without an axum request
//! (the older guide's `getSession`).

use std::sync::Arc;

use shared::AccessTokenPayload;

use super::Sessions;
use crate::error::{SessionError, TryRefresh, Unauthorised};
use crate::object::Session;
use crate::tokens::pair::AccessToken;
use crate::tokens::verifier::{AntiCsrf, PresentedToken};

/// A session, and the access token that the caller must set as a cookie if there is one.
pub struct SessionByValue {
    /// The session.
    pub session: Session,
    /// A new access token: the stored payload is not the one that the old token carries. There
    /// is one only where the database is checked.
    pub access_token: Option<AccessToken>,
}

impl Sessions {
    /// Looks at a text. `None`: it is no session token by its structure and counts as absent, so
    /// that a foreign bearer token does not disturb (wire protocol 5.1).
    #[must_use]
    pub fn inspect(&self, text: &str) -> Option<PresentedToken> {
        self.parts.verifier.inspect(text)
    }

    /// The session of an access token. No database is asked, unless `check_database` says so; the
    /// session then shows the payload that is stored.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the signature, the time or the anti-CSRF token is
    /// not good; [`SessionError::Unauthorised`] when the row is gone, if it is checked; the
    /// database's faults, if it is checked or the token's key is not known yet.
    pub async fn verify(
        &self,
        presented: PresentedToken,
        anti_csrf: AntiCsrf<'_>,
        check_database: bool,
    ) -> Result<Session, SessionError> {
        let (parts, now) = (&self.parts, self.now());
        let token = parts.verifier.verify(presented, anti_csrf, now).await?;
        let stored = if check_database {
            let row = parts.rows.find_of_token(&token.claims, now).await?;
            Some(parts.issuer.stored_claims(&row)?)
        } else {
            None
        };
        Ok(Session::new(Arc::clone(parts), token, stored))
    }

    /// What a token of this server says, expired or not: the caller has had it. `None` for every
    /// other text.
    pub async fn claims_of(&self, presented: PresentedToken) -> Option<Arc<AccessTokenPayload>> {
        self.parts.verifier.claims_of(presented).await
    }

    /// The session of an access token and what a browser sends beside it. `id_refresh_token` is
    /// the value of the cookie `sIdRefreshToken`, which says that there is a session to refresh.
    ///
    /// `do_anti_csrf_check` asks for the anti-CSRF token that the access token carries: with
    /// `ANTI_CSRF=via_token` only, for in the other modes there is none, and the answer is
    /// TRY_REFRESH_TOKEN for ever. Claims are not asked for: see [`Session::assert_claims`].
    ///
    /// ```
    /// use session::{SessionError, Sessions};
    /// use shared::ErrorType;
    ///
    /// async fn verify(sessions: &Sessions, access_token: Option<&str>, anti_csrf: Option<&str>,
    ///     id_refresh_token: Option<&str>) -> Result<String, SessionError> {
    ///     match sessions.get_session(access_token, anti_csrf, true, id_refresh_token).await {
    ///         Ok(found) => {
    ///             if let Some(token) = found.access_token {
    ///                 // Set the cookie of `Transport::access_token_cookie`: this is its value.
    ///                 let _value = token.text;
    ///             }
    ///             Ok(format!("user {}", found.session.get_user_id()))
    ///         }
    ///         Err(error) => {
    ///             match error.error_type() {
    ///                 ErrorType::Unauthorised => { /* send them to the sign-in page */ }
    ///                 ErrorType::TryRefreshToken => { /* call the refresh route */ }
    ///                 _ => { /* GENERAL_ERROR: a fault; say sorry */ }
    ///             }
    ///             Err(error)
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] without an id refresh token;
    /// [`SessionError::TryRefreshToken`] without a good access token, or, while the check is on,
    /// without the anti-CSRF token that it carries; [`SessionError::General`] for faults.
    pub async fn get_session(
        &self,
        access_token: Option<&str>,
        anti_csrf_token: Option<&str>,
        do_anti_csrf_check: bool,
        id_refresh_token: Option<&str>,
    ) -> Result<SessionByValue, SessionError> {
        if id_refresh_token.is_none() {
            return Err(Unauthorised::NoIdRefreshToken.into());
        }
        let presented = access_token.and_then(|text| self.inspect(text));
        let presented = presented.ok_or(TryRefresh::NoAccessToken)?;
        let anti_csrf =
            if do_anti_csrf_check { AntiCsrf::Token(anti_csrf_token) } else { AntiCsrf::NotDue };
        let session = self.verify(presented, anti_csrf, self.checks_database()).await?;
        let access_token = session.reissue_if_stale()?;
        Ok(SessionByValue { session, access_token })
    }
}
