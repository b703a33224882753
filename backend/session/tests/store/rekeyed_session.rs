//! A session gets another seed on condition that it is as it was read.

use std::time::Duration;

use anyhow::{Context, Result};
use db::Db;
use session::store::sessions::{self, SessionRow};
use shared::Timestamp;
use tests::Database;

use tests::rows::{HOUR, NOW, rotate, step, stored_session};

/// What a session is to become at `now`.
fn next(read: &SessionRow, now: Timestamp) -> SessionRow {
    SessionRow {
        seed: vec![7; 32],
        generation: read.generation + 1,
        rotated_at: now,
        confirmed_at: now,
        last_active_at: now,
        expires_at: now + HOUR,
        ..read.clone()
    }
}

async fn rekey(db: &Db, read: &SessionRow, next: SessionRow) -> Result<bool> {
    let read = read.clone();
    Ok(db.write(async move |tx| sessions::rekey(tx, &read, &next).await).await?)
}

async fn everything_that_a_proof_changes_is_written_at_once(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let read = sessions::find(&db, &handle).await?.context("a row")?;
    let later = NOW + Duration::from_millis(5);
    assert!(rekey(&db, &read, next(&read, later)).await?);
    let row = sessions::find(&db, &handle).await?.context("a row")?;
    assert_eq!((row.seed, row.generation), (vec![7; 32], 1));
    assert_eq!((row.rotated_at, row.confirmed_at), (later, later));
    assert_eq!((row.last_active_at, row.expires_at), (later, later + HOUR));
    assert_eq!((row.created_at, row.session_data), (read.created_at, read.session_data));
    assert_eq!((row.user_agent, row.address), (read.user_agent, read.address));
    Ok(())
}

/// So a copy whose refresh read the row before has lost.
async fn a_refresh_that_read_the_row_before_takes_no_step(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let read = sessions::find(&db, &handle).await?.context("a row")?;
    assert!(rekey(&db, &read, next(&read, NOW)).await?);
    assert!(rotate(&db, step(&handle, 0, NOW)).await?.is_none());
    Ok(())
}

async fn a_row_that_changed_since_it_was_read_stays_as_it_is(
    Database { db, .. }: Database,
) -> Result<()> {
    let (refreshed, merged) = (stored_session(&db, "h1").await?, stored_session(&db, "h2").await?);
    let read = sessions::find(&db, &refreshed).await?.context("a row")?;
    rotate(&db, step(&refreshed, 0, NOW)).await?.context("a step")?;
    assert!(!rekey(&db, &read, next(&read, NOW)).await?, "refreshed meanwhile");
    let read = sessions::find(&db, &merged).await?.context("a row")?;
    let of_merge = read.clone();
    db.write(async move |tx| sessions::replace_payload(tx, &of_merge, r#"{"a":1}"#, NOW).await)
        .await?;
    assert!(!rekey(&db, &read, next(&read, NOW)).await?, "merged meanwhile");
    let read = sessions::find(&db, &merged).await?.context("a row")?;
    assert!(!rekey(&db, &read, next(&read, NOW + HOUR)).await?, "expired");
    assert_eq!(sessions::find(&db, &merged).await?.context("a row")?.generation, 0);
    Ok(())
}

tests::on_both_engines!(
    everything_that_a_proof_changes_is_written_at_once,
    a_refresh_that_read_the_row_before_takes_no_step,
    a_row_that_changed_since_it_was_read_stays_as_it_is,
);
