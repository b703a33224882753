//! The whole application, driven without a port: one file per endpoint, and one per subject that
//! goes through several.

mod anti_csrf;
mod comments;
mod concurrency;
mod email_exists;
mod errors;
mod every_route;
mod expiry;
mod extractors;
mod forged;
mod get_jwt;
mod get_session;
mod golden;
mod grace;
mod healthz;
mod jwks;
mod key_rotation;
mod made_up_tokens;
mod origin;
mod refresh;
mod restored_backup;
mod rotation;
mod secure_cookies;
mod session_data;
mod settings;
mod signin;
mod signing_failure;
mod signout;
mod signup;
mod tenants;
mod theft;
mod transport;
