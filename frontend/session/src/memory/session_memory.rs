//! What the client remembers of the session between calls, reloads and tabs, and what the headers
//! of a response do to it (wire protocol 3.3, 10.3, 10.4). No browser, no network.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use shared::names::client_cookie as cookie;
use shared::{FrontToken, SessionHandle, SessionInfo, Timestamp};

use super::event::SessionEvent;
use super::headers::SessionHeaders;
use super::snapshot::Snapshot;
use super::state::{LocalState, session_info};
use crate::platform::{Clock, CookieStorage, Lifetime};

/// Smaller differences between the two clocks are the network's, not a wrong clock's.
const SKEW_THRESHOLD: Duration = Duration::from_secs(7);

/// The remembered session.
#[derive(Clone)]
pub(crate) struct SessionMemory {
    cookies: Rc<dyn CookieStorage>,
    clock: Clock,
    seen: Rc<Seen>,
}

/// What the server has said of front tokens in this tab. Any page of the domain can plant a front
/// token that the script cannot remove.
#[derive(Default)]
struct Seen {
    /// The last one that came in a response.
    received: RefCell<Option<String>>,
    /// Those that were there when the server said that there is no session.
    refused: RefCell<Vec<String>>,
}

impl SessionMemory {
    /// Remembers in `cookies`, and dates with `clock`.
    pub(crate) fn new(cookies: Rc<dyn CookieStorage>, clock: Clock) -> Self {
        Self { cookies, clock, seen: Rc::default() }
    }

    /// Signed in, signed out, or not known.
    pub(crate) fn local_state(&self) -> LocalState {
        if self.cookies.get(cookie::LAST_ACCESS_TOKEN_UPDATE).is_none() {
            return LocalState::MayExist;
        }
        match &*self.front_tokens() {
            [] => LocalState::NotExists,
            [_] if self.front_token().and_then(session_info).is_some() => LocalState::Exists,
            // Another page wrote that cookie, or a second one. The server knows better.
            _ => LocalState::MayExist,
        }
    }

