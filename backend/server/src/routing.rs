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
