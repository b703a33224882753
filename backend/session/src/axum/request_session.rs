//! One request and its response, as far as the session is concerned (wire protocol 6 and 7).

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use shared::TokenTransfer;

use super::extract::device_of;
use super::request::RequestTokens;
use super::request_state::RequestState;
use super::transport::Transport;
use crate::config::{AntiCsrfMode, TokenTransferSetting};
use crate::{
    AntiCsrf, ClaimValidator, Device, NewSession, PresentedToken, Session, SessionError,
    SignInContext, Tokens, TryRefresh, Unauthorised, VerifyOptions,
};

/// What an extractor or a sign-in handler does with the session of its request. An extractor
/// itself; it needs [`super::layer`] around the route.
pub struct RequestSession {
    pub(crate) state: RequestState,
    pub(crate) tokens: RequestTokens,
    pub(crate) device: Device,
    method: Method,
    options: VerifyOptions,
}

impl<S: Send + Sync> FromRequestParts<S> for RequestSession {
    type Rejection = SessionError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, SessionError> {
        let state = parts.extensions.get::<RequestState>().cloned().ok_or_else(|| {
            anyhow::anyhow!("{} has no session layer around it", parts.uri.path())
        })?;
        let tokens = RequestTokens::read(&parts.headers, state.transport().cookies());
        let device = device_of(parts);
        let options = parts.extensions.get::<VerifyOptions>().cloned().unwrap_or_default();
        Ok(Self { state, tokens, method: parts.method.clone(), device, options })
    }
}

impl RequestSession {
    /// Did an access token come, in a cookie or in a header, whatever it is worth?
    #[must_use]
    pub fn has_access_token(&self) -> bool {
        self.tokens.bearer.is_some() || self.tokens.cookies.access.is_there()
    }

    /// Did an access token come in more than one cookie (wire protocol 3.5)?
    #[must_use]
    pub fn has_duplicate_cookies(&self) -> bool {
        self.tokens.cookies.access.many().is_some()
    }

    /// Asks this besides what the route asks; where both say something, this counts.
    pub(super) fn add_options(&mut self, options: &VerifyOptions) {
        self.options = std::mem::take(&mut self.options).merged_with(options);
    }

    /// The session of the request. `None`: no session token came.
    ///
    /// # Errors
    /// A token that came and is not good, in any way, is an error and never "signed out".
    pub async fn verify_session(&self) -> Result<Option<Session>, SessionError> {
        if self.tokens.cookies.legacy {
            return Err(TryRefresh::LegacyCookie.into());
        }
        let found = self.find_access_token()?;
        self.check_id_refresh_cookie(found.as_ref().map(|(_, method)| *method))?;
        let Some((presented, method)) = found else {
            return Ok(None);
        };
        let anti_csrf = self.anti_csrf_of_call(method)?;
        let sessions = self.transport().sessions();
        let check_database = self.options.check_database.unwrap_or(sessions.checks_database());
        // An earlier look, in a middleware say, may have asked for less: all is asked again, but
        // that the row is read once.
        let check_database = check_database && !self.state.state().row_was_read;
        let verified = sessions.verify(presented, anti_csrf, check_database).await?;
        // Before the claims are looked at: what is fetched for them goes out with a refusal, too.
        let session = self.state.keep(verified, method, check_database);
        session.assert_claims(&self.claim_validators()).await?;
        Ok(Some(session))
    }

    /// The session of the request, with the anti-CSRF check on or off for this call alone, whatever
    /// the route's options say. A handler for which the route decides takes a [`Session`] instead.
    ///
    /// Without the check, a page of another site can make a browser call this. Leave it out only
    /// where that does no harm, or where the handler makes a check of its own.
    ///
    /// # Errors
    /// [`Unauthorised`] when no session token came; as [`RequestSession::verify_session`].
    #[doc(alias = "enableCsrfProtection")]
    pub async fn get_session(mut self, check_anti_csrf: bool) -> Result<Session, SessionError> {
        self.add_options(&VerifyOptions::new().anti_csrf_check(check_anti_csrf));
        let session = self.verify_session().await?;
        Ok(session.ok_or_else(|| self.missing_session())?)
    }

    /// What is asked everywhere, or what the route asks instead; and what the route asks besides.
    fn claim_validators(&self) -> Vec<ClaimValidator> {
        let of_route = self.options.claim_validators.as_deref();
        let first = of_route.unwrap_or(self.transport().claim_validators());
        first.iter().chain(&self.options.more_claim_validators).cloned().collect()
    }

    /// Why a request without a session has none.
    #[must_use]
    pub fn missing_session(&self) -> Unauthorised {
        if self.transport().config().legacy_id_refresh_cookie {
            Unauthorised::NoIdRefreshToken
        } else {
            Unauthorised::NoAccessToken
        }
    }

    /// The rules of the first generation, for cookies: no id refresh cookie is no session; one
    /// without an access token is a session to refresh. Off, nothing is asked.
    fn check_id_refresh_cookie(&self, found: Option<TokenTransfer>) -> Result<(), SessionError> {
        if !self.transport().config().legacy_id_refresh_cookie {
            return Ok(());
        }
        match (found, self.tokens.cookies.id_refresh.is_there()) {
            (Some(TokenTransfer::Cookie), false) => Err(Unauthorised::NoIdRefreshToken.into()),
            (None, true) => Err(TryRefresh::NoAccessToken.into()),
            _ => Ok(()),
        }
    }

