//! The refresh route's part of an exchange (wire protocol 7.3 and 3.5).

use std::sync::Arc;

use shared::{AccessTokenPayload, TokenTransfer};

use super::cookies::DuplicateCookie;
use super::request_session::{RequestSession, allows_cookie, allows_header};
use crate::{RefreshRequest, RefreshToken, SessionError, Unauthorised};

/// How a refresh ends, if nothing is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// There are new tokens.
    Refreshed,
    /// Nothing was refreshed; cookies of an older domain were cleared, and the next try will do.
    ClearedOlderCookies,
}

impl RequestSession {
    /// Refreshes the session of the request (wire protocol 7.3).
    ///
    /// # Errors
    /// As [`crate::Sessions::refresh_session`]; [`SessionError::DuplicateCookies`].
    pub async fn refresh_session(&self) -> Result<RefreshOutcome, SessionError> {
        let cookies = &self.tokens.cookies;
        let transfer = self.transport().config().token_transfer;
        let doubled = allows_cookie(transfer)
            && (cookies.access.many().is_some() || cookies.refresh.many().is_some());
        if doubled {
            return self.clear_older_cookies().await;
        }
        // Success, theft or unauthorised: whatever changes the cookies takes the old one along.
        if cookies.legacy {
            self.state.state().pending.clear_legacy_cookie();
        }
        let bearer = self.tokens.bearer.as_deref().filter(|_| allows_header(transfer));
        let cookie = cookies.refresh.once().filter(|_| allows_cookie(transfer));
        let (token, method) = match (bearer, cookie) {
            (Some(token), _) => (token, TokenTransfer::Header),
            (None, Some(token)) => (token, TokenTransfer::Cookie),
            (None, None) => return Err(Unauthorised::NoRefreshToken.into()),
        };
        let anti_csrf = self.anti_csrf_proof(method).ok_or(Unauthorised::AntiCsrf)?;
        if method == TokenTransfer::Cookie {
            self.check_cookies_agree(token).await?;
        }
        let request = RefreshRequest {
            token,
            anti_csrf,
            with_anti_csrf: self.uses_anti_csrf_token(method),
            device: &self.device,
        };
        let tokens = self.transport().sessions().refresh_session(&request).await?;
        let in_both = bearer.is_some() && cookie.is_some();
        self.send(&tokens, method, in_both);
        Ok(RefreshOutcome::Refreshed)
    }

    /// Refuses a refresh cookie beside the access cookie of another session. A server sets both at
    /// once, so one of the two was planted, and the browser must not go on as another user. The
    /// access token may have expired; its signature must be good, and is looked at only if the two
    /// differ. A browser that holds no access token, on its first visit say, has nothing to
    /// compare.
    async fn check_cookies_agree(&self, refresh_token: &str) -> Result<(), Unauthorised> {
        let sessions = self.transport().sessions();
        let access = self.tokens.cookies.access.once().and_then(|text| sessions.inspect(text));
        let Some(access) = access else { return Ok(()) };
        let named = RefreshToken::parse(refresh_token).and_then(|token| token.session_handle());
        if named.is_none_or(|named| named == *access.session_handle()) {
            return Ok(());
        }
        match sessions.claims_of(access).await {
            Some(_) => Err(Unauthorised::OtherSession),
            None => Ok(()),
        }
    }

    /// The browser holds two cookies of one name, because their domain was changed (wire protocol
    /// 3.5). Where the older domain is known, what is left there is cleared, and the next refresh
    /// works.
    async fn clear_older_cookies(&self) -> Result<RefreshOutcome, SessionError> {
        if !self.transport().cookies().knows_older_domain() {
            return Err(SessionError::DuplicateCookies);
        }
        let (sessions, cookies) = (self.transport().sessions(), &self.tokens.cookies);
        let mut current: Option<Arc<AccessTokenPayload>> = None;
        for text in cookies.access.all() {
            let Some(presented) = sessions.inspect(text) else { continue };
            let Some(claims) = sessions.claims_of(presented).await else { continue };
            // The newest, in whatever order they came.
            if current.as_ref().is_none_or(|newest| newest.issued_at < claims.issued_at) {
                current = Some(claims);
            }
        }
        let pending = &mut self.state.state().pending;
        if cookies.access.many().is_some() {
            pending.clear_older(DuplicateCookie::Access, current.as_deref());
        }
        if cookies.refresh.many().is_some() {
            pending.clear_older(DuplicateCookie::Refresh, current.as_deref());
        }
        Ok(RefreshOutcome::ClearedOlderCookies)
    }
}
