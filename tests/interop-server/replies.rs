//! Errors in the words that client suites know.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use server::RequestError;
use shared::names::header as names;
use shared::{ErrorBody, ErrorType};

/// Longer than any error's body.
const ERROR_LIMIT: usize = 64 * 1024;

/// A hook that did not work: 500, and why.
pub(crate) struct Failure(String);

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0).into_response()
    }
}

/// A layer around session routes. UNAUTHORISED is 401 and `{}`; what the wire protocol names stays
/// as the product says it; every other error is 500, and its message as text.
pub(crate) async fn in_the_words_of_suites(response: Response) -> Response {
    let Some(error_type) = response.extensions().get::<ErrorType>().copied() else {
        return response;
    };
    match error_type {
        ErrorType::TryRefreshToken | ErrorType::TokenTheftDetected | ErrorType::InvalidClaims => {
            response
        }
        ErrorType::Unauthorised => with_body(response, "application/json", "{}".to_owned()).await.1,
        _ => {
            let (body, mut response) =
                with_body(response, "text/plain; charset=utf-8", String::new()).await;
            let message = serde_json::from_slice::<ErrorBody>(&body).map(|body| body.message);
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            *response.body_mut() = Body::from(message.unwrap_or_default());
            response
        }
    }
}

/// The reply with another body, and the one that it had. Extensions stay: by them the session
/// layer knows what to do to the cookies.
async fn with_body(
    response: Response,
    content_type: &'static str,
    text: String,
) -> (axum::body::Bytes, Response) {
    let (mut parts, body) = response.into_parts();
    let old = to_bytes(body, ERROR_LIMIT).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    (old, Response::from_parts(parts, Body::from(text)))
}

pub(crate) async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// Is this an ordinary call of a client, by its `rid`?
pub(crate) fn rid_is_anti_csrf(headers: &HeaderMap) -> &'static str {
    let rid = headers.get(names::RID).and_then(|rid| rid.to_str().ok()).unwrap_or_default();
    if rid.starts_with(names::ANTI_CSRF) { "success" } else { "fail" }
}
