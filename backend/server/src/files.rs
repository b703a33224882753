//! The built frontend: files of its folder, and index.html for every page of the app.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeDir;

use crate::{RequestError, ServerConfig};

/// Trunk puts a hash of the content into the name: such a file never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// The longest name of a file, in bytes.
const MAX_NAME: usize = 255;
/// 64 bits in hexadecimal; leading zeros are not written.
const HASH_LEN: std::ops::RangeInclusive<usize> = 13..=16;

struct Files {
    directory: ServeDir,
    is_built: bool,
    api_paths: Vec<String>,
}

/// A router with nothing but a fallback: what no route answers is a file, a page, or a JSON 404.
pub fn router(config: &ServerConfig) -> Router {
    let dist_dir = &config.dist_dir;
    let files = Files {
        directory: ServeDir::new(dist_dir)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip(),
        is_built: dist_dir.join("index.html").is_file(),
        api_paths: config.api_paths.clone(),
    };
    Router::new().fallback(serve).with_state(Arc::new(files))
}

async fn serve(
    State(files): State<Arc<Files>>,
    request: Request,
) -> Result<Response, RequestError> {
    // As `ServeDir` will read it: a dot can also come as %2e.
    let decoded = percent_decode_str(request.uri().path()).decode_utf8();
    let path = decoded.map_err(|_| RequestError::NotFound)?.into_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_no_name = |part: &str| part.starts_with('.') || part.len() > MAX_NAME;
    let hidden = path.split('/').any(is_no_name);
    if !files.is_built || !reads || hidden || files.is_api(&path) {
        return Err(RequestError::NotFound);
    }
    let (mut parts, _) = request.into_parts();
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !is_file {
        // A page of the app: the router in the browser knows which.
        parts.uri = Uri::from_static("/index.html");
    }
    let request = Request::from_parts(parts, Body::empty());
    let response = files.directory.clone().try_call(request).await.map_err(cannot_read)?;
    if response.status() == StatusCode::NOT_FOUND {
        return Err(RequestError::NotFound);
    }
    let mut response = response.into_response();
    if let Some(cache) = cache_control(response.status(), is_file && is_hashed(&path)) {
        response.headers_mut().insert(header::CACHE_CONTROL, cache);
    }
    add_charset(&mut response);
    Ok(response)
}

/// How long a response may be kept. `None`: not said, so that the copy that a browser has found
/// unchanged (304) keeps what came with it.
fn cache_control(status: StatusCode, is_hashed: bool) -> Option<HeaderValue> {
    match status {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT if is_hashed => Some(IMMUTABLE),
        StatusCode::NOT_MODIFIED => None,
        // Kept for a year, a fault would be the file for a year.
        _ => Some(NO_CACHE),
    }
}

fn cannot_read(error: io::Error) -> RequestError {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotADirectory
        // A small form's name, `.br` behind the file's, or the whole path, is too long.
        | io::ErrorKind::InvalidFilename => RequestError::NotFound,
        _ => anyhow::Error::new(error).context("cannot read a file of DIST_DIR").into(),
    }
}

impl Files {
    /// Below these nothing is a page: what no route answers there is a typing mistake.
    fn is_api(&self, path: &str) -> bool {
        self.api_paths.iter().any(|prefix| {
            path.strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split(['.', '_']).next().unwrap_or_default();
    let is_hash =
        |part: &str| HASH_LEN.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
    stem.contains('-') && stem.split('-').any(is_hash)
}

fn add_charset(response: &mut Response) {
    let headers = response.headers_mut();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let Some(kind @ ("text/html" | "text/css" | "text/javascript")) = kind else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&format!("{kind}; charset=utf-8")) {
        headers.insert(header::CONTENT_TYPE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in [
            "/frontend-0123456789abcdef.js",
            "/frontend-0123456789abcdef_bg.wasm",
            "/components-d476f945e5c369f.css",
            "/fa1d1f4c31088688-loader.mjs",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["/", "/index.html", "/favicon.svg", "/frontend-0123.js", "/0123456789abcdef"]
        {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
