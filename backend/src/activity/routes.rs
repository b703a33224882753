//! GET `/api/activity`.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use shared::Timestamp;
use shared::activity::{ActivityPage, ListActivity};

use super::store::{self, PageQuery};
use crate::error::Error;
use crate::state::AppState;
use db::Db;
use session::LiveSession;

/// How many entries a page has.
const PAGE_SIZE: i64 = 20;

pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(ListActivity, list)
}

async fn list(
    State(db): State<Db>,
    LiveSession(session): LiveSession,
    input: Input<ListActivity>,
) -> Result<Json<ActivityPage>, Error> {
    let malformed = || Error::bad_request("after is not the end of a page");
    let after = match &input.query.after {
        Some(text) => Some(read_cursor(text).ok_or_else(malformed)?),
        None => None,
    };
    let query = PageQuery { user: session.get_user_id(), after, limit: PAGE_SIZE };
    let found = store::list(&db, &query).await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|len| len >= PAGE_SIZE);
    let last = found.last().filter(|_| is_full);
    let after = last.map(|(id, entry)| format!("{}.{id}", entry.at.as_millis()));
    Ok(Json(ActivityPage { entries: found.into_iter().map(|(_, entry)| entry).collect(), after }))
}

/// `<when>.<id>`: where a page ends. Where others' entries are is nothing that it could say: every
/// page is of the caller's own.
fn read_cursor(text: &str) -> Option<(Timestamp, &str)> {
    let (at, id) = text.split_once('.')?;
    let is_id =
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_id.then_some((Timestamp::from_millis(at.parse().ok()?), id))
}
