//! Verifies a session from plain strings, for callers without an axum request: the older guide's
//! `getSession`.

use crate::{AccessToken, AntiCsrf, Session, SessionError, Sessions, TryRefresh, Unauthorised};

/// A session, and the access token that the caller must set as a cookie if there is one.
pub struct SessionByValue {
    /// The session.
    pub session: Session,
    /// A new access token: the stored payload is not the one that the old token carries. There
    /// is one only where the database is checked.
    pub access_token: Option<AccessToken>,
}

impl Sessions {
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
        let session = self.verify(presented, anti_csrf, self.0.config.check_database).await?;
        let access_token = session.reissue_if_stale()?;
        Ok(SessionByValue { session, access_token })
    }
}
