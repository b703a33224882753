//! The pages' addresses, and where to go after signing in.

use serde::{Deserialize, Serialize};
use yew_router::prelude::*;

/// Every page. A new one starts here: add a variant, then an arm in `app.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Route {
    /// What this is.
    #[at("/")]
    Home,
    /// Make an account.
    #[at("/signup")]
    SignUp,
    /// Come back to it.
    #[at("/signin")]
    SignIn,
    /// The session, with its tokens' time running.
    #[at("/dashboard")]
    Dashboard,
    /// The access token, read aloud.
    #[at("/token")]
    Token,
    /// The demo feature.
    #[at("/comments")]
    Comments,
    /// Everything else.
    #[not_found]
    #[at("/404")]
    NotFound,
}

/// The query of the sign-in page: where the visitor wanted to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// A path of this app. It comes from the address bar, so it may be anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Next {
    /// "Come back to `route`".
    #[must_use]
    pub fn to(route: Route) -> Self {
        Self { next: Some(route.to_path()) }
    }

    /// The query of the page at `location`.
    #[must_use]
    pub fn of(location: Option<&Location>) -> Self {
        location.and_then(|location| location.query::<Self>().ok()).unwrap_or_default()
    }

    /// The wanted page, if it is a page of this app. Nothing in an address can send anybody
    /// elsewhere.
    #[must_use]
    pub fn wanted(&self) -> Option<Route> {
        self.next
            .as_deref()
            .filter(|path| is_own_path(path))
            .and_then(|path| path.split(['?', '#']).next())
            .and_then(Route::recognize)
            .filter(|route| !matches!(route, Route::NotFound | Route::SignIn | Route::SignUp))
    }

    /// The page to show after sign-in: the wanted one, else the dashboard.
    #[must_use]
    pub fn route(&self) -> Route {
        self.wanted().unwrap_or(Route::Dashboard)
    }
}

/// A path on this origin and nothing else (security 6.5): browsers read `//host` and `/\host` as
/// another host, and decode what is encoded.
fn is_own_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control())
        && !["%2f", "%5c", "%0", "%1", "%7f"].iter().any(|code| lower.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(next: &str) -> Route {
        let next = Some(next.to_owned());
        Next { next }.route()
    }

    #[test]
    fn own_pages_are_returned_to() {
        assert_eq!(after("/comments"), Route::Comments);
        assert_eq!(after("/token?x=1#y"), Route::Token);
        assert_eq!(after("/"), Route::Home);
        for route in [Route::Dashboard, Route::Token, Route::Comments] {
            assert_eq!(Next::to(route).route(), route);
        }
    }

    #[test]
    fn everything_else_is_the_dashboard() {
        assert_eq!(Next::default().route(), Route::Dashboard);
        for bad in [
            "",
            "comments",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/%2fevil.test",
            "/%5Cevil.test",
            "/comments%0d%0aSet-Cookie:x",
            "/com\nments",
            "https://evil.test/comments",
            "javascript:alert(1)",
            "/no-such-page",
            "/signin",
            "/signup?next=/signup",
        ] {
            assert_eq!(after(bad), Route::Dashboard, "{bad:?}");
        }
    }
}