    /// What is remembered now, to compare with later.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.local_state(),
            handle: self.session().map(|session| session.session_handle),
            updated: self.cookies.get(cookie::LAST_ACCESS_TOKEN_UPDATE),
        }
    }

    /// The session that the last front token described.
    pub(crate) fn session(&self) -> Option<SessionInfo> {
        (self.local_state() == LocalState::Exists)
            .then(|| self.front_token().and_then(session_info))
            .flatten()
    }

    /// The anti-CSRF token to send, if there is a session that has one.
    pub(crate) fn anti_csrf(&self) -> Option<String> {
        (self.local_state() == LocalState::Exists)
            .then(|| self.cookies.get(cookie::ANTI_CSRF))
            .flatten()
    }

    /// The stored access token: header mode, or a server that exposes it.
    pub(crate) fn access_token(&self) -> Option<String> {
        self.cookies.get(cookie::ACCESS_TOKEN)
    }

    /// The stored refresh token: header mode only.
    pub(crate) fn refresh_token(&self) -> Option<String> {
        self.cookies.get(cookie::REFRESH_TOKEN)
    }

    /// Now, by the client's clock.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Now, by the server's clock as far as it is known.
    ///
    /// The difference is `iat` of the front token less the moment it came, both of which are
    /// remembered already.
    pub(crate) fn server_now(&self) -> Timestamp {
        let now = self.now();
        let issued = self.front_token().and_then(|token| token.issued_at());
        let (Some(issued), Some(received)) = (issued, self.last_update()) else { return now };
        if issued.abs_diff(received) < SKEW_THRESHOLD {
            return now;
        }
        if issued > received { now + issued.since(received) } else { now - received.since(issued) }
    }

    /// When the last front token came.
    fn last_update(&self) -> Option<Timestamp> {
        let text = self.cookies.get(cookie::LAST_ACCESS_TOKEN_UPDATE)?;
        text.parse().ok().map(Timestamp::from_millis)
    }

    /// Has the access token expired, by the server's clock?
    pub(crate) fn is_expired(&self) -> bool {
        self.session().is_some_and(|session| session.access_token_expiry <= self.server_now())
    }

    /// Applies what a response says, in the order of wire protocol 10.4. Returns what that meant.
    /// `expired` is whether the response's status was the configured 401.
    pub(crate) fn apply_headers(
        &self,
        headers: &SessionHeaders,
        expired: bool,
    ) -> Vec<SessionEvent> {
        let before = self.session();
        for (name, value) in [
            (cookie::REFRESH_TOKEN, &headers.refresh_token),
            (cookie::ACCESS_TOKEN, &headers.access_token),
        ] {
            match value.as_deref() {
                Some("") => self.cookies.remove(name),
                Some(token) => self.cookies.set(name, token, Lifetime::HeaderToken),
                None => {}
            }
        }
        if headers.removes() {
            self.forget();
        } else {
            self.store_tokens(headers);
        }
        self.events(before.as_ref(), headers, expired)
    }

    fn events(
        &self,
        before: Option<&SessionInfo>,
        headers: &SessionHeaders,
        expired: bool,
    ) -> Vec<SessionEvent> {
        let mut events = Vec::new();
        match (before, self.session()) {
            (None, Some(_)) if headers.front_token.is_some() => {
                events.push(SessionEvent::SessionCreated);
            }
            (Some(before), Some(after)) if before.session_handle != after.session_handle => {
                events.push(SessionEvent::SessionCreated);
            }
            (Some(before), Some(after))
                if before.access_token_payload != after.access_token_payload =>
            {
                events.push(SessionEvent::AccessTokenPayloadUpdated);
            }
            (Some(_), None) if expired => {
                events.push(SessionEvent::Unauthorised { session_expired_or_revoked: true });
            }
            (Some(_), None) => events.push(SessionEvent::SignOut),
            _ => {}
        }
        events
    }

    /// Signed out, and sure of it: only the date of the last change stays.
    pub(crate) fn forget(&self) {
        self.seen.refused.borrow_mut().extend(self.cookies.all(cookie::FRONT_TOKEN));
        self.seen.received.replace(None);
        self.record_update();
        for name in [
            cookie::FRONT_TOKEN,
            cookie::ANTI_CSRF,
            // Some proxies drop empty headers, so `remove` clears these too.
            cookie::ACCESS_TOKEN,
            cookie::REFRESH_TOKEN,
        ] {
            self.cookies.remove(name);
        }
    }

    /// Did the remembered front token come in a response to this tab?
    pub(crate) fn was_received(&self) -> bool {
        self.seen.received.borrow().as_ref() == self.front_tokens().first()
    }

    /// Not sure any more which session's cookies the browser has: only the server can tell.
    pub(crate) fn doubt(&self) {
        self.cookies.remove(cookie::LAST_ACCESS_TOKEN_UPDATE);
    }

    fn store_tokens(&self, headers: &SessionHeaders) {
        if let Some(token) = &headers.front_token {
            self.record_update();
            self.seen.refused.borrow_mut().retain(|refused| refused != token);
            self.seen.received.replace(Some(token.clone()));
            self.cookies.set(cookie::FRONT_TOKEN, token, Lifetime::Forever);
        }
        if let Some(token) = &headers.anti_csrf {
            self.cookies.set(cookie::ANTI_CSRF, token, Lifetime::Forever);
        }
    }

    fn record_update(&self) {
        let now = self.now().as_millis().to_string();
        self.cookies.set(cookie::LAST_ACCESS_TOKEN_UPDATE, &now, Lifetime::Forever);
        self.cookies.remove(cookie::OLD_ID_REFRESH_TOKEN);
    }

    /// The front tokens that may be this session's: without those that the server has refused in
    /// this tab, and the last that it sent alone where others stand beside it.
    fn front_tokens(&self) -> Vec<String> {
        let mut tokens = self.cookies.all(cookie::FRONT_TOKEN);
        tokens.retain(|token| !self.seen.refused.borrow().contains(token));
        match self.seen.received.borrow().clone() {
            Some(received) if tokens.contains(&received) => vec![received],
            _ => tokens,
        }
    }

    fn front_token(&self) -> Option<FrontToken> {
        FrontToken::decode(self.front_tokens().first()?).ok()
    }
}

/// The session that a front token names.
pub(crate) fn handle_of(front_token: &str) -> Option<SessionHandle> {
    FrontToken::decode(front_token).ok()?.session_handle()
}
