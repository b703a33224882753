//! The list of URLs.
//!
//! Session routes, sign-in routes, app routes and static files are routers of their own that
//! merge, so that another app can mount the sessions under its own routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_extractor_with_state, from_fn, from_fn_with_state};
use axum::response::Response;
use server::guard::{self, Guard};
use server::{cors, files, headers, health, panics, telemetry};
use server::{method_not_allowed, trim_trailing_slashes};
use tower::ServiceBuilder;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::account::{PathTenant, export, own_account, settings_routes, tenant_routes};
use crate::features::FEATURES;
use crate::sessions::{current, list, user_data};
use crate::state::AppState;
use crate::{about, activity, maintenance};
use db::{Db, budget};
use session::axum::layer as session_layer;
use session::clock::random_bytes;

pub use crate::account::routes::router as account_router;
pub use crate::sessions::keys::router as keys_router;
pub use crate::sessions::refresh::{refresh_router, router as session_router, sign_out_router};

/// The largest body of a sign-in, sign-up or refresh (security rule 9.2).
const AUTH_BODY_LIMIT: usize = 16 * 1024;
/// The largest body of the app's own routes: session data may have 16 KiB as JSON text, and a
/// client may write that text with escapes.
const APP_BODY_LIMIT: usize = 64 * 1024;

/// The app's own routes. They need the session layer around them.
pub fn app_router() -> Router<AppState> {
    let features = FEATURES.iter().fold(Router::new(), |all, one| all.merge((one.router)()));
    Router::new()
        .merge(features)
        .merge(about::router())
        .merge(activity::routes::router())
        .merge(current::router())
        .merge(list::router())
        .merge(user_data::router())
        .merge(own_account::router())
        .merge(export::router())
        .merge(tenant_routes::router())
        .merge(settings_routes::router())
}

/// The whole application.
pub fn router(state: AppState) -> Router {
    let config = &state.config;
    let transport = state.transport.clone();
    let guard = Guard::new(&config.server);
    let base_path = config.api_base_path.clone();
    let files = files::router(&config.server);
    let headers = headers::layer(&config.server);
    let random = Arc::clone(&state.random);
    let request_log = telemetry::request_log(move || random_bytes(&*random).ok());
    let cors = cors::layer(guard.origins());
    let keys = under_tenants(keys_router(state.sessions.clone()), &state.db);

    let auth = Router::new()
        .merge(under_tenants(session_router(), &state.db))
        .merge(account_router().with_state(state.clone()))
        .layer(DefaultBodyLimit::max(AUTH_BODY_LIMIT));
    let own_maintenance = state.maintenance.clone();
    let health = health::router(move || maintenance::fault(own_maintenance.as_deref()));
    let app = app_router().with_state(state).layer(DefaultBodyLimit::max(APP_BODY_LIMIT));
    let routes = Router::new()
        .nest(&base_path, auth)
        .merge(app)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(transport, session_layer))
                // What a route says of one caller is for that caller, unless it says otherwise.
                .layer(SetResponseHeaderLayer::if_not_present(
                    header::CACHE_CONTROL,
                    HeaderValue::from_static("no-store"),
                )),
        )
        .merge(health)
        .method_not_allowed_fallback(method_not_allowed)
        .merge(files)
        .layer(
            ServiceBuilder::new()
                .layer(cors)
                // Inside of CORS too, so that a page of another origin can read this fault as any
                // other.
                .layer(panics::layer()),
        )
        // Outside of the origins that may call with a session: these are for every page.
        .merge(Router::new().nest(&base_path, keys).method_not_allowed_fallback(method_not_allowed))
        .layer(
            ServiceBuilder::new()
                .layer(request_log)
                .layer(headers)
                .layer(panics::layer())
                .layer(from_fn_with_state(guard, guard::layer))
                .layer(from_fn(limit_database_time)),
        );
    trim_trailing_slashes(routes)
}

/// The same routes once more, below a tenant's segment (wire protocol 2.1). The tenant must exist,
/// and that is all: a session is of the tenant that it was made in, wherever it is shown.
fn under_tenants(routes: Router, db: &Db) -> Router {
    let tenant_exists = from_extractor_with_state::<PathTenant, Db>(db.clone());
    Router::new().nest("/{tenant}", routes.clone().layer(tenant_exists)).merge(routes)
}

/// All of a request's calls of the database share one budget, so that it is answered in its time
/// when the database does not.
async fn limit_database_time(request: Request, next: Next) -> Response {
    budget::for_one_request(next.run(request)).await
}
