//! What has expired leaves the database in small batches; what lives is not touched.

use std::time::Duration;

use anyhow::{Context, Result};
use backend::config::{CommandLine, Environment, KeyPolicy};
use db::Db;
use session::store::StoredDuration;
use session::store::purge as store;
use session::store::sessions::{self, SessionRow};
use session::store::signing_keys::{self, KeyState, SigningKeyRow};
use session::{PurgeRounds, Purged, purge};
use shared::Timestamp;
use tests::Database;

use tests::rows::{HOUR, NOW, insert_session, session, stored_session};

/// More than two batches of them.
const EXPIRED: u64 = 1_100;

fn policy() -> Result<KeyPolicy> {
    let line = CommandLine::read(["backend"], &Environment::default())?;
    Ok(line.settings.check()?.session.signing_keys)
}

async fn insert_expired(db: &Db) -> Result<()> {
    let rows = (0..EXPIRED).map(|n| {
        let row = session(&format!("expired-{n:04}"))?;
        // Idle for too long, or over the absolute end.
        Ok(if n % 2 == 0 {
            SessionRow { expires_at: NOW, ..row }
        } else {
            SessionRow { absolute_expires_at: NOW, ..row }
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let write = db.write(async move |tx| {
        for row in rows {
            sessions::insert(tx, &row).await?;
        }
        Ok(())
    });
    Ok(write.await?)
}

async fn expired_sessions_go_and_live_ones_stay(Database { db, .. }: Database) -> Result<()> {
    insert_expired(&db).await?;
    // Before, between and after them; one of them of a server key that may come back.
    for handle in ["a", "expired-0500-live", "z"] {
        let row = session(handle)?;
        let key_id = if handle == "z" { "0123456789abcdef".to_owned() } else { row.key_id.clone() };
        let expires_at = NOW + Duration::from_millis(1);
        insert_session(&db, SessionRow { key_id, expires_at, ..row }).await?;
    }
    let purged = purge(&db, &policy()?, NOW).await?;
    assert_eq!(purged, Purged { sessions: EXPIRED, signing_keys: 0 });
    for handle in ["a", "expired-0500-live", "z"] {
        sessions::find(&db, &handle.parse()?).await?.context(handle)?;
    }
    assert_eq!(purge(&db, &policy()?, NOW).await?, Purged::default());
    Ok(())
}

async fn a_session_that_was_refreshed_since_it_was_looked_at_stays(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let stretch = store::stretch(&db, "", 10, NOW + HOUR).await?.context("a stretch")?;
    assert_eq!((stretch.last.as_str(), stretch.len, stretch.expired), ("h1", 1, 1));
    // At another process, whose clock is behind.
    let later = NOW + Duration::from_millis(5);
    tests::rows::rotate(&db, tests::rows::step(&handle, 0, later)).await?.context("a step")?;
    let write = db.write(async move |tx| store::delete_expired(tx, "", "h1", NOW + HOUR).await);
    assert_eq!(write.await?, 0);
    assert!(store::stretch(&db, "h1", 10, NOW).await?.is_none());
    Ok(())
}

async fn a_round_is_due_every_five_minutes(Database { db, .. }: Database) -> Result<()> {
    const PAUSE: Duration = Duration::from_mins(5);
    let mut rounds = PurgeRounds::default();
    let expire = async |handle| -> Result<()> {
        insert_session(&db, SessionRow { expires_at: NOW, ..session(handle)? }).await
    };
    expire("h1").await?;
    assert_eq!(rounds.run_if_due(&db, NOW).await?.sessions, 1, "the first one at once");
    expire("h2").await?;
    assert_eq!(rounds.run_if_due(&db, NOW + PAUSE - Duration::from_millis(1)).await?.sessions, 0);
    assert_eq!(rounds.run_if_due(&db, NOW + PAUSE).await?.sessions, 1);
    Ok(())
}

fn key(kid: &str, state: KeyState, changed_at: Timestamp) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.to_owned(),
        algorithm: "ES256".to_owned(),
        state,
        public_jwk: "{}".to_owned(),
        sealed_private: vec![1],
        key_id: "0011223344556677".to_owned(),
        mac: vec![2],
        token_validity: StoredDuration(HOUR),
        created_at: changed_at,
        changed_at,
    }
}

async fn keys_that_no_token_needs_go_and_no_others(Database { db, .. }: Database) -> Result<()> {
    let keys = [
        key("gone", KeyState::Retiring, NOW - 2 * HOUR),
        key("needed", KeyState::Retiring, NOW - HOUR),
        key("active", KeyState::Active, NOW - 9 * HOUR),
        key("next", KeyState::Next, NOW - 9 * HOUR),
    ];
    let write = db.write(async move |tx| {
        for key in keys {
            signing_keys::insert_if_free(tx, &key).await?;
        }
        Ok(())
    });
    write.await?;
    assert_eq!(purge(&db, &policy()?, NOW).await?, Purged { sessions: 0, signing_keys: 1 });
    let mut left: Vec<_> =
        signing_keys::list(&db).await?.rows.into_iter().map(|key| key.kid).collect();
    left.sort();
    assert_eq!(left, ["active", "needed", "next"]);
    Ok(())
}

tests::on_both_engines!(
    expired_sessions_go_and_live_ones_stay,
    a_session_that_was_refreshed_since_it_was_looked_at_stays,
    a_round_is_due_every_five_minutes,
    keys_that_no_token_needs_go_and_no_others,
);
