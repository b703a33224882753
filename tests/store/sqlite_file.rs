//! What is SQLite's own: the file, its mode, its journal, and many openers of an empty one.

use std::path::Path;

use anyhow::Result;
use backend::store::{Db, tenants};
use futures_util::future::join_all;
use shared::TenantId;

use crate::rows::stored_session;

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_open_an_empty_file_at_once() -> Result<()> {
    for _ in 0..5 {
        let folder = tempfile::tempdir()?;
        let url = url(&folder.path().join("store.db"));
        let opening = (0..8).map(|_| Db::connect(&url));
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
    let db = Db::connect(&url(&file)).await?;
    stored_session(&db, "h1").await?;
    for ending in ["", "-wal", "-shm"] {
        let path = format!("{}{ending}", file.display());
        let mode = std::fs::metadata(&path)?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{path}");
    }
    db.close().await;
    Ok(())
}

#[tokio::test]
async fn closing_folds_the_journal_into_the_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.db");
    let db = Db::connect(&url(&file)).await?;
    let handle = stored_session(&db, "h1").await?;
    db.close().await;
    assert!(!folder.path().join("store.db-wal").exists());
    // The file alone is the whole database: a copy of it is a backup.
    let copy = folder.path().join("copy.db");
    std::fs::copy(&file, &copy)?;
    let db = Db::connect(&url(&copy)).await?;
    assert!(backend::store::sessions::find(&db, &handle).await?.is_some());
    db.close().await;
    Ok(())
}

#[tokio::test]
async fn readers_do_not_wait_for_the_writer() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let db = Db::connect(&url(&folder.path().join("store.db"))).await?;
    let handle = stored_session(&db, "h1").await?;
    let reader = db.clone();
    db.write(move |tx| {
        Box::pin(async move {
            backend::store::sessions::delete(tx, &handle).await?;
            // Inside the transaction, and before it: the reader still sees the row.
            let seen = backend::store::sessions::find(&reader, &handle).await?;
            assert!(seen.is_some());
            Ok(())
        })
    })
    .await?;
    db.close().await;
    Ok(())
}
