//! What is SQLite's own: the file, its mode, its journal, and many openers of an empty one.

use std::path::Path;

use anyhow::Result;
use backend::account::tenants;
use futures_util::future::join_all;
use shared::TenantId;
use sqlx::SqlitePool;

use tests::rows::stored_session;

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_open_an_empty_file_at_once() -> Result<()> {
    for _ in 0..5 {
        let folder = tempfile::tempdir()?;
        let url = url(&folder.path().join("store.db"));
        let opening = (0..8).map(|_| backend::database::connect(&url));
        for opened in join_all(opening).await {
            let db = opened?;
            assert!(tenants::exists(&db, &TenantId::public()).await?);
            db.close().await;
        }
    }
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_and_its_journal_are_the_owners_only() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("new/folder/store.db");
    let db = backend::database::connect(&url(&file)).await?;
    stored_session(&db, "h1").await?;
    for ending in ["", "-wal", "-shm"] {
        let path = format!("{}{ending}", file.display());
        let mode = std::fs::metadata(&path)?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{path}");
    }
    db.close().await;
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn files_that_others_can_read_are_taken_from_them() -> Result<()> {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.db");
    let first = backend::database::connect(&url(&file)).await?;
    stored_session(&first, "h1").await?;
    let path = |ending: &str| format!("{}{ending}", file.display());
    let mode = |ending: &str| anyhow::Ok(metadata(path(ending))?.permissions().mode() & 0o777);
    assert_eq!(mode(".lock")?, 0o600);
    for ending in ["", "-wal", "-shm"] {
        set_permissions(path(ending), Permissions::from_mode(0o644))?;
    }
    let second = backend::database::connect(&url(&file)).await?;
    for ending in ["", "-wal", "-shm"] {
        assert_eq!(mode(ending)?, 0o600, "{ending}");
    }
    second.close().await;
    first.close().await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_is_never_given_up_is_named_after_ten_seconds() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.db");
    let held = std::fs::File::create(folder.path().join("store.db.lock"))?;
    held.lock()?;
    let (url, limit) = (url(&file), std::time::Duration::from_secs(11));
    let opening = tokio::time::timeout(limit, backend::database::connect(&url));
    let error = opening.await.expect("within eleven seconds").expect_err("the lock is held");
    assert!(error.to_string().contains("store.db.lock"), "{error}");
    Ok(())
}

#[tokio::test]
async fn closing_folds_the_journal_into_the_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.db");
    let db = backend::database::connect(&url(&file)).await?;
    let handle = stored_session(&db, "h1").await?;
    db.close().await;
    assert!(!folder.path().join("store.db-wal").exists());
    // The file alone is the whole database: a copy of it is a backup.
    let copy = folder.path().join("copy.db");
    std::fs::copy(&file, &copy)?;
    let db = backend::database::connect(&url(&copy)).await?;
    assert!(session::store::sessions::find(&db, &handle).await?.is_some());
    db.close().await;
    Ok(())
}

#[tokio::test]
async fn readers_do_not_wait_for_the_writer() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let db = backend::database::connect(&url(&folder.path().join("store.db"))).await?;
    let handle = stored_session(&db, "h1").await?;
    let reader = db.clone();
    db.write(async move |tx| {
        session::store::sessions::delete(tx, &handle).await?;
        // Inside the transaction, and before it: the reader still sees the row.
        let seen = session::store::sessions::find(&reader, &handle).await?;
        assert!(seen.is_some());
        Ok(())
    })
    .await?;
    db.close().await;
    Ok(())
}

#[tokio::test]
async fn a_migration_that_was_edited_says_which_and_what_to_do() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.db");
    backend::database::connect(&url(&file)).await?.close().await;
    let tables = SqlitePool::connect(&url(&file)).await?;
    let edit = "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1";
    sqlx::query(edit).execute(&tables).await?;
    tables.close().await;
    let error = backend::database::connect(&url(&file)).await.expect_err("refused");
    let sentence = format!("{:#}", anyhow::Error::from(error));
    assert!(sentence.starts_with("migration 1 was edited"), "{sentence}");
    assert!(sentence.contains("add another one"), "{sentence}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named_with_its_reason_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("file"), "not a folder")?;
    let error = backend::database::connect(&url(&folder.path().join("file/store.db")))
        .await
        .expect_err("refused");
    let sentence = format!("{:#}", anyhow::Error::from(error));
    assert!(sentence.contains("DATABASE_URL"), "{sentence}");
    assert_eq!(sentence.matches("os error").count(), 1, "{sentence}");
    Ok(())
}
