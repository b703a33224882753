//! What the headers of a response do to what is remembered (wire protocol 10.4).

use std::rc::Rc;

use shared::SessionInfo;
use shared::names::client_cookie as cookie;

use super::event::SessionEvent;
use super::headers::SessionHeaders;
use super::reason::{Ending, ResponseFacts};
use super::session_memory::SessionMemory;
use crate::platform::Lifetime;

impl SessionMemory {
    /// Applies what a response says, in the order of wire protocol 10.4. Returns what that meant.
    pub(crate) fn apply_headers(
        &self,
        headers: &SessionHeaders,
        facts: ResponseFacts,
    ) -> Option<SessionEvent> {
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
            self.end(Ending::Response(facts));
            self.forget();
        } else {
            self.store_tokens(headers);
        }
        self.event(before, headers, facts.unauthorised)
    }

    /// What the change means. There is at most one event to tell of.
    fn event(
        &self,
        before: Option<SessionInfo>,
        headers: &SessionHeaders,
        unauthorised: bool,
    ) -> Option<SessionEvent> {
        match (before, self.session().map(Rc::new)) {
            (None, Some(session)) if headers.front_token.is_some() => {
                Some(SessionEvent::SessionCreated { session })
            }
            (Some(before), Some(session)) if before.session_handle != session.session_handle => {
                Some(SessionEvent::SessionCreated { session })
            }
            (Some(before), Some(session))
                if before.access_token_payload != session.access_token_payload =>
            {
                Some(SessionEvent::AccessTokenPayloadUpdated { session })
            }
            (Some(before), None) => Some(self.ended(before, unauthorised)),
            _ => None,
        }
    }

    fn ended(&self, before: SessionInfo, unauthorised: bool) -> SessionEvent {
        let (session, reason) = (Some(Rc::new(before)), self.sign_out_reason());
        if unauthorised {
            SessionEvent::Unauthorised { session_expired_or_revoked: true, session, reason }
        } else {
            SessionEvent::SignOut { session, reason }
        }
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
}
