//! What the server says of itself and of a request, to every client: the settings that a page must know,
//! and what arrived of a request, for the page that helps when sign-in does not stick.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use server::{Json, Mount};
use session::Device;
use session::axum::RequestSession;
use session::config::TokenTransferSetting;
use shared::diagnostics::{Diagnostics, GetDiagnostics};
use shared::{ClientConfig, GetConfig, TokenTransfer};

use crate::config::Config;
use crate::state::AppState;

/// The longest part of a header that is shown, in characters.
const SHOWN_CHARS: usize = 256;

pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(GetConfig, config).mount(GetDiagnostics, diagnostics)
}

/// The same for all clients, and it changes with a restart only.
async fn config(
    State(app): State<AppState>,
) -> ([(HeaderName, &'static str); 1], Json<ClientConfig>) {
    ([(header::CACHE_CONTROL, "public, max-age=60")], Json(client_config(&app.config)))
}

fn client_config(config: &Config) -> ClientConfig {
    let idle = config.session.refresh_token_validity.as_secs();
    ClientConfig {
        api_base_path: config.api_base_path.clone(),
        session_expired_status_code: config.transport.session_expired_status_code,
        password_min_length: config.password_min_length,
        refresh_token_validity: u32::try_from(idle).unwrap_or(u32::MAX),
        token_transfer: match config.transport.token_transfer {
            TokenTransferSetting::Any | TokenTransferSetting::Cookie => TokenTransfer::Cookie,
            TokenTransferSetting::Header => TokenTransfer::Header,
        },
        session_token_backend_domain: config.transport.cookie_domain.clone(),
        ..ClientConfig::default()
    }
}

/// Nothing is verified: what came is shown, whatever it is worth.
async fn diagnostics(
    State(app): State<AppState>,
    headers: HeaderMap,
    device: Device,
    request: RequestSession,
) -> Json<Diagnostics> {
    let shown = |name: HeaderName| {
        let text = headers.get(name)?.to_str().ok()?;
        Some(text.chars().take(SHOWN_CHARS).collect())
    };
    Json(Diagnostics {
        now: app.sessions.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        host: shown(header::HOST),
        origin: shown(header::ORIGIN),
        fetch_site: shown(HeaderName::from_static("sec-fetch-site")),
        has_access_token: request.has_access_token(),
        has_duplicate_cookies: request.has_duplicate_cookies(),
        secure_cookies: app.config.transport.cookie_secure,
        address: device.address().map(str::to_owned),
    })
}
