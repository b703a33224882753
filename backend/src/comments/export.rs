//! What a user wrote and liked, for the export of their account. In all tenants: it is the user's.

use serde::Serialize;
use serde_json::json;
use shared::comments::CommentId;
use shared::{TenantId, Timestamp, UserId};
use sqlx::FromRow;

use crate::features::{EXPORT_LIMIT, ExportFuture, exported};
use db::{Db, Result, read};

#[derive(Serialize, FromRow)]
#[serde(rename_all = "camelCase")]
struct Written {
    #[sqlx(try_from = "String")]
    comment_id: CommentId,
    #[sqlx(try_from = "String")]
    tenant_id: TenantId,
    text: String,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
}

/// The comments that a user wrote, and the ids of those they like.
pub(super) fn of_user<'a>(db: &'a Db, user: &'a UserId) -> ExportFuture<'a> {
    Box::pin(async move {
        let (written, liked) = (list_written(db, user).await?, list_liked(db, user).await?);
        Ok(json!({"written": exported(&written), "liked": exported(&liked)}))
    })
}

async fn list_written(db: &Db, user: &UserId) -> Result<Vec<Written>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT comment_id, tenant_id, text, created_at FROM comments WHERE author_id = $1 \
         ORDER BY created_at DESC, comment_id DESC LIMIT $2"
    )
    .bind(user.as_str())
    .bind(EXPORT_LIMIT)
    .fetch_all(connection)
    .await)
}

async fn list_liked(db: &Db, user: &UserId) -> Result<Vec<String>> {
    read!(db, |connection| sqlx::query_scalar(
        "SELECT comment_id FROM comment_likes WHERE user_id = $1 ORDER BY comment_id LIMIT $2"
    )
    .bind(user.as_str())
    .bind(EXPORT_LIMIT)
    .fetch_all(connection)
    .await)
}
