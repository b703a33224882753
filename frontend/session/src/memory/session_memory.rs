//! What the client remembers of the session between calls, reloads and tabs (wire protocol 3.3,
//! 10.3). No browser, no network.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::names::client_cookie as cookie;
use shared::{FrontToken, SessionHandle, SessionInfo};

use super::reason::{Ending, Life, SignOutReason};
use super::snapshot::Snapshot;
use super::state::{LocalState, session_info};
use crate::platform::{Clock, CookieStorage};

/// The remembered session.
#[derive(Clone)]
pub(crate) struct SessionMemory {
    pub(super) cookies: Rc<dyn CookieStorage>,
    pub(super) clock: Clock,
    pub(super) seen: Rc<Seen>,
}

/// What was seen in this tab. Of front tokens, what the server has said: any page of the domain can
/// plant a front token that the script cannot remove.
#[derive(Default)]
pub(super) struct Seen {
    /// The last one that came in a response.
    pub(super) received: RefCell<Option<String>>,
    /// Those that were there when the server said that there is no session.
    pub(super) refused: RefCell<Vec<String>>,
    /// Whether there was a session, and why there is none.
    life: Cell<Life>,
}

impl SessionMemory {
    /// Remembers in `cookies`, and dates with `clock`.
    pub(crate) fn new(cookies: Rc<dyn CookieStorage>, clock: Clock) -> Self {
        Self { cookies, clock, seen: Rc::default() }
    }

    /// The `domain` of what is kept from here on.
    pub(crate) fn use_cookie_domain(&self, domain: Option<&str>) {
        self.cookies.use_domain(domain);
    }

    /// Signed in, signed out, or not known.
    pub(crate) fn local_state(&self) -> LocalState {
        if self.cookies.get(cookie::LAST_ACCESS_TOKEN_UPDATE).is_none() {
            return LocalState::MayExist;
        }
        match &*self.front_tokens() {
            [] => LocalState::NotExists,
            [_] if self.front_token().and_then(session_info).is_some() => {
                self.seen.life.set(Life::Seen);
                LocalState::Exists
            }
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

    /// Why nobody is signed in, if nobody is.
    pub(crate) fn sign_out_reason(&self) -> SignOutReason {
        self.seen.life.get().reason()
    }

    /// Another tab says why it has ended the session. Of no interest if there is one again.
    pub(crate) fn other_tab_ended(&self, reason: SignOutReason) {
        if self.local_state() == LocalState::NotExists {
            self.end(Ending::OtherTab(reason));
        }
    }

    /// Notes why the session is over.
    pub(super) fn end(&self, ending: Ending) {
        self.seen.life.set(self.seen.life.get().after(ending));
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

    /// The front tokens that may be this session's: without those that the server has refused in
    /// this tab, and the last that it sent alone where others stand beside it.
    pub(super) fn front_tokens(&self) -> Vec<String> {
        let mut tokens = self.cookies.all(cookie::FRONT_TOKEN);
        tokens.retain(|token| !self.seen.refused.borrow().contains(token));
        match self.seen.received.borrow().clone() {
            Some(received) if tokens.contains(&received) => vec![received],
            _ => tokens,
        }
    }

    pub(super) fn front_token(&self) -> Option<FrontToken> {
        FrontToken::decode(self.front_tokens().first()?).ok()
    }
}

/// The session that a front token names.
pub(crate) fn handle_of(front_token: &str) -> Option<SessionHandle> {
    FrontToken::decode(front_token).ok()?.session_handle()
}