    /// What this request adds to a session that it asks for: its device, and the browser's
    /// previous session, which the new one replaces. That is the one of the browser's own cookie,
    /// never of a bearer token: a client that found one in a log would end its owner's session.
    pub async fn sign_in_context(&self) -> SignInContext {
        let transport = self.transport();
        let cookie = self.tokens.cookies.access.once();
        let cookie = cookie.filter(|_| allows_cookie(transport.config().token_transfer));
        let replaces = match cookie.and_then(|text| transport.sessions().inspect(text)) {
            Some(previous) => {
                let claims = transport.sessions().claims_of(previous).await;
                claims.map(|claims| claims.session_handle.clone())
            }
            None => None,
        };
        let with_anti_csrf = self.uses_anti_csrf_token(self.new_session_method());
        SignInContext { device: self.device.clone(), replaces, with_anti_csrf }
    }

    /// Makes a session, in the place of the browser's previous one, and sends its tokens with the
    /// response. Its `sign_in_context` is filled in from the request.
    ///
    /// # Errors
    /// As [`crate::Sessions::create_new_session`].
    pub async fn create_new_session(&self, mut new: NewSession) -> Result<Tokens, SessionError> {
        new.sign_in_context = self.sign_in_context().await;
        let tokens = self.transport().sessions().create_new_session(new).await?;
        self.send_new_session(&tokens);
        Ok(tokens)
    }

    /// Sends a new session's tokens with the response, and clears those of the other method if the
    /// request carried an access token there (wire protocol 7.1).
    pub fn send_new_session(&self, tokens: &Tokens) {
        let method = self.new_session_method();
        let other_was_used = match method {
            TokenTransfer::Cookie => self.tokens.bearer.is_some(),
            TokenTransfer::Header => self.tokens.cookies.access.is_there(),
        };
        self.send(tokens, method, other_was_used);
    }

    pub(crate) fn send(&self, tokens: &Tokens, method: TokenTransfer, clear_other: bool) {
        let expose = self.transport().config().expose_access_token;
        let mut state = self.state.state();
        // What was still to be said of the session before this one would undo the new one.
        state.forget_session();
        let pending = &mut state.pending;
        if clear_other {
            pending.clear(match method {
                TokenTransfer::Cookie => TokenTransfer::Header,
                TokenTransfer::Header => TokenTransfer::Cookie,
            });
        }
        pending.issue(tokens, method, expose);
    }

    /// Header first, then cookie; what is no session token by its structure counts as absent.
    fn find_access_token(&self) -> Result<Option<(PresentedToken, TokenTransfer)>, TryRefresh> {
        let transfer = self.transport().config().token_transfer;
        let sessions = self.transport().sessions();
        let bearer = self.tokens.bearer.as_deref().filter(|_| allows_header(transfer));
        if let Some(presented) = bearer.and_then(|text| sessions.inspect(text)) {
            return Ok(Some((presented, TokenTransfer::Header)));
        }
        if !allows_cookie(transfer) {
            return Ok(None);
        }
        if self.tokens.cookies.access.many().is_some() {
            return Err(TryRefresh::DuplicateCookie);
        }
        let cookie = self.tokens.cookies.access.once();
        let presented = cookie.and_then(|text| sessions.inspect(text));
        Ok(presented.map(|presented| (presented, TokenTransfer::Cookie)))
    }

    /// What a call must prove. The check is due for every method but those that only read.
    fn anti_csrf_of_call(&self, method: TokenTransfer) -> Result<AntiCsrf<'_>, TryRefresh> {
        let reads = matches!(self.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if !self.options.anti_csrf_check.unwrap_or(!reads) {
            return Ok(AntiCsrf::NotDue);
        }
        self.anti_csrf_proof(method).ok_or(TryRefresh::AntiCsrf)
    }

    /// What the request must prove to the engine. `None`: it failed already, because the custom
    /// header is missing. Header mode proves nothing: no browser adds that header by itself.
    pub(crate) fn anti_csrf_proof(&self, method: TokenTransfer) -> Option<AntiCsrf<'_>> {
        match (method, self.transport().config().anti_csrf) {
            (TokenTransfer::Header, _) | (_, AntiCsrfMode::None) => Some(AntiCsrf::NotDue),
            (_, AntiCsrfMode::ViaToken) => Some(AntiCsrf::Token(self.tokens.anti_csrf.as_deref())),
            (_, AntiCsrfMode::ViaCustomHeader) => self.tokens.has_rid.then_some(AntiCsrf::NotDue),
        }
    }

    /// `any` resolves to cookies only if the client says so: curl gets headers (wire protocol 6).
    fn new_session_method(&self) -> TokenTransfer {
        match self.transport().config().token_transfer {
            TokenTransferSetting::Any => self.tokens.auth_mode.unwrap_or(TokenTransfer::Header),
            TokenTransferSetting::Cookie => TokenTransfer::Cookie,
            TokenTransferSetting::Header => TokenTransfer::Header,
        }
    }

    pub(crate) fn uses_anti_csrf_token(&self, method: TokenTransfer) -> bool {
        method == TokenTransfer::Cookie
            && self.transport().config().anti_csrf == AntiCsrfMode::ViaToken
    }

    pub(crate) fn transport(&self) -> &Transport {
        self.state.transport()
    }
}

pub(crate) fn allows_header(transfer: TokenTransferSetting) -> bool {
    transfer != TokenTransferSetting::Cookie
}

pub(crate) fn allows_cookie(transfer: TokenTransferSetting) -> bool {
    transfer != TokenTransferSetting::Header
}
