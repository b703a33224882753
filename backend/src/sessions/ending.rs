//! A user ends other sessions of theirs. Each end and its entry in the user's activity are one
//! transaction.

use shared::activity::ActivityKind;
use shared::{SessionHandle, Timestamp};

use crate::activity::{By, Entries, store as activity};
use crate::state::AppState;
use db::{Result, Tx};
use session::store::ended::{self as store, EndedRow};
use session::{Device, Session, write_to_its_end};

/// Who ends sessions, and when.
#[derive(Clone)]
struct Ender {
    entries: Entries,
    device: Device,
    at: Timestamp,
}

impl Ender {
    fn new(app: &AppState, device: &Device) -> Self {
        let entries = Entries { random: app.random.clone() };
        Self { entries, device: device.clone(), at: app.sessions.now() }
    }

    /// Writes an entry for each: in its own tenant, by the browser that ended it.
    async fn note(&self, tx: &mut Tx, ended: &[EndedRow]) -> Result<()> {
        let kind = ActivityKind::SessionRevoked;
        let by = By { device: &self.device, at: self.at };
        for row in ended {
            let (user, tenant) = (&row.user_id, &row.tenant_id);
            match self.entries.of_user(kind, user, tenant, by) {
                Ok(entry) => {
                    activity::insert(tx, &entry.about(row.session_handle.clone())).await?;
                }
                // A user who ends sessions has a reason to.
                Err(error) => tracing::error!(%error, "an entry of the activity is missing"),
            }
        }
        Ok(())
    }
}

/// Ends a session that was found to be the caller's own.
pub(super) async fn end_one(app: &AppState, handle: &SessionHandle, device: &Device) -> Result<()> {
    let (ender, live, handle) = (Ender::new(app, device), app.sessions.live(), handle.clone());
    let (db, sessions) = (app.db.clone(), app.sessions.clone());
    write_to_its_end(async move {
        let write = db.write(async move |tx| {
            let ended = store::delete_one(tx, &handle, &live).await?;
            ender.note(tx, ended.as_slice()).await?;
            Ok(ended)
        });
        sessions.revoked(&handles(write.await?.as_slice()));
        Ok(())
    })
    .await
}

/// Ends all sessions of the user but this one, in every tenant. Returns those that were live.
pub(super) async fn end_others(
    app: &AppState,
    session: &Session,
    device: &Device,
) -> Result<Vec<SessionHandle>> {
    let (ender, live) = (Ender::new(app, device), app.sessions.live());
    let (user, keep) = (session.get_user_id().clone(), session.get_handle().clone());
    let (db, sessions) = (app.db.clone(), app.sessions.clone());
    write_to_its_end(async move {
        let write = db.write(async move |tx| {
            let ended = store::delete_others(tx, &user, &keep, &live).await?;
            ender.note(tx, &ended).await?;
            Ok(ended)
        });
        let ended = handles(&write.await?);
        sessions.revoked(&ended);
        Ok(ended)
    })
    .await
}

fn handles(ended: &[EndedRow]) -> Vec<SessionHandle> {
    ended.iter().map(|row| row.session_handle.clone()).collect()
}
