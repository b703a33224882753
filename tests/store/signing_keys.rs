//! Signing keys: one active, one next, whoever comes first.

use anyhow::Result;
use backend::store::Db;
use backend::store::signing_keys::{self as store, KeyState, SigningKeyRow};
use futures_util::future::join_all;
use tests::Database;

use crate::rows::{HOUR, NOW};

fn key(kid: &str, state: KeyState) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.to_owned(),
        algorithm: "ES256".to_owned(),
        state,
        public_jwk: "{}".to_owned(),
        sealed_private: vec![0, 1, 255],
        key_id: "0011223344556677".to_owned(),
        token_validity: HOUR,
        created_at: NOW,
        changed_at: NOW,
    }
}

async fn insert(db: &Db, row: SigningKeyRow) -> Result<bool> {
    Ok(db.write(|tx| Box::pin(async move { store::insert_if_free(tx, &row).await })).await?)
}

async fn promote(db: &Db, next: &'static str, active: &'static str) -> Result<bool> {
    let write = db
        .write(move |tx| Box::pin(async move { store::promote(tx, next, active, NOW + 1).await }));
    Ok(write.await?)
}

async fn states(db: &Db) -> Result<Vec<(String, KeyState)>> {
    let mut rows: Vec<_> =
        store::list(db).await?.into_iter().map(|row| (row.kid, row.state)).collect();
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
    let rows = store::list(&db).await?;
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.sealed_private == [0, 1, 255]));
    Ok(())
}

async fn of_processes_that_start_together_one_makes_the_key(
    Database { db, url }: Database,
) -> Result<()> {
    let second = Db::connect(&url).await?;
    let attempts = [&db, &second].into_iter().cycle().take(20).enumerate().map(|(n, process)| {
        let process = process.clone();
        tokio::spawn(async move { insert(&process, key(&format!("k{n}"), KeyState::Active)).await })
    });
    let mut winners = 0;
    for outcome in join_all(attempts).await {
        winners += usize::from(outcome??);
    }
    assert_eq!(winners, 1);
    assert_eq!(store::list(&second).await?.len(), 1);
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
        let write =
            db.write(move |tx| Box::pin(async move { store::delete(tx, "a", state).await }));
        assert_eq!(write.await?, gone);
    }
    assert!(states(&db).await?.is_empty());
    Ok(())
}

tests::on_both_engines!(
    one_is_active_and_one_is_next,
    of_processes_that_start_together_one_makes_the_key,
    a_promotion_happens_once_and_whole,
    a_key_is_forgotten_in_the_state_that_was_seen_only,
);
