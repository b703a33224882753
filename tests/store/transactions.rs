//! `Db::write`: all or nothing.

use anyhow::Result;
use backend::account::users;
use db::DbError;
use session::store::{sessions, user_sessions};
use shared::TenantId;
use tests::Database;

use tests::rows::{NOW, insert_user, live, session, user};

async fn an_error_rolls_back_everything(Database { db, .. }: Database) -> Result<()> {
    let (row, new) = (session("h1")?, user("u1")?);
    let failed: db::Result<()> = db
        .write(async move |tx| {
            users::insert_if_free(tx, &new, &TenantId::public()).await?;
            sessions::insert(tx, &row).await?;
            Err(DbError::Conflict("something"))
        })
        .await;
    assert!(failed.is_err());
    assert!(!users::any_exists(&db).await?);
    assert!(sessions::find(&db, &"h1".parse()?).await?.is_none());
    // And the writer is free again.
    assert!(insert_user(&db, user("u1")?, &TenantId::public()).await?);
    Ok(())
}

async fn a_failed_statement_rolls_back_those_before_it(
    Database { db, .. }: Database,
) -> Result<()> {
    let row = session("h1")?;
    let twice = db
        .write(async move |tx| {
            sessions::insert(tx, &row).await?;
            sessions::insert(tx, &row).await
        })
        .await;
    assert!(twice.is_err());
    assert!(sessions::find(&db, &"h1".parse()?).await?.is_none());
    Ok(())
}

async fn an_abandoned_write_leaves_nothing_behind(Database { db, .. }: Database) -> Result<()> {
    let row = session("h1")?;
    let inside = std::sync::Arc::new(tokio::sync::Notify::new());
    let (writer, entered) = (db.clone(), std::sync::Arc::clone(&inside));
    let task = tokio::spawn(async move {
        writer
            .write(async move |tx| {
                sessions::insert(tx, &row).await?;
                entered.notify_one();
                std::future::pending::<()>().await;
                Ok(())
            })
            .await
    });
    inside.notified().await;
    task.abort();
    assert!(task.await.is_err_and(|error| error.is_cancelled()));
    assert!(insert_user(&db, user("u1")?, &TenantId::public()).await?, "the writer is free again");
    assert!(sessions::find(&db, &"h1".parse()?).await?.is_none());
    Ok(())
}

async fn what_was_written_is_seen_by_every_reader_at_once(
    Database { db, url }: Database,
) -> Result<()> {
    let second = backend::database::connect(&url).await?;
    for n in 0..20 {
        let row = session(&format!("h{n}"))?;
        let handle = row.session_handle.clone();
        db.write(async move |tx| sessions::insert(tx, &row).await).await?;
        assert!(sessions::find(&db, &handle).await?.is_some());
        assert!(sessions::find(&second, &handle).await?.is_some());
    }
    second.close().await;
    Ok(())
}

async fn statements_are_counted(Database { db, .. }: Database) -> Result<()> {
    let before = db.query_count();
    sessions::find(&db, &"h1".parse()?).await?;
    assert_eq!(db.query_count() - before, 1);
    let row = session("h1")?;
    db.clone().write(async move |tx| sessions::insert(tx, &row).await).await?;
    assert_eq!(db.query_count() - before, 2);
    user_sessions::list_handles(&db, &"u1".parse()?, None, &live(NOW)).await?;
    assert_eq!(db.query_count() - before, 3);
    Ok(())
}

tests::on_both_engines!(
    an_error_rolls_back_everything,
    a_failed_statement_rolls_back_those_before_it,
    an_abandoned_write_leaves_nothing_behind,
    what_was_written_is_seen_by_every_reader_at_once,
    statements_are_counted,
);
