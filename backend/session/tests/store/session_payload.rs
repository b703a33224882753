//! The payload is replaced on condition that it is the one that was read.

use anyhow::{Context, Result};
use db::Db;
use futures_util::future::join_all;
use session::store::sessions::{self, SessionRow};
use shared::Timestamp;
use tests::Database;

use tests::rows::{HOUR, NOW, stored_session};

async fn replace(db: &Db, read: &SessionRow, json: &'static str, now: Timestamp) -> Result<bool> {
    let read = read.clone();
    let write = db.write(async move |tx| sessions::replace_payload(tx, &read, json, now).await);
    Ok(write.await?)
}

async fn only_the_payload_that_was_read_is_replaced(Database { db, .. }: Database) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let read = sessions::find(&db, &handle).await?.context("a row")?;
    assert!(!replace(&db, &read, r#"{"late":1}"#, NOW + HOUR).await?, "expired");
    assert!(replace(&db, &read, r#"{"a":1}"#, NOW).await?);
    assert!(!replace(&db, &read, r#"{"b":1}"#, NOW).await?, "read before the other's write");
    let row = sessions::find(&db, &handle).await?.context("a row")?;
    assert_eq!(row.access_token_payload, r#"{"a":1}"#);
    Ok(())
}

async fn of_concurrent_replacements_one_wins(Database { db, .. }: Database) -> Result<()> {
    let handle = stored_session(&db, "h1").await?;
    let read = sessions::find(&db, &handle).await?.context("a row")?;
    let attempts = (0..20).map(|_| {
        let (db, read) = (db.clone(), read.clone());
        tokio::spawn(async move { replace(&db, &read, r#"{"mine":1}"#, NOW).await })
    });
    let mut winners = 0;
    for outcome in join_all(attempts).await {
        winners += usize::from(outcome??);
    }
    assert_eq!(winners, 1);
    Ok(())
}

tests::on_both_engines!(
    only_the_payload_that_was_read_is_replaced,
    of_concurrent_replacements_one_wins,
);
