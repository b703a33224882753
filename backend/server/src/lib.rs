//! What stands around an app's handlers: it takes the connections, refuses what must not reach a
//! handler, reads and writes bodies, adds headers, serves the built page, and keeps the log.
//!
//! It knows no route of the app, no session and no database. The app fills in a [`ServerConfig`],
//! puts the layers around its own routes, and calls [`serve()`].
//!
//! - **A handler** takes [`Input`] and returns [`Json`]; [`Mount`] puts it at the method and path of
//!   its `shared::Endpoint`. A handler that takes or returns something else does not compile.
//! - **A refusal** is a [`RequestError`]. The app's own error wraps it; [`refusal`] makes the same
//!   kind of response of the app's own reasons.
//! - **Layers and routes**, in the order in which a request meets them: [`trim_trailing_slashes`],
//!   [`telemetry::request_log`], [`headers`], [`panics`], [`guard`] (foreign hosts and origins),
//!   [`cors`]; then the app's routes, [`health`], and [`files`] for what no route has taken.
//! - **The process**: [`telemetry::init`] starts the log, [`listen`] opens the port, and [`serve()`]
//!   runs until a signal comes ([`Signals`]) or until the app says that it cannot go on.
//!
//! ```
//! use axum::Router;
//! use server::{Json, Mount, cors, panics, trim_trailing_slashes};
//! use shared::{LoginMethods, LoginMethodsResponse};
//!
//! async fn login_methods() -> Json<LoginMethodsResponse> {
//!     Json(LoginMethodsResponse::email_password())
//! }
//!
//! let app = Router::new()
//!     .mount(LoginMethods, login_methods)
//!     .layer(cors::layer(&["https://app.example.com".to_owned()]))
//!     .layer(panics::layer());
//! let app: Router = trim_trailing_slashes(app);
//! # let _ = app;
//! ```

#![deny(missing_docs)]

mod config;
pub mod cors;
mod error;
pub mod files;
pub mod guard;
pub mod headers;
pub mod health;
mod input;
mod json;
mod loopback;
mod mount;
pub mod panics;
mod routing;
mod serve;
mod signals;
pub mod telemetry;

pub use config::ServerConfig;
pub use error::{RequestError, refusal};
pub use input::Input;
pub use json::Json;
pub use loopback::is_loopback;
pub use mount::{Mount, ResponseOf, Takes};
pub use routing::{method_not_allowed, trim_trailing_slashes};
pub use serve::{ListenError, listen, serve};
pub use signals::Signals;
