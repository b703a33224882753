//! The pages' addresses, and where to go after signing in.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use shared::TenantId;
use yew_router::history::Location;
use yew_router::prelude::Routable;
use yew_router::query::Raw;

/// Every page. A new one is a variant here and an arm in `app.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
#[expect(missing_docs, reason = "the address says which page it is")]
pub enum Route {
    #[at("/")]
    Home,
    #[at("/signup")]
    SignUp,
    #[at("/signin")]
    SignIn,
    #[at("/dashboard")]
    Dashboard,
    #[at("/sessions")]
    Sessions,
    #[at("/sessions/:handle")]
    Session { handle: shared::SessionHandle },
    #[at("/token")]
    Token,
    #[at("/account")]
    Account,
    #[at("/activity")]
    Activity,
    #[at("/diagnostics")]
    Diagnostics,
    #[at("/comments")]
    Comments,
    #[at("/comments/:id")]
    Comment { id: shared::comments::CommentId },
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
    /// The tenant to sign in to.
    #[serde(default)]
    tenant: Option<String>,
}

impl ReturnTo {
    /// Returns to `route`.
    #[must_use]
    pub fn new(route: &Route) -> Self {
        Self { next: Some(route.to_path()), tenant: None }
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

    /// The tenant that the address names, if it can be one.
    #[must_use]
    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant.as_deref()?.parse().ok()
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
        ReturnTo { next, tenant: None }.route()
    }

    #[test]
    fn own_pages_are_returned_to() {
        assert_eq!(after("/token?x=1#y"), Route::Token);
        assert_eq!(after("/"), Route::Home);
        for route in [Route::Dashboard, Route::Token, Route::Home] {
            assert_eq!(after(&route.to_path()), route);
            assert_eq!(ReturnTo::new(&route).route(), route);
        }
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(Route::recognize("/token/"), Some(Route::Token));
        assert_eq!(Route::recognize("/token/x"), Some(Route::NotFound));
    }

    #[test]
    fn the_query_is_readable_and_encoded() {
        assert_eq!(ReturnTo::new(&Route::Token).to_query().0, "next=/token");
        let next = Some("/a&b=c".to_owned());
        assert_eq!(ReturnTo { next, tenant: None }.to_query().0, "next=/a%26b%3Dc");
        assert_eq!(ReturnTo::default().to_query().0, "");
    }

    #[test]
    fn everything_else_is_the_dashboard() {
        assert_eq!(ReturnTo::default().route(), Route::Dashboard);
        for bad in [
            "",
            "dashboard",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/%2fevil.test",
            "/%5Cevil.test",
            "/dashboard%0d%0aSet-Cookie:x",
            "/dash\nboard",
            "https://evil.test/dashboard",
            "javascript:alert(1)",
            "/no-such-page",
            "/signin",
            "/signup?next=/signup",
        ] {
            assert_eq!(after(bad), Route::Dashboard, "{bad:?}");
        }
    }
}
