//! The pages' addresses, and where to go after signing in.

use percent_encoding::percent_decode_str;

use crate::router::Address;

/// Every page. A new one starts here: add a variant, here, in `ALL` and in `path`, then an arm in
/// `app.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// What this is.
    Home,
    /// Make an account.
    SignUp,
    /// Come back to it.
    SignIn,
    /// The session, with its tokens' time running.
    Dashboard,
    /// The access token, read aloud.
    Token,
    /// The demo feature.
    Comments,
    /// Everything else.
    NotFound,
}

impl Route {
    const ALL: [Self; 7] = [
        Self::Home,
        Self::SignUp,
        Self::SignIn,
        Self::Dashboard,
        Self::Token,
        Self::Comments,
        Self::NotFound,
    ];

    /// The page's path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::SignUp => "/signup",
            Self::SignIn => "/signin",
            Self::Dashboard => "/dashboard",
            Self::Token => "/token",
            Self::Comments => "/comments",
            Self::NotFound => "/404",
        }
    }

    /// The page's address, with a page to show after it. Nothing in a path needs encoding.
    #[must_use]
    pub fn url(self, next: Option<Self>) -> String {
        match next {
            Some(next) => format!("{}?next={}", self.path(), next.path()),
            None => self.path().to_owned(),
        }
    }

    /// The page at `path`, with or without a slash at its end.
    #[must_use]
    pub fn at(path: &str) -> Self {
        let path = path.strip_suffix('/').filter(|rest| !rest.is_empty()).unwrap_or(path);
        Self::ALL.into_iter().find(|route| route.path() == path).unwrap_or(Self::NotFound)
    }
}

/// The query of the sign-in page: where the visitor wanted to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    /// A path of this app. It comes from the address bar, so it may be anything.
    pub next: Option<String>,
}

impl Next {
    /// "Come back to `route`".
    #[must_use]
    pub fn to(route: Route) -> Self {
        Self { next: Some(route.path().to_owned()) }
    }

    /// What the query at `address` says.
    #[must_use]
    pub fn of(address: &Address) -> Self {
        let next = address
            .query
            .trim_start_matches('?')
            .split('&')
            .find_map(|pair| pair.strip_prefix("next="));
        let next = next.and_then(|next| percent_decode_str(next).decode_utf8().ok());
        Self { next: next.map(Into::into) }
    }

    /// The wanted page, if it is a page of this app. Nothing in an address can send anybody
    /// elsewhere.
    #[must_use]
    pub fn wanted(&self) -> Option<Route> {
        self.next
            .as_deref()
            .filter(|path| is_own_path(path))
            .and_then(|path| path.split(['?', '#']).next())
            .map(Route::at)
            .filter(|route| !matches!(route, Route::NotFound | Route::SignIn | Route::SignUp))
    }

    /// The page to show after sign-in: the wanted one, else the dashboard.
    #[must_use]
    pub fn route(&self) -> Route {
        self.wanted().unwrap_or(Route::Dashboard)
    }
}

/// A path on this origin and nothing else (security 6.5): browsers read `//host` and `/\host` as
/// another host, and decode what is encoded, which nothing in our paths is.
fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| matches!(c, '\\' | '%') || c.is_control())
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
