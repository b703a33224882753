//! Everything that is stored about the caller, as JSON to keep.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, header};
use serde_json::{Map, Value, json};
use server::{Json, Mount};
use shared::{ExportAccount, SessionEntry};

use super::own_account;
use crate::activity::store::{self as activity, PageQuery};
use crate::error::Error;
use crate::features::{EXPORT_LIMIT, FEATURES, exported};
use crate::state::AppState;
use session::{LiveSession, Session, Sessions, Unauthorised, user_part};

pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(ExportAccount, export)
}

/// No secrets: no password hash, and nothing that tokens are made of.
async fn export(
    State(app): State<AppState>,
    LiveSession(session): LiveSession,
) -> Result<([(HeaderName, &'static str); 1], Json<Value>), Error> {
    let user = session.get_user_id();
    let account = own_account::find(&app.db, user).await?.ok_or(Unauthorised::SessionGone)?;
    let query = PageQuery { user, after: None, limit: EXPORT_LIMIT };
    let entries = activity::list(&app.db, &query).await?;
    let entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
    let mut all = Map::new();
    all.insert("exportedAt".to_owned(), json!(app.sessions.now()));
    all.insert("account".to_owned(), json!(account));
    all.insert("sessions".to_owned(), exported(&own_sessions(&app.sessions, &session).await?));
    all.insert("activity".to_owned(), exported(&entries));
    for (name, read) in FEATURES.iter().filter_map(|feature| feature.export) {
        all.insert(name.to_owned(), read(&app.db, user).await?);
    }
    let to_keep = [(header::CONTENT_DISPOSITION, "attachment; filename=\"account.json\"")];
    Ok((to_keep, Json(Value::Object(all))))
}

/// The live sessions as the list shows them, each with what the user's browsers put into it.
async fn own_sessions(sessions: &Sessions, session: &Session) -> Result<Vec<Value>, Error> {
    let mut found: Vec<SessionEntry> = Vec::new();
    loop {
        let after = found.last().map(|last| (last.time_created, &last.session_handle));
        let page = sessions.list_for_user(session, None, after).await?;
        let is_last = !Sessions::is_full_page(page.len());
        found.extend(page);
        if is_last {
            break;
        }
    }
    let mut shown = Vec::new();
    for entry in found {
        // It may have ended since the list was read.
        if let Some(stored) = sessions.find_own(session, &entry.session_handle).await? {
            shown.push(json!({
                "session": entry,
                "data": user_part(&stored.session_data_in_database),
                "payload": user_part(&stored.custom_claims_in_access_token_payload),
            }));
        }
    }
    Ok(shown)
}
