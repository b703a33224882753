//! Session rows: each step of the rotation is one conditional statement.

use std::time::Duration;

use anyhow::{Context, Result};
use db::Db;
use futures_util::future::join_all;
use session::store::sessions::{self, SessionRow};
use shared::{SessionHandle, Timestamp};
use tests::Database;

use tests::rows::{HOUR, NOW, insert_session, live, rotate, session, step, stored_session};

async fn found(db: &Db, handle: &SessionHandle) -> Result<SessionRow> {
    sessions::find(db, handle).await?.context("the row is gone")
}

async fn a_row_comes_back_as_it_was_written(Database { db, .. }: Database) -> Result<()> {
    let mut row = session("h1")?;
    row.session_data = r#"{"text":"ä\u0000\" 🗝"}"#.to_owned();
    row.user_agent = None;
    row.address = Some("2001:db8::7".to_owned());
    row.expires_at = Timestamp::MAX;
    insert_session(&db, row.clone()).await?;
    let back = found(&db, &row.session_handle).await?;
    assert_eq!((back.seed, back.session_data), (row.seed, row.session_data));
    assert_eq!((back.user_agent, back.address), (row.user_agent, row.address));
    assert_eq!((back.expires_at, back.generation), (Timestamp::MAX, 0));
    assert_eq!(back.key_id, row.key_id);
    assert!(sessions::find(&db, &"h2".parse()?).await?.is_none());
    Ok(())
}

async fn two_rows_are_found_by_one_query(Database { db, .. }: Database) -> Result<()> {
    let (one, other) = (stored_session(&db, "h1").await?, stored_session(&db, "h2").await?);
    let unknown: SessionHandle = "h3".parse()?;
    for handles in [[&one, &other], [&other, &one], [&one, &one], [&unknown, &one]] {
        let before = db.query_count();
        let rows = sessions::find_two(&db, handles).await?;
        assert_eq!(db.query_count() - before, 1);
        for (row, handle) in rows.into_iter().zip(handles) {
            let found = row.map(|row| row.session_handle);
            assert_eq!(found.as_ref(), Some(handle).filter(|handle| **handle != unknown));
        }
    }
    Ok(())
}

async fn a_taken_handle_is_a_fault_and_changes_nothing(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let mut other = session("h1")?;
    other.user_id = "u2".parse()?;
    assert!(insert_session(&db, other).await.is_err());
    assert_eq!(found(&db, &handle).await?.user_id.as_str(), "u1");
    Ok(())
}

async fn a_step_writes_what_it_says_and_returns_the_payload(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let later = NOW + Duration::from_millis(5);
    let payload = rotate(&db, step(&handle, 0, later)).await?;
    assert_eq!(payload.as_deref(), Some(r#"{"iss":"me"}"#));
    let row = found(&db, &handle).await?;
    assert_eq!((row.generation, row.rotated_at, row.last_active_at), (1, later, later));
    assert_eq!((row.expires_at, row.created_at), (later + HOUR, NOW));
    assert_eq!(row.user_agent.as_deref(), Some("tests/2"));
    assert_eq!(row.address.as_deref(), Some("192.0.2.7"));
    Ok(())
}

async fn of_many_concurrent_steps_one_wins(Database { db, url }: Database) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let second = backend::database::connect(&url).await?;
    for generation in 0..5 {
        let attempts = [&db, &second].into_iter().cycle().take(20).map(|process| {
            let (process, step) = (process.clone(), step(&handle, generation, NOW));
            tokio::spawn(async move { rotate(&process, step).await })
        });
        let mut winners = 0;
        for outcome in join_all(attempts).await {
            winners += usize::from(outcome??.is_some());
        }
        assert_eq!(winners, 1, "generation {generation}");
        assert_eq!(found(&db, &handle).await?.generation, generation + 1);
    }
    second.close().await;
    Ok(())
}

async fn a_stale_or_future_generation_or_an_expired_row_is_not_stepped(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    rotate(&db, step(&handle, 0, NOW)).await?.context("the first step")?;
    for generation in [0, 2, -1] {
        assert!(rotate(&db, step(&handle, generation, NOW)).await?.is_none(), "{generation}");
    }
    assert!(rotate(&db, step(&handle, 1, NOW + HOUR)).await?.is_none(), "expired");
    assert!(rotate(&db, step(&"h2".parse()?, 0, NOW)).await?.is_none(), "unknown");
    assert_eq!(found(&db, &handle).await?.generation, 1);
    let last = NOW + HOUR - Duration::from_millis(1);
    assert!(rotate(&db, step(&handle, 1, last)).await?.is_some(), "the last moment");
    Ok(())
}

async fn delete(db: &Db, handle: &SessionHandle) -> Result<bool> {
    let handle = handle.clone();
    Ok(db.write(async move |tx| sessions::delete(tx, &handle).await).await?)
}

async fn a_session_ends_once(Database { db, .. }: Database) -> Result<()> {
    let (one, other) = (stored_session(&db, "h1").await?, stored_session(&db, "h2").await?);
    assert!(delete(&db, &one).await?);
    assert!(!delete(&db, &one).await?);
    assert!(rotate(&db, step(&one, 0, NOW)).await?.is_none(), "a step must not revive it");
    assert!(sessions::find(&db, &one).await?.is_none());
    found(&db, &other).await?;
    Ok(())
}

async fn only_a_row_older_than_the_token_counts_as_restored(
    Database { db, .. }: Database,
) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    rotate(&db, step(&handle, 0, NOW)).await?;
    for (generation, gone) in [(0, false), (1, false), (2, true), (3, false)] {
        let of_write = handle.clone();
        let deleted =
            db.write(async move |tx| sessions::delete_restored(tx, &of_write, generation).await);
        assert_eq!(deleted.await?, gone, "a token of generation {generation}");
    }
    Ok(())
}

async fn session_data_is_replaced_while_the_session_lives(
    Database { db, .. }: Database,
) -> Result<()> {
    let (one, other) = (stored_session(&db, "h1").await?, stored_session(&db, "h2").await?);
    let update = async |now| -> Result<bool> {
        let handle = one.clone();
        let update = db.write(async move |tx| {
            sessions::update_data(tx, &handle, r#"{"b":2}"#, &live(now)).await
        });
        Ok(update.await?)
    };
    assert!(!update(NOW + HOUR).await?, "expired");
    assert_eq!(found(&db, &one).await?.session_data, r#"{"a":1}"#);
    assert!(update(NOW + HOUR - Duration::from_millis(1)).await?);
    assert_eq!(found(&db, &one).await?.session_data, r#"{"b":2}"#);
    assert_eq!(found(&db, &other).await?.session_data, r#"{"a":1}"#);
    delete(&db, &one).await?;
    assert!(!update(NOW).await?, "gone");
    Ok(())
}

tests::on_both_engines!(
    a_row_comes_back_as_it_was_written,
    two_rows_are_found_by_one_query,
    a_taken_handle_is_a_fault_and_changes_nothing,
    a_step_writes_what_it_says_and_returns_the_payload,
    of_many_concurrent_steps_one_wins,
    a_stale_or_future_generation_or_an_expired_row_is_not_stepped,
    a_session_ends_once,
    only_a_row_older_than_the_token_counts_as_restored,
    session_data_is_replaced_while_the_session_lives,
);
