//! Opening and migrating.

use anyhow::Result;
use backend::account::tenants;
use db::ConnectError;
use futures_util::future::join_all;
use shared::TenantId;
use tests::Database;

use tests::rows::{insert_tenant, stored_session};

async fn opening_again_migrates_nothing_and_keeps_everything(
    Database { db, url }: Database,
) -> Result<()> {
    stored_session(&db, "h1").await?;
    let acme = insert_tenant(&db, "acme").await?;
    for _ in 0..2 {
        let again = backend::database::connect(&url).await?;
        assert!(tenants::exists(&again, &acme).await?);
        assert!(tenants::exists(&again, &TenantId::public()).await?);
        assert!(session::store::sessions::find(&again, &"h1".parse()?).await?.is_some());
        again.close().await;
    }
    Ok(())
}

async fn many_may_open_at_once(Database { db, url }: Database) -> Result<()> {
    let opening = (0..6).map(|_| backend::database::connect(&url));
    for opened in join_all(opening).await {
        let opened = opened?;
        opened.ping().await?;
        opened.close().await;
    }
    db.ping().await?;
    Ok(())
}

async fn a_closed_database_says_so(Database { db, url }: Database) -> Result<()> {
    let other = backend::database::connect(&url).await?;
    other.close().await;
    assert!(other.ping().await.is_err());
    assert!(tenants::exists(&other, &TenantId::public()).await.is_err());
    db.ping().await?;
    Ok(())
}

tests::on_both_engines!(
    opening_again_migrates_nothing_and_keeps_everything,
    many_may_open_at_once,
    a_closed_database_says_so,
);

#[tokio::test]
async fn an_unknown_engine_is_refused_by_the_settings_name() {
    for url in ["mysql://localhost/x", "file.db", ""] {
        let error = backend::database::connect(url).await.expect_err("refused");
        assert!(matches!(error, ConnectError::UnknownEngine), "{url}");
        assert!(error.to_string().contains("DATABASE_URL"));
    }
}

#[tokio::test]
async fn no_error_shows_the_databases_password() {
    for url in [
        "postgres://ada:hunter2@127.0.0.1:1/latchkey",
        "postgres://ada:hunter2@127.0.0.1:notaport/latchkey",
        "postgres://ada:hunter2@",
    ] {
        let error = backend::database::connect(url).await.expect_err("no server is there");
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
    }
}
