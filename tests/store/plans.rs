//! No query of an ordinary request, and no foreign key, reads a whole table on either engine.

use anyhow::{Context, Result, bail};
use backend::account::{own_account, tenants, user_tenants, users};
use backend::activity::store as activity;
use db::Db;
use session::store::session_pages::{self, PageQuery};
use session::store::{ended, sessions, user_sessions};
use shared::activity::ActivityKind;
use shared::{SessionHandle, TenantId, UserId};
use sqlx::{Connection, PgConnection};
use tests::plans::{Statements, no_whole_table_is_read, postgres_plan};
use tests::rows::{NOW, insert_user, live, rotate, session, step, stored_session, user};
use tests::{Database, on_postgres};

/// What requests ask of the tables that grow.
async fn ask_everything(db: &Db) -> Result<()> {
    let (public, ada): (TenantId, UserId) = (TenantId::public(), "u1".parse()?);
    tenants::exists(db, &public).await?;
    insert_user(db, user("u1")?, &public).await?;
    users::find(db, &ada).await?;
    users::find_by_email(db, &public, "u1@example.com").await?;
    own_account::find(db, &ada).await?;
    tenants::list_listed(db).await?;
    ask_of_activity(db, &ada).await?;
    let handle = stored_session(db, "h1").await?;
    sessions::find(db, &handle).await?;
    rotate(db, step(&handle, 0, NOW)).await?;
    ask_of_sessions(db, &handle).await?;
    let live = live(NOW);
    for tenant in [None, Some(&public)] {
        user_sessions::list_handles(db, &ada, tenant, &live).await?;
        for after in [None, Some((NOW, &handle))] {
            let query = PageQuery { user: &ada, tenant, after, limit: 20, live: &live };
            session_pages::list(db, &query).await?;
        }
    }
    db.write(async move |tx| users::delete(tx, &ada).await).await?;
    Ok(())
}

async fn ask_of_activity(db: &Db, user: &UserId) -> Result<()> {
    for after in [None, Some((NOW, "a1"))] {
        let query = activity::PageQuery { user, after, limit: 20 };
        activity::list(db, &query).await?;
    }
    activity::count(db, user, NOW, ActivityKind::SignInFailed).await?;
    activity::has_old(db, NOW).await?;
    let user = user.clone();
    db.write(async move |tx| {
        users::lock(tx, &user).await?;
        user_tenants::delete(tx, &"acme".parse().unwrap_or(TenantId::public()), &user).await?;
        activity::delete_old(tx, NOW, 1).await
    })
    .await?;
    Ok(())
}

async fn ask_of_sessions(db: &Db, handle: &SessionHandle) -> Result<()> {
    let row = sessions::find(db, handle).await?.context("a row")?;
    let (handle, user) = (handle.clone(), session("h1")?.user_id);
    db.write(async move |tx| {
        let live = live(NOW);
        users::lock_if_password_is(tx, &user, "hash 1").await?;
        users::replace_password_hash(tx, &user, "hash 1", "hash 2").await?;
        sessions::update_data(tx, &handle, "{}", &live).await?;
        sessions::replace_payload(tx, &row, "{}", NOW).await?;
        sessions::delete_restored(tx, &handle, 0).await?;
        ended::delete_as_read(tx, &row).await?;
        ended::delete_one(tx, &handle, &live).await?;
        ended::delete_others(tx, &user, &handle, &live).await?;
        user_sessions::delete_many(tx, &[handle], &live).await?;
        user_sessions::delete_of_user(tx, &user, None, None, &live).await?;
        Ok(())
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn nothing_that_requests_ask_reads_a_whole_table() -> Result<()> {
    no_whole_table_is_read(30, async |db| ask_everything(db).await).await
}

/// Not that what comes before it is read and thrown away, which costs more with every page.
#[tokio::test]
async fn a_page_begins_at_its_cursor() -> Result<()> {
    on_postgres(|Database { db, url }| async move {
        let (user, handle, live): (UserId, SessionHandle, _) =
            ("u1".parse()?, "h1".parse()?, live(NOW));
        let after = Some((NOW, &handle));
        let query = PageQuery { user: &user, tenant: None, after, limit: 20, live: &live };
        let asked = async { session_pages::list(&db, &query).await.map(drop).map_err(Into::into) };
        let statements = Statements::of(asked).await?;
        let [statement] = statements.as_slice() else { bail!("{statements:?}") };
        let mut postgres = PgConnection::connect(&url).await?;
        let plan = postgres_plan(&mut postgres, statement).await?;
        let condition =
            plan.lines().find(|line| line.contains("Index Cond")).context(plan.clone())?;
        assert!(condition.contains("ROW(created_at, "), "{plan}");
        Ok(())
    })
    .await
}
