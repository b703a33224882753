//! What a router says of a path or a method that is not quite a route's.

use axum::Router;
use axum::routing::any_service;
use tower::Layer;
use tower_http::normalize_path::NormalizePathLayer;

use crate::RequestError;

/// For `Router::method_not_allowed_fallback`: 405, with a body like every other refusal's.
///
/// # Errors
/// Always [`RequestError::MethodNotAllowed`].
pub async fn method_not_allowed() -> RequestError {
    RequestError::MethodNotAllowed
}

/// The whole application, made so that trailing slashes do not count (wire protocol 2.1).
///
/// In a DELETE they do: a path that ends in one names a thing by an empty id, and must not be taken
/// for the path of all of them. A layer of `routes` would come too late, because the router chooses
/// the route before its layers run; hence a router around the router.
pub fn trim_trailing_slashes(routes: Router) -> Router {
    let trimmed = NormalizePathLayer::trim_trailing_slash().layer(routes.clone());
    Router::new().fallback_service(any_service(trimmed).delete_service(routes))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Method, Request, StatusCode};
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_trailing_slash_counts_in_a_delete_only() {
        let ok = || async { StatusCode::OK };
        let app = trim_trailing_slashes(Router::new().route("/things", get(ok).delete(ok)));
        for (method, path, expected) in [
            (Method::GET, "/things", StatusCode::OK),
            (Method::GET, "/things/", StatusCode::OK),
            (Method::DELETE, "/things", StatusCode::OK),
            (Method::DELETE, "/things/", StatusCode::NOT_FOUND),
        ] {
            let request = Request::builder().method(&method).uri(path).body(Body::empty());
            let response = app.clone().oneshot(request.expect("a request")).await;
            assert_eq!(response.expect("infallible").status(), expected, "{method} {path}");
        }
    }
}
