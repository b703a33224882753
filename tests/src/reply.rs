//! A reply, and what it says of the session.

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use cookie::Cookie;
use serde_json::Value;
use shared::names::header as names;
use shared::{ErrorBody, ErrorType, FrontToken};

/// A whole reply.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Every session-related header of a reply, and nothing else: what two of these agree on, a client
/// cannot tell apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionHeaders {
    /// The `Set-Cookie` lines, in order.
    pub set_cookie: Vec<String>,
    /// `front-token`.
    pub front_token: Option<String>,
    /// `anti-csrf`.
    pub anti_csrf: Option<String>,
    /// `st-access-token`.
    pub st_access_token: Option<String>,
    /// `st-refresh-token`.
    pub st_refresh_token: Option<String>,
    /// `Access-Control-Expose-Headers`.
    pub expose: Option<String>,
}

impl Reply {
    pub(crate) async fn read(response: Response) -> Result<Self> {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 16 * 1024 * 1024).await?;
        Ok(Self { status: parts.status, headers: parts.headers, body })
    }

    /// A header as text, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("{} is no JSON", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The type of an error body; `None` for every other body.
    #[must_use]
    pub fn error_type(&self) -> Option<ErrorType> {
        let body: ErrorBody = serde_json::from_slice(&self.body).ok()?;
        Some(body.error_type)
    }

    /// Status and error type, for one assertion.
    #[must_use]
    pub fn outcome(&self) -> (u16, Option<ErrorType>) {
        (self.status.as_u16(), self.error_type())
    }

    /// The reply, if its status is 200.
    ///
    /// # Errors
    /// With status and body of any other.
    pub fn expect_ok(self) -> Result<Self> {
        ensure!(self.status == StatusCode::OK, "{}: {}", self.status, self.text());
        Ok(self)
    }

    /// The cookies that it sets or clears.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<Cookie<'static>> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.filter_map(|line| Cookie::parse(line.to_str().ok()?.to_owned()).ok()).collect()
    }

    /// The cookie of a name that it sets or clears.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<Cookie<'static>> {
        self.set_cookies().into_iter().find(|cookie| cookie.name() == name)
    }

    /// The front token, decoded.
    ///
    /// # Errors
    /// When there is none, `remove` included.
    pub fn front_token(&self) -> Result<FrontToken> {
        let text = self.header(names::FRONT_TOKEN).context("no front token")?;
        Ok(FrontToken::decode(text)?)
    }

    /// What it says of the session.
    #[must_use]
    pub fn session_headers(&self) -> SessionHeaders {
        let text = |name: &str| self.header(name).map(str::to_owned);
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        SessionHeaders {
            set_cookie: lines
                .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
                .collect(),
            front_token: text(names::FRONT_TOKEN),
            anti_csrf: text(names::ANTI_CSRF),
            st_access_token: text(names::ST_ACCESS_TOKEN),
            st_refresh_token: text(names::ST_REFRESH_TOKEN),
            expose: text(header::ACCESS_CONTROL_EXPOSE_HEADERS.as_str()),
        }
    }

    /// Does it leave the client's tokens alone, old and new?
    #[must_use]
    pub fn says_nothing_of_the_session(&self) -> bool {
        self.session_headers() == SessionHeaders::default()
    }

    /// Does it clear the tokens of both methods, and say so (wire protocol 3.2)?
    #[must_use]
    pub fn clears_everything(&self) -> bool {
        let said = self.session_headers();
        let cleared = self.set_cookies().iter().filter(|cookie| cookie.value().is_empty()).count();
        cleared == said.set_cookie.len()
            && cleared >= 2
            && said.front_token.as_deref() == Some(names::REMOVE)
            && said.st_access_token.as_deref() == Some("")
            && said.st_refresh_token.as_deref() == Some("")
    }
}
