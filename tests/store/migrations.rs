//! Databases of before keep what is in them.

use std::path::Path;

use anyhow::{Context, Result};
use backend::account::{own_account, tenants, user_tenants, users};
use db::Db;
use shared::{TenantId, UserId};
use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection};
use tests::Database;

/// A database whose migrations end before that of a number.
async fn of_before(database: &Database, number: i64) -> Result<(Db, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")?;
    let mut migrator = Migrator::new(root.join("migrations")).await?;
    migrator.migrations.to_mut().retain(|migration| migration.version < number);
    let mut url = database.url.clone();
    if url.starts_with("sqlite:") {
        url.push_str(".before");
    } else {
        let mut postgres = PgConnection::connect(&url).await?;
        sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            .execute(&mut postgres)
            .await?;
    }
    Ok((Db::connect(&url, &migrator).await?, url))
}

const BEFORE: [&str; 4] = [
    "INSERT INTO tenants (tenant_id, created_at, sign_up) VALUES ('acme', 1, 'closed')",
    "INSERT INTO users VALUES ('u1', 'public', 'a@example.com', 'hash', 5)",
    "INSERT INTO users VALUES ('u2', 'acme', 'a@example.com', 'hash', 5)",
    "INSERT INTO users VALUES ('u3', 'acme', 'b@example.com', 'hash', 5)",
];

async fn users_of_before_are_in_the_tenant_that_they_were_in(database: Database) -> Result<()> {
    let (old, url) = of_before(&database, 5).await?;
    for statement in BEFORE {
        let insert = async move |tx: &mut db::Tx| db::change!(tx, sqlx::query(statement));
        assert!(old.write(insert).await?);
    }
    old.close().await;
    let db = backend::database::connect(&url).await?;
    let (public, acme): (TenantId, TenantId) = (TenantId::public(), "acme".parse()?);
    for (id, tenant, email) in [
        ("u1", &public, "a@example.com"),
        ("u2", &acme, "a@example.com"),
        ("u3", &acme, "b@example.com"),
    ] {
        let id: UserId = id.parse()?;
        assert_eq!(user_tenants::list(&db, &id).await?, std::slice::from_ref(tenant));
        let found = users::find_by_email(&db, tenant, email).await?.context("found")?;
        assert_eq!((found.user_id, found.password_hash.as_str()), (id.clone(), "hash"));
        let account = own_account::find(&db, &id).await?.context("found")?;
        assert_eq!(account.password_changed, None);
    }
    let listed = tenants::list_listed(&db).await?;
    assert_eq!(listed.len(), 1, "of before none but the default one is listed");
    assert_eq!(listed[0].tenant_id, public);
    db.close().await;
    Ok(())
}

tests::on_both_engines!(users_of_before_are_in_the_tenant_that_they_were_in);
