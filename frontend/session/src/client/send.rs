//! One request and its response, within the request's own time.

use futures_util::future::{Either, select};

use super::error::ApiError;
use crate::platform::{HttpBackend, HttpRequest, HttpResponse, NoResponse, Runtime};

/// Sends a request, and gives it up after its time. All that a browser tells of a failure is that
/// there was one, and whether there is a network.
pub(super) async fn send(
    http: &dyn HttpBackend,
    runtime: &dyn Runtime,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = runtime.sleep(request.timeout_ms);
    match select(http.send(request), limit).await {
        Either::Left((Ok(response), _)) => Ok(response),
        Either::Left((Err(NoResponse), _)) if runtime.is_online() => Err(ApiError::Unreachable),
        Either::Left((Err(NoResponse), _)) => Err(ApiError::Offline),
        Either::Right(((), _)) => Err(ApiError::TimedOut),
    }
}
