//! The server's side: sessions with a generation of refresh tokens, and what each route responds and
//! does to the browser's cookies.

use std::collections::BTreeMap;

use shared::names::header;

use crate::platform::{HttpRequest, HttpResponse};
use crate::tests::fake_server::{front_token_of, signed_in_body};

/// The HttpOnly cookies of the browser: session, and which of its tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Jar {
    pub(super) access: Option<(String, u32)>,
    pub(super) refresh: Option<(String, u32)>,
}

impl Jar {
    /// The session that a request with these cookies is of.
    pub(super) fn session(&self) -> Option<&String> {
        self.access.as_ref().or(self.refresh.as_ref()).map(|(handle, _)| handle)
    }

    /// Stores what a response sets.
    pub(super) fn store(&mut self, cookies: &SetCookies) {
        match cookies {
            SetCookies::Nothing => {}
            SetCookies::Clear => *self = Self::default(),
            SetCookies::Access(access) => self.access = Some(access.clone()),
            SetCookies::Both(jar) => *self = jar.clone(),
        }
    }
}

/// What a response does to the cookies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SetCookies {
    Nothing,
    Clear,
    Access((String, u32)),
    Both(Jar),
}

/// A response, and what it does to the cookies.
pub(super) struct Delivery {
    pub(super) response: HttpResponse,
    pub(super) cookies: SetCookies,
}

#[derive(Default)]
struct Session {
    user: String,
    is_live: bool,
    generation: u32,
}

/// All sessions that ever were.
#[derive(Default)]
pub(super) struct Server {
    sessions: BTreeMap<String, Session>,
    /// Access tokens of earlier numbers have expired.
    access_number: u32,
    /// Counts front tokens, so that no two are the same.
    issued: i64,
    /// Responds with 500 to everything, and does nothing.
    pub(super) faulty: bool,
    /// An old refresh token came.
    pub(super) theft_detected: bool,
}

impl Server {
    pub(super) fn expire(&mut self) {
        self.access_number += 1;
    }

    pub(super) fn revoke(&mut self, handle: &str) {
        self.sessions.get_mut(handle).into_iter().for_each(|session| session.is_live = false);
    }

    pub(super) fn is_live(&self, handle: &str) -> bool {
        self.sessions.get(handle).is_some_and(|session| session.is_live)
    }

    /// Does what the request asks for, and responds.
    pub(super) fn respond(&mut self, request: &HttpRequest, jar: &Jar) -> Delivery {
        match request.url.as_str() {
            _ if self.faulty => delivery(500, "", None, SetCookies::Nothing),
            "/auth/session/refresh" => self.refresh(jar),
            "/auth/signin" => self.sign_in(request, jar),
            _ => match jar.access.clone() {
                Some((handle, number)) if number == self.access_number => {
                    self.respond_to_session(&request.url, &handle)
                }
                _ => delivery(401, "", None, SetCookies::Nothing),
            },
        }
    }

    fn respond_to_session(&mut self, path: &str, handle: &str) -> Delivery {
        match path {
            "/api/data" => delivery(200, "{}", None, SetCookies::Nothing),
            "/auth/signout" => {
                self.revoke(handle);
                let body = r#"{"status":"OK"}"#;
                delivery(200, body, Some(header::REMOVE), SetCookies::Clear)
            }
            _ if !self.is_live(handle) => self.unauthorised(),
            "/api/merge" => {
                let access = (handle.to_owned(), self.access_number);
                self.with_front_token(handle, "{}", SetCookies::Access(access))
            }
            _ => self.rotate(handle),
        }
    }

    fn refresh(&mut self, jar: &Jar) -> Delivery {
        let Some((handle, generation)) = jar.refresh.clone() else {
            return self.unauthorised();
        };
        let current = self.sessions.get(&handle).filter(|session| session.is_live);
        match current.map(|session| session.generation) {
            Some(current) if current == generation => self.rotate(&handle),
            Some(current) if current == generation + 1 => self.tokens(&handle, "{}"),
            Some(_) => {
                self.theft_detected = true;
                self.revoke(&handle);
                self.rejected("TOKEN_THEFT_DETECTED")
            }
            None => self.unauthorised(),
        }
    }

    fn sign_in(&mut self, request: &HttpRequest, jar: &Jar) -> Delivery {
        // The browser's own cookie: its session is replaced.
        jar.session().into_iter().for_each(|handle| self.revoke(handle));
        let body = request.body.as_deref().unwrap_or_default();
        let user = if body.contains("ada@") { "ada" } else { "bob" };
        let handle = format!("{user}{}", self.sessions.len());
        let session = Session { user: user.to_owned(), is_live: true, generation: 0 };
        self.sessions.insert(handle.clone(), session);
        self.tokens(&handle, &signed_in_body(user))
    }

    fn rotate(&mut self, handle: &str) -> Delivery {
        self.sessions.get_mut(handle).into_iter().for_each(|session| session.generation += 1);
        self.tokens(handle, "{}")
    }

    /// The current tokens of a session.
    fn tokens(&mut self, handle: &str, body: &str) -> Delivery {
        let jar = Jar {
            access: Some((handle.to_owned(), self.access_number)),
            refresh: Some((handle.to_owned(), self.sessions[handle].generation)),
        };
        self.with_front_token(handle, body, SetCookies::Both(jar))
    }

    fn with_front_token(&mut self, handle: &str, body: &str, cookies: SetCookies) -> Delivery {
        self.issued += 1;
        let token = front_token_of(&self.sessions[handle].user, handle, self.issued);
        delivery(200, body, Some(&token), cookies)
    }

    fn unauthorised(&self) -> Delivery {
        self.rejected("UNAUTHORISED")
    }

    fn rejected(&self, error_type: &str) -> Delivery {
        let body = format!(r#"{{"type":"{error_type}","message":"no"}}"#);
        delivery(401, &body, Some(header::REMOVE), SetCookies::Clear)
    }
}

fn delivery(status: u16, body: &str, front_token: Option<&str>, cookies: SetCookies) -> Delivery {
    let header = |token: &str| (header::FRONT_TOKEN.to_owned(), token.to_owned());
    let headers = front_token.map(header).into_iter().collect();
    Delivery { response: HttpResponse { status, headers, body: body.to_owned() }, cookies }
}
