//! The features of the app beside sessions and accounts, one line each: what each adds to the URLs, and
//! what it knows of a user, for the export of their account.

use std::pin::Pin;

use axum::Router;
use serde::Serialize;
use serde_json::{Value, json};

use crate::state::AppState;
use db::Db;
use shared::UserId;

/// All of them.
pub const FEATURES: &[Feature] = &[
    // A feature that stores nothing of users may also be merged in `routes.rs`.
    crate::comments::FEATURE,
];

/// What a feature adds to the app.
pub struct Feature {
    /// Its routes.
    pub router: fn() -> Router<AppState>,
    /// What it stores of a user, under a name of its own in the export.
    pub export: Option<(&'static str, ExportPart)>,
}

/// Reads what a feature stores of a user.
pub type ExportPart = for<'a> fn(&'a Db, &'a UserId) -> ExportFuture<'a>;

/// What [`ExportPart`] returns.
pub type ExportFuture<'a> = Pin<Box<dyn Future<Output = db::Result<Value>> + Send + 'a>>;

/// How many rows of one kind an export has at most, the newest: it is made in memory.
pub const EXPORT_LIMIT: i64 = 10_000;

/// A list as an export shows it, with a word on whether it is all. `rows` are at most
/// [`EXPORT_LIMIT`].
#[must_use]
pub fn exported<T: Serialize>(rows: &[T]) -> Value {
    let is_complete = i64::try_from(rows.len()).is_ok_and(|len| len < EXPORT_LIMIT);
    json!({ "isComplete": is_complete, "entries": rows })
}
