//! Signing keys: one active, one next, and the process that comes first makes them.

use std::time::Duration;

use anyhow::Result;
use db::Db;
use db::DbError;
use futures_util::future::join_all;
use session::store::StoredDuration;
use session::store::signing_keys::{self as store, KeyState, SigningKeyRow, StateChange};
use tests::Database;

use tests::rows::{HOUR, NOW};

fn key(kid: &str, state: KeyState) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.to_owned(),
        algorithm: "ES256".to_owned(),
        state,
        public_jwk: "{}".to_owned(),
        sealed_private: vec![0, 1, 255],
        key_id: "0011223344556677".to_owned(),
        mac: format!("{kid} {}", state.as_str()).into_bytes(),
        token_validity: StoredDuration(HOUR),
        created_at: NOW,
        changed_at: NOW,
    }
}

async fn insert(db: &Db, row: SigningKeyRow) -> Result<bool> {
    Ok(db.write(async move |tx| store::insert_if_free(tx, &row).await).await?)
}

/// The way of a key from the state that it is in to another one.
fn change(kid: &str, from: KeyState, to: KeyState) -> StateChange {
    let mac = |state| key(kid, state).mac;
    StateChange { kid: kid.to_owned(), from, from_mac: mac(from), to, mac: mac(to) }
}

async fn promote(db: &Db, next: &str, active: &str) -> Result<bool> {
    let next = change(next, KeyState::Next, KeyState::Active);
    let active = change(active, KeyState::Active, KeyState::Retiring);
    let write = db.write(async move |tx| {
        store::promote(tx, &next, &active, NOW + Duration::from_millis(1)).await
    });
    Ok(write.await?)
}

async fn states(db: &Db) -> Result<Vec<(String, KeyState)>> {
    let mut rows: Vec<_> =
        store::list(db).await?.rows.into_iter().map(|row| (row.kid, row.state)).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(rows)
}

async fn one_is_active_and_one_is_next(Database { db, .. }: Database) -> Result<()> {
    assert!(insert(&db, key("a", KeyState::Active)).await?);
    assert!(!insert(&db, key("b", KeyState::Active)).await?);
    assert!(insert(&db, key("c", KeyState::Next)).await?);
    assert!(!insert(&db, key("d", KeyState::Next)).await?);
    assert!(!insert(&db, key("a", KeyState::Retiring)).await?, "the kid is taken");
    assert!(insert(&db, key("e", KeyState::Retiring)).await?);
    assert!(insert(&db, key("f", KeyState::Retiring)).await?);
    let rows = store::list(&db).await?.rows;
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.sealed_private == [0, 1, 255]));
    Ok(())
}

async fn of_processes_that_start_together_one_makes_the_key(
    Database { db, url }: Database,
) -> Result<()> {
    let second = backend::database::connect(&url).await?;
    let attempts = [&db, &second].into_iter().cycle().take(20).enumerate().map(|(n, process)| {
        let process = process.clone();
        tokio::spawn(async move { insert(&process, key(&format!("k{n}"), KeyState::Active)).await })
    });
    let mut winners = 0;
    for outcome in join_all(attempts).await {
        winners += usize::from(outcome??);
    }
    assert_eq!(winners, 1);
    assert_eq!(store::list(&second).await?.rows.len(), 1);
    second.close().await;
    Ok(())
}

async fn a_promotion_happens_once_and_whole(Database { db, .. }: Database) -> Result<()> {
    insert(&db, key("a", KeyState::Active)).await?;
    insert(&db, key("b", KeyState::Next)).await?;
    // A next key that is not there: the active one must stay.
    assert!(promote(&db, "x", "a").await.is_err());
    assert_eq!(states(&db).await?[0], ("a".to_owned(), KeyState::Active));
    let attempts = (0..8).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { promote(&db, "b", "a").await })
    });
    let mut winners = 0;
    for outcome in join_all(attempts).await {
        winners += usize::from(outcome??);
    }
    assert_eq!(winners, 1);
    let expected = [("a".to_owned(), KeyState::Retiring), ("b".to_owned(), KeyState::Active)];
    assert_eq!(states(&db).await?, expected);
    Ok(())
}

async fn a_key_is_forgotten_in_the_state_that_was_seen_only(
    Database { db, .. }: Database,
) -> Result<()> {
    insert(&db, key("a", KeyState::Active)).await?;
    for (state, gone) in [(KeyState::Retiring, false), (KeyState::Active, true)] {
        let write = db.write(async move |tx| store::delete(tx, "a", state).await);
        assert_eq!(write.await?, gone);
    }
    assert!(states(&db).await?.is_empty());
    Ok(())
}

async fn a_row_that_changed_meanwhile_is_neither_promoted_nor_resealed_nor_removed(
    Database { db, .. }: Database,
) -> Result<()> {
    insert(&db, key("a", KeyState::Active)).await?;
    insert(&db, key("b", KeyState::Next)).await?;
    let mut stale = key("b", KeyState::Next);
    stale.mac = vec![7];
    let removed = stale.clone();
    let write = db.write(async move |tx| store::remove(tx, &removed).await);
    assert!(!write.await?);
    let sealed = |mac_before: &[u8], row: &SigningKeyRow| {
        let key = SigningKeyRow { key_id: "new".to_owned(), ..row.clone() };
        (mac_before.to_vec(), key)
    };
    // One of the two is not as it was read: both stay as they are.
    let (a, good) = (key("a", KeyState::Active), key("b", KeyState::Next));
    let half = vec![sealed(&a.mac, &a), sealed(&stale.mac, &good)];
    let write = db.write(async move |tx| store::reseal(tx, &half).await);
    assert!(matches!(write.await, Err(DbError::Conflict(_))));
    assert!(store::list(&db).await?.rows.iter().all(|row| row.key_id == a.key_id));
    let both = vec![sealed(&a.mac, &a), sealed(&good.mac, &good)];
    db.write(async move |tx| store::reseal(tx, &both).await).await?;
    assert!(store::list(&db).await?.rows.iter().all(|row| row.key_id == "new"));
    let write = db.write(async move |tx| store::remove(tx, &good).await);
    assert!(write.await?);
    assert!(promote(&db, "b", "a").await.is_err(), "the next key is gone");
    Ok(())
}

tests::on_both_engines!(
    a_row_that_changed_meanwhile_is_neither_promoted_nor_resealed_nor_removed,
    one_is_active_and_one_is_next,
    of_processes_that_start_together_one_makes_the_key,
    a_promotion_happens_once_and_whole,
    a_key_is_forgotten_in_the_state_that_was_seen_only,
);
