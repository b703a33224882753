//! The pages' addresses, and where to go after signing in.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use shared::CommentId;
use yew_router::history::Location;
use yew_router::prelude::Routable;
use yew_router::query::Raw;

/// Every page. A new one is a variant here and an arm in `app.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub enum Route {
    /// The first page.
    #[at("/")]
    Home,
    /// The sign-up form.
    #[at("/signup")]
    SignUp,
    /// The sign-in form.
    #[at("/signin")]
    SignIn,
    /// The session, with the time its access token has left.
    #[at("/dashboard")]
    Dashboard,
    /// The access token, raw and decoded.
    #[at("/token")]
    Token,
    /// The demo feature: the comments of the session's tenant.
    #[at("/comments")]
    Comments,
    /// One comment.
    #[at("/comments/:id")]
    Comment {
        /// Which one.
        id: CommentId,
    },
    /// Every other address.
    #[not_found]
    #[at("/404")]
    NotFound,
}

/// What is encoded in the query beside what separates its parts. Slashes may stay, so that the
/// address bar is readable.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The query of the sign-in page: where the visitor wanted to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ReturnTo {
    /// A path of this app. It comes from the address bar, so it may be anything.
    #[serde(default)]
    next: Option<String>,
}

impl ReturnTo {
    /// Returns to `route`.
    #[must_use]
    pub fn new(route: &Route) -> Self {
        Self { next: Some(route.to_path()) }
    }

    /// What the query of the current address says.
    #[must_use]
    pub fn from_location(location: Option<&Location>) -> Self {
        location.and_then(|location| location.query::<Self>().ok()).unwrap_or_default()
    }

    /// The query, without its `?`.
    #[must_use]
    pub fn to_query(&self) -> Raw<String> {
        let next = self.next.as_deref();
        Raw(next.map(|next| format!("next={}", encoded(next))).unwrap_or_default())
    }

    /// The wanted page, if it is a page of this app. Nothing in an address can send a visitor
    /// elsewhere.
    #[must_use]
    pub fn wanted(&self) -> Option<Route> {
        self.next
            .as_deref()
            .filter(|path| is_path_of_this_app(path))
            .and_then(|path| path.split(['?', '#']).next())
            .and_then(Route::recognize)
            .filter(|route| !matches!(route, Route::NotFound | Route::SignIn | Route::SignUp))
    }

    /// The same if it leads to a page of this app, else nothing: for links that pass it on.
    #[must_use]
    pub fn if_wanted(&self) -> Self {
        self.wanted().map(|route| Self::new(&route)).unwrap_or_default()
    }

    /// The page to show after sign-in: the wanted one, else the dashboard.
    #[must_use]
    pub fn route(&self) -> Route {
        self.wanted().unwrap_or(Route::Dashboard)
    }
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

/// A path on this origin and nothing else: browsers read `//host` and `/\host` as another host, and
/// decode what is encoded, so an encoded path could become one (security 6.5).
fn is_path_of_this_app(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| matches!(c, '\\' | '%') || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(next: &str) -> Route {
        let next = Some(next.to_owned());
        ReturnTo { next }.route()
    }

    fn comment(id: &str) -> Route {
        Route::Comment { id: id.parse().expect("a valid id") }
    }

    #[test]
    fn own_pages_are_returned_to() {
        assert_eq!(after("/comments"), Route::Comments);
        assert_eq!(after("/comments/c1"), comment("c1"));
        assert_eq!(after("/token?x=1#y"), Route::Token);
        assert_eq!(after("/"), Route::Home);
        for route in [Route::Dashboard, Route::Token, Route::Comments, comment("c1")] {
            assert_eq!(ReturnTo::new(&route).route(), route);
        }
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(Route::recognize("/comments/"), Some(Route::Comments));
        assert_eq!(Route::recognize("/comments/c1/"), Some(comment("c1")));
        assert_eq!(Route::recognize("/comments/c1/x"), Some(Route::NotFound));
    }

    #[test]
    fn the_query_is_readable_and_encoded() {
        assert_eq!(ReturnTo::new(&Route::Comments).to_query().0, "next=/comments");
        assert_eq!(ReturnTo::new(&comment("a&b")).to_query().0, "next=/comments/a%2526b");
        assert_eq!(ReturnTo::default().to_query().0, "");
    }

    #[test]
    fn everything_else_is_the_dashboard() {
        assert_eq!(ReturnTo::default().route(), Route::Dashboard);
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
