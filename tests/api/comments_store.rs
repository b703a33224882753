//! The SQL of comments and likes, on both engines: per tenant, likes idempotent.

use std::time::Duration;

use anyhow::Result;
use backend::account::users;
use backend::comments::store::{self as comments, NewComment};
use db::{Db, DbError};
use futures_util::future::join_all;
use shared::comments::CommentId;
use shared::{TenantId, Timestamp, UserId};
use tests::Database;
use tests::plans::no_whole_table_is_read;
use tests::rows::{NOW, insert_tenant, insert_user, user};

async fn write(
    db: &Db,
    id: &str,
    tenant: &TenantId,
    author: &str,
    at: Timestamp,
) -> Result<Option<String>> {
    let new = NewComment {
        id: id.parse()?,
        tenant_id: tenant.clone(),
        author_id: author.parse()?,
        text: format!("text of {id} ä 🗝"),
        created_at: at,
    };
    Ok(db.write(async move |tx| comments::insert(tx, &new).await).await?)
}

async fn like(db: &Db, tenant: &TenantId, id: &str, user: &str) -> Result<Option<i64>> {
    let (tenant, id, user): (_, CommentId, UserId) = (tenant.clone(), id.parse()?, user.parse()?);
    Ok(db.write(async move |tx| comments::like(tx, &tenant, &id, &user).await).await?)
}

/// Two tenants with a user each, `u1` in the default one and `u2` in the other.
async fn two_tenants(db: &Db) -> Result<(TenantId, TenantId)> {
    let (public, acme) = (TenantId::public(), insert_tenant(db, "acme").await?);
    insert_user(db, user("u1")?, &public).await?;
    insert_user(db, user("u2")?, &acme).await?;
    Ok((public, acme))
}

async fn comments_are_listed_per_tenant_newest_first(Database { db, .. }: Database) -> Result<()> {
    let (public, acme) = two_tenants(&db).await?;
    for n in 0..60 {
        // Several of one moment: the order must still be the same on both engines.
        write(&db, &format!("c{n:02}"), &public, "u1", NOW + Duration::from_millis(n / 3)).await?;
    }
    assert_eq!(write(&db, "other", &acme, "u2", NOW).await?.as_deref(), Some("u2"));
    let listed = comments::list(&db, &public, &"u1".parse()?).await?;
    let ids: Vec<_> = listed.iter().map(|comment| comment.id.as_str().to_owned()).collect();
    let expected: Vec<_> = (10..60).rev().map(|n| format!("c{n:02}")).collect();
    assert_eq!(ids, expected, "the newest fifty");
    assert_eq!(listed[0].text, "text of c59 ä 🗝");
    assert_eq!((listed[0].author.as_str(), listed[0].likes), ("u1", 0));
    let found = comments::find(&db, &public, &listed[0].id, &"u1".parse()?).await?;
    assert_eq!(found.as_ref(), listed.first(), "alone as in the list");
    assert!(comments::find(&db, &acme, &listed[0].id, &"u1".parse()?).await?.is_none());
    Ok(())
}

async fn a_user_of_another_tenant_writes_and_likes_nothing(
    Database { db, .. }: Database,
) -> Result<()> {
    let (public, acme) = two_tenants(&db).await?;
    assert!(write(&db, "c1", &public, "u2", NOW).await?.is_none());
    assert!(write(&db, "c1", &public, "nobody", NOW).await?.is_none());
    write(&db, "c1", &public, "u1", NOW).await?;
    assert_eq!(like(&db, &acme, "c1", "u2").await?, None, "a comment of another tenant");
    assert_eq!(like(&db, &public, "c2", "u1").await?, None, "no such comment");
    assert_eq!(like(&db, &public, "c1", "nobody").await?, None, "no such user");
    assert_eq!(like(&db, &public, "c1", "u2").await?, None, "a user of another tenant");
    assert_eq!(comments::list(&db, &public, &"u1".parse()?).await?[0].likes, 0);
    Ok(())
}

async fn liking_many_times_at_once_is_liking_once(Database { db, .. }: Database) -> Result<()> {
    let (public, _) = two_tenants(&db).await?;
    insert_user(&db, user("u3")?, &public).await?;
    write(&db, "c1", &public, "u1", NOW).await?;
    let attempts = (0..20).map(|_| {
        let (db, public) = (db.clone(), public.clone());
        tokio::spawn(async move { like(&db, &public, "c1", "u1").await })
    });
    for outcome in join_all(attempts).await {
        assert_eq!(outcome??, Some(1));
    }
    assert_eq!(like(&db, &public, "c1", "u3").await?, Some(2));
    let seen = comments::list(&db, &public, &"u3".parse()?).await?;
    assert_eq!((seen[0].likes, seen[0].liked_by_me), (2, true));
    let seen = comments::list(&db, &public, &"u2".parse()?).await?;
    assert_eq!((seen[0].likes, seen[0].liked_by_me), (2, false));
    Ok(())
}

async fn what_a_user_wrote_and_liked_goes_with_them(Database { db, .. }: Database) -> Result<()> {
    let (public, _) = two_tenants(&db).await?;
    insert_user(&db, user("u3")?, &public).await?;
    write(&db, "c1", &public, "u1", NOW).await?;
    write(&db, "c3", &public, "u3", NOW + Duration::from_millis(1)).await?;
    like(&db, &public, "c1", "u3").await?;
    let gone: UserId = "u3".parse()?;
    let deleted = db.write(async move |tx| users::delete(tx, &gone).await);
    assert!(deleted.await?);
    let left = comments::list(&db, &public, &"u1".parse()?).await?;
    assert_eq!((left.len(), left[0].id.as_str(), left[0].likes), (1, "c1", 0));
    Ok(())
}

/// A comment whose author is deleted before it is stored: both engines refuse it, and say why.
async fn a_comment_of_an_author_who_is_gone_is_a_foreign_key_violation(
    Database { db, .. }: Database,
) -> Result<()> {
    let (public, _) = two_tenants(&db).await?;
    let (gone, other) = ("u1".parse::<UserId>()?, db.clone());
    let written = db
        .write(async move |tx| {
            let new = NewComment {
                id: "c1".parse().map_err(|_| DbError::Conflict("an id"))?,
                tenant_id: public,
                author_id: gone.clone(),
                text: "text".to_owned(),
                created_at: NOW,
            };
            comments::insert(tx, &new).await?;
            users::delete(tx, &gone).await?;
            // The deletion took the comment along; now there is no author to write one.
            comments::store(tx, &new).await
        })
        .await;
    assert!(written.is_err_and(|error| error.is_foreign_key_violation()));
    assert!(users::find(&other, &"u1".parse()?).await?.is_some(), "all of it was rolled back");
    Ok(())
}

tests::on_both_engines!(
    a_comment_of_an_author_who_is_gone_is_a_foreign_key_violation,
    comments_are_listed_per_tenant_newest_first,
    a_user_of_another_tenant_writes_and_likes_nothing,
    liking_many_times_at_once_is_liking_once,
    what_a_user_wrote_and_liked_goes_with_them,
);

#[tokio::test]
async fn no_statement_reads_a_whole_table() -> Result<()> {
    let asked = async |db: &Db| {
        let (public, _) = two_tenants(db).await?;
        write(db, "c1", &public, "u1", NOW).await?;
        like(db, &public, "c1", "u1").await?;
        comments::find(db, &public, &"c1".parse()?, &"u1".parse()?).await?;
        comments::list(db, &public, &"u1".parse()?).await?;
        Ok(())
    };
    no_whole_table_is_read(8, asked).await
}
