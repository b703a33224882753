//! Why a request was refused before, around or beside a handler. Status, type, text and log level
//! are chosen here, together.
//!
//! Rich inside, boring outside: clients see a closed list of types ([`ErrorType`]) and one
//! sentence; what went wrong inside is logged and never sent.

use std::fmt::Display;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::{ErrorBody, ErrorType};

/// Seconds after which a client may come back to a server that is busy.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// Why a request was not answered as it was meant.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// 400: the request does not have the form that the route asks for.
    #[error("{0}")]
    BadRequest(String),
    /// 403: a page of another origin sent this.
    #[error("a page of another origin may not do this")]
    OriginRefused,
    /// 403: the same in development, where the page may be the developer's own behind a tunnel.
    #[error(
        "a page of another origin may not do this: set WEBSITE_DOMAIN to the page's origin, or, for \
         tunnels and remote containers, ALLOW_LAN=true"
    )]
    OriginRefusedInDevelopment,
    /// 404.
    #[error("there is nothing here")]
    NotFound,
    /// 405.
    #[error("this route exists, but not with this method")]
    MethodNotAllowed,
    /// 413.
    #[error("the body is too large")]
    PayloadTooLarge,
    /// 415.
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    /// 421: in development, the Host, or the one that a proxy passes on, is not this machine.
    #[error(
        "in development this server answers to localhost only: behind a tunnel or in a remote \
         container, and for any other name, set ALLOW_LAN=true"
    )]
    MisdirectedRequest,
    /// 503: too much to do just now. The response says when to come back.
    #[error("too many requests of this kind just now, try again in a moment")]
    Overloaded,
    /// 500: a fault of the server. The client is told nothing of it; the log is told everything.
    #[error("{0}")]
    Internal(#[from] anyhow::Error),
}

impl RequestError {
    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::OriginRefused | Self::OriginRefusedInDevelopment => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MisdirectedRequest => StatusCode::MISDIRECTED_REQUEST,
            Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The type in the response, for programs.
    #[must_use]
    pub fn error_type(&self) -> ErrorType {
        match self {
            Self::BadRequest(_) => ErrorType::BadRequest,
            Self::OriginRefused | Self::OriginRefusedInDevelopment => ErrorType::OriginRefused,
            Self::NotFound => ErrorType::NotFound,
            Self::MethodNotAllowed => ErrorType::MethodNotAllowed,
            Self::PayloadTooLarge => ErrorType::PayloadTooLarge,
            Self::UnsupportedMediaType => ErrorType::UnsupportedMediaType,
            Self::MisdirectedRequest => ErrorType::MisdirectedRequest,
            Self::Overloaded => ErrorType::Overloaded,
            Self::Internal(_) => ErrorType::GeneralError,
        }
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let (status, error_type) = (self.status(), self.error_type());
        match self {
            Self::Internal(error) => {
                // `{:#}` shows what lies under an anyhow error; the client sees none of it.
                tracing::error!(error = format!("{error:#}"), "request failed");
                response(status, error_type, "something went wrong on our side".to_owned())
            }
            reason => refusal(status, error_type, &reason),
        }
    }
}

/// A response that refuses a request, and its line in the log. For reasons of the app's own; the
/// reason is the sentence that people read, so it must hold nothing of the server's inside.
///
/// A refusal is logged at level `debug` under the target `refused`, one that is the server's fault
/// (5xx) at level `error`. With 503 the response says when to come back.
#[must_use]
pub fn refusal(status: StatusCode, error_type: ErrorType, reason: &dyn Display) -> Response {
    if status.is_server_error() {
        tracing::error!(error = %reason, "request failed");
    } else {
        tracing::debug!(target: "refused", reason = %reason);
    }
    let mut response = response(status, error_type, reason.to_string());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

/// It carries its [`ErrorType`] as an extension, too, for a layer of the app that says errors in
/// words of its own.
fn response(status: StatusCode, error_type: ErrorType, message: String) -> Response {
    let body = ErrorBody { error_type, message, claim_validation_errors: Vec::new() };
    let mut response = (status, Json(body)).into_response();
    response.extensions_mut().insert(error_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(error: RequestError) -> (u16, serde_json::Value, Option<HeaderValue>) {
        let response = error.into_response();
        let status = response.status().as_u16();
        let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
        let body = axum::body::to_bytes(response.into_body(), 1024).await.expect("a body");
        (status, serde_json::from_slice(&body).expect("JSON"), retry_after)
    }

    #[tokio::test]
    async fn a_refusal_says_its_type_and_its_sentence() {
        let (status, body, retry_after) = sent(RequestError::PayloadTooLarge).await;
        let expected = serde_json::json!({
            "type": "PAYLOAD_TOO_LARGE", "message": "the body is too large",
        });
        assert_eq!((status, body, retry_after), (413, expected, None));
    }

    #[tokio::test]
    async fn a_fault_says_nothing_of_the_inside() {
        let fault = anyhow::anyhow!("the secret").context("the path of a file");
        let (status, body, retry_after) = sent(fault.into()).await;
        let expected = serde_json::json!({
            "type": "GENERAL_ERROR", "message": "something went wrong on our side",
        });
        assert_eq!((status, body, retry_after), (500, expected, None));
    }

    #[tokio::test]
    async fn only_a_busy_server_says_when_to_come_back() {
        let (status, _, retry_after) = sent(RequestError::Overloaded).await;
        assert_eq!((status, retry_after), (503, Some(HeaderValue::from_static("2"))));
    }
}
