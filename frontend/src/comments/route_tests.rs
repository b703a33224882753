//! The addresses of the demo's pages.

use serde_urlencoded::from_str;
use shared::comments::CommentId;
use yew_router::Routable;

use crate::route::{ReturnTo, Route};

fn comment(id: &str) -> Route {
    Route::Comment { id: id.parse().expect("a valid id") }
}

/// The page after sign-in for `?next=`.
fn after(next: &str) -> Route {
    from_str::<ReturnTo>(&format!("next={next}")).expect("a query").route()
}

#[test]
fn the_pages_are_returned_to() {
    assert_eq!(after("/comments"), Route::Comments);
    assert_eq!(after("/comments/c1"), comment("c1"));
    for route in [Route::Comments, comment("c1")] {
        assert_eq!(ReturnTo::new(&route).route(), route);
    }
}

#[test]
fn an_id_is_encoded_in_its_address() {
    let id: CommentId = "a/b&c".parse().expect("a valid id");
    let route = Route::Comment { id };
    assert_eq!(Route::recognize(&route.to_path()), Some(route));
    assert_eq!(Route::recognize("/comments/c1/"), Some(comment("c1")));
    for other in ["/comments/c1/x", "/comments/..", "/comments/%2E%2E"] {
        assert_eq!(Route::recognize(other), Some(Route::NotFound), "{other}");
    }
}
