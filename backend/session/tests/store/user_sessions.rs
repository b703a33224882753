//! The sessions of a user: which are live, and which end.

use anyhow::Result;
use db::Db;
use session::store::LiveFilter;
use session::store::session_pages::{self, PageQuery};
use session::store::sessions::{self, SessionRow};
use session::store::user_sessions as store;
use shared::{SessionHandle, TenantId, UserId};
use tests::Database;

use tests::rows::{HOUR, KEY_ID, NOW, insert_session, insert_tenant, live, session};

const DROPPED_KEY: &str = "0123456789abcdef";

/// Sessions of `u1` in two tenants; of them `expired` and `dropped` are not live. And one of `u2`.
async fn sessions_of_two(db: &Db) -> Result<TenantId> {
    let acme = insert_tenant(db, "acme").await?;
    for (handle, tenant, user, expires_at, key_id) in [
        ("here", TenantId::public(), "u1", NOW + HOUR, KEY_ID),
        ("there", acme.clone(), "u1", NOW + HOUR, KEY_ID),
        ("expired", acme.clone(), "u1", NOW, KEY_ID),
        ("dropped", acme.clone(), "u1", NOW + HOUR, DROPPED_KEY),
        ("foreign", acme.clone(), "u2", NOW + HOUR, KEY_ID),
    ] {
        let (user_id, key_id) = (user.parse()?, key_id.to_owned());
        let row = session(handle)?;
        let row = SessionRow { tenant_id: tenant, user_id, expires_at, key_id, ..row };
        insert_session(db, row).await?;
    }
    Ok(acme)
}

fn sorted(handles: impl IntoIterator<Item = SessionHandle>) -> Vec<String> {
    let mut handles: Vec<_> = handles.into_iter().map(String::from).collect();
    handles.sort();
    handles
}

async fn handles_are_listed_by_user_and_by_tenant(Database { db, .. }: Database) -> Result<()> {
    let acme = sessions_of_two(&db).await?;
    let user: UserId = "u1".parse()?;
    for (tenant, expected) in [(None, ["here", "there"].as_slice()), (Some(&acme), &["there"])] {
        let handles = store::list_handles(&db, &user, tenant, &live(NOW)).await?;
        assert_eq!(sorted(handles), expected);
    }
    Ok(())
}

async fn a_page_is_full_of_live_sessions(Database { db, .. }: Database) -> Result<()> {
    sessions_of_two(&db).await?;
    let (user, live) = ("u1".parse()?, live(NOW));
    for (limit, expected) in [(1, ["there"].as_slice()), (9, &["here", "there"])] {
        let query = PageQuery { user: &user, tenant: None, after: None, limit, live: &live };
        let page = session_pages::list(&db, &query).await?;
        assert_eq!(sorted(page.into_iter().map(|row| row.session_handle)), expected);
    }
    Ok(())
}

async fn sessions_end_by_user_and_by_tenant_and_the_live_ones_are_named(
    Database { db, .. }: Database,
) -> Result<()> {
    let acme = sessions_of_two(&db).await?;
    let user: UserId = "u1".parse()?;
    let ended = db.write(async move |tx| {
        store::delete_of_user(tx, &user, Some(&acme), None, &live(NOW)).await
    });
    assert_eq!(sorted(ended.await?), ["there"]);
    for (handle, is_there) in [
        ("here", true),
        ("there", false),
        ("expired", false),
        ("dropped", false),
        ("foreign", true),
    ] {
        let found = sessions::find(&db, &handle.parse()?).await?;
        assert_eq!(found.is_some(), is_there, "{handle}");
    }
    Ok(())
}

async fn a_row_that_is_not_live_goes_without_a_word(Database { db, .. }: Database) -> Result<()> {
    sessions_of_two(&db).await?;
    for (handle, was_live) in
        [("here", true), ("here", false), ("expired", false), ("dropped", false), ("none", false)]
    {
        let handle: SessionHandle = handle.parse()?;
        let of_write = handle.clone();
        let deleted = db.write(async move |tx| store::delete_live(tx, &of_write, &live(NOW)).await);
        assert_eq!(deleted.await?, was_live, "{handle}");
        assert!(sessions::find(&db, &handle).await?.is_none());
    }
    Ok(())
}

async fn what_is_not_live_is_not_written(Database { db, .. }: Database) -> Result<()> {
    sessions_of_two(&db).await?;
    let write = async |handle: &'static str, live: LiveFilter| -> Result<bool> {
        let handle: SessionHandle = handle.parse()?;
        let write = db.write(async move |tx| sessions::update_data(tx, &handle, "{}", &live).await);
        Ok(write.await?)
    };
    for handle in ["expired", "dropped", "none"] {
        assert!(!write(handle, live(NOW)).await?, "{handle}");
    }
    assert!(write("here", live(NOW)).await?);
    assert!(!write("here", LiveFilter::new(NOW, &[])).await?);
    Ok(())
}

tests::on_both_engines!(
    handles_are_listed_by_user_and_by_tenant,
    a_page_is_full_of_live_sessions,
    sessions_end_by_user_and_by_tenant_and_the_live_ones_are_named,
    a_row_that_is_not_live_goes_without_a_word,
    what_is_not_live_is_not_written,
);
