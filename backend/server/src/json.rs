//! JSON bodies, in and out.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::RequestError;

/// A JSON body, in and out.
///
/// Coming in, what is not `Content-Type: application/json` is 415, a body over the route's limit 413,
/// and one that is no JSON or not a `T` is 400.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = RequestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RequestError> {
        if !is_json(request.headers()) {
            return Err(RequestError::UnsupportedMediaType);
        }
        let body =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
                BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                    RequestError::PayloadTooLarge
                }
                _ => RequestError::BadRequest("the body broke off".to_owned()),
            })?;
        let value = serde_json::from_slice(&body)
            .map_err(|error| RequestError::BadRequest(sentence(&error)))?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// What the parser says, but for the value it may quote: that could be a password, and refusals
/// are logged.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.starts_with("missing field") {
        return format!("the body is not as expected: {text}");
    }
    let what = if error.is_data() { "a value of another type is expected" } else { "no JSON" };
    let (line, column) = (error.line(), error.column());
    format!("the body is not as expected: {what} at line {line} column {column}")
}

/// A page of another origin can send a form or a text without asking, but not this.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
