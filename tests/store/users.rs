//! Users: one address once per tenant, and the lock that a password change waits for.

use anyhow::{Context, Result};
use backend::account::{tenants, users};
use db::Db;
use futures_util::future::join_all;
use session::store::{sessions, user_sessions};
use shared::{TenantId, UserId};
use tests::Database;

use tests::rows::{NOW, insert_tenant, insert_user, live, session, user};

async fn an_address_is_taken_once_per_tenant(Database { db, .. }: Database) -> Result<()> {
    let (public, acme) = (TenantId::public(), insert_tenant(&db, "acme").await?);
    let mut same = user("u2")?;
    same.email = "u1@example.com".to_owned();
    assert!(insert_user(&db, user("u1")?, &public).await?);
    assert!(!insert_user(&db, same.clone(), &public).await?);
    assert!(users::find(&db, &same.user_id).await?.is_none(), "and no row is left of it");
    assert!(insert_user(&db, same, &acme).await?);
    let found = users::find_by_email(&db, &public, "u1@example.com").await?.context("found")?;
    assert_eq!(found.user_id.as_str(), "u1");
    let found = users::find_by_email(&db, &acme, "u1@example.com").await?.context("found")?;
    assert_eq!(found.user_id.as_str(), "u2");
    assert!(users::find_by_email(&db, &acme, "U1@example.com").await?.is_none(), "as stored");
    Ok(())
}

async fn of_concurrent_sign_ups_of_one_address_one_wins(
    Database { db, .. }: Database,
) -> Result<()> {
    let attempts = (0..20).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut row = user(&format!("u{n}"))?;
            row.email = "ada@example.com".to_owned();
            insert_user(&db, row, &TenantId::public()).await
        })
    });
    let mut winners = 0;
    for outcome in join_all(attempts).await {
        winners += usize::from(outcome??);
    }
    assert_eq!(winners, 1);
    Ok(())
}

async fn a_user_needs_a_tenant(Database { db, .. }: Database) -> Result<()> {
    assert!(insert_user(&db, user("u1")?, &"nowhere".parse()?).await.is_err());
    assert!(!users::any_exists(&db).await?);
    Ok(())
}

async fn tenants_are_added_once_and_public_is_there(Database { db, .. }: Database) -> Result<()> {
    assert!(tenants::exists(&db, &TenantId::public()).await?);
    let acme: TenantId = "acme".parse()?;
    assert!(!tenants::exists(&db, &acme).await?);
    for added in [true, false] {
        let of_write = acme.clone();
        let write = db.write(async move |tx| {
            tenants::insert(tx, &of_write, tenants::SignUpPolicy::Open, NOW).await
        });
        assert_eq!(write.await?, added);
    }
    assert!(tenants::exists(&db, &acme).await?);
    Ok(())
}

async fn holds_password(db: &Db, id: &UserId, hash: &'static str) -> Result<bool> {
    let id = id.clone();
    let write = db.write(async move |tx| users::lock_if_password_is(tx, &id, hash).await);
    Ok(write.await?)
}

async fn change(db: &Db, id: &UserId, old: &'static str, new: &'static str) -> Result<bool> {
    let id = id.clone();
    let write = db.write(async move |tx| users::replace_password_hash(tx, &id, old, new).await);
    Ok(write.await?)
}

async fn the_password_lock_holds_for_the_hash_that_was_checked(
    Database { db, .. }: Database,
) -> Result<()> {
    insert_user(&db, user("u1")?, &TenantId::public()).await?;
    let id: UserId = "u1".parse()?;
    assert!(holds_password(&db, &id, "hash 1").await?);
    assert!(!holds_password(&db, &id, "hash 2").await?);
    assert!(!holds_password(&db, &"u2".parse()?, "hash 1").await?);
    assert!(change(&db, &id, "hash 1", "hash 2").await?);
    assert!(!change(&db, &id, "hash 1", "hash 3").await?, "it was changed meanwhile");
    assert!(!holds_password(&db, &id, "hash 1").await?);
    assert!(holds_password(&db, &id, "hash 2").await?);
    Ok(())
}

/// A sign-in that checked the old password and a change of it: whichever commits first, no session
/// of the old password is left.
async fn a_sign_in_and_a_password_change_leave_no_session_of_the_old_password(
    Database { db, .. }: Database,
) -> Result<()> {
    insert_user(&db, user("u1")?, &TenantId::public()).await?;
    let id: UserId = "u1".parse()?;
    for round in 0..20 {
        let (old, new) = if round % 2 == 0 { ("hash 1", "hash 2") } else { ("hash 2", "hash 1") };
        let (row, user) = (session(&format!("h{round}"))?, id.clone());
        let sign_in = db.write(async move |tx| {
            if users::lock_if_password_is(tx, &user, old).await? {
                sessions::insert(tx, &row).await?;
            }
            Ok(())
        });
        let user = id.clone();
        let password_change = db.write(async move |tx| {
            users::replace_password_hash(tx, &user, old, new).await?;
            user_sessions::delete_of_user(tx, &user, None, None, &live(NOW)).await
        });
        let (signed_in, changed) = tokio::join!(sign_in, password_change);
        signed_in?;
        changed?;
        let left = user_sessions::list_handles(&db, &id, None, &live(NOW)).await?;
        assert!(left.is_empty(), "round {round}");
    }
    Ok(())
}

tests::on_both_engines!(
    an_address_is_taken_once_per_tenant,
    of_concurrent_sign_ups_of_one_address_one_wins,
    a_user_needs_a_tenant,
    tenants_are_added_once_and_public_is_there,
    the_password_lock_holds_for_the_hash_that_was_checked,
    a_sign_in_and_a_password_change_leave_no_session_of_the_old_password,
);
