//! Rows to begin with, and short names for the writes that most tests make.

use std::time::Duration;

use anyhow::Result;
use backend::account::tenants;
use backend::account::users::{self, UserRow};
use db::Db;
use session::store::LiveFilter;
use session::store::sessions::{self, Rotation, SessionRow};
use shared::{SessionHandle, TenantId, Timestamp};

/// A moment in November 2026.
pub const NOW: Timestamp = Timestamp::from_secs(1_795_225_702);
/// One hour.
pub const HOUR: Duration = Duration::from_hours(1);

/// The server key of the sessions here.
pub const KEY_ID: &str = "0011223344556677";

/// Live are the sessions here, under one server key of two.
pub fn live(now: Timestamp) -> LiveFilter {
    LiveFilter::new(now, &["8899aabbccddeeff".to_owned(), KEY_ID.to_owned()])
}

/// A session of user `u1` in the default tenant, live for an hour.
pub fn session(handle: &str) -> Result<SessionRow> {
    Ok(SessionRow {
        session_handle: handle.parse()?,
        user_id: "u1".parse()?,
        tenant_id: TenantId::public(),
        key_id: KEY_ID.to_owned(),
        seed: (0..32).collect(),
        generation: 0,
        rotated_at: NOW,
        created_at: NOW,
        confirmed_at: NOW,
        last_active_at: NOW,
        expires_at: NOW + HOUR,
        absolute_expires_at: NOW + 2 * HOUR,
        session_data: r#"{"a":1}"#.to_owned(),
        access_token_payload: r#"{"iss":"me"}"#.to_owned(),
        user_agent: Some("tests/1".to_owned()),
        address: None,
    })
}

/// Stores a row.
///
/// # Errors
/// The database's faults.
pub async fn insert_session(db: &Db, row: SessionRow) -> Result<()> {
    Ok(db.write(async move |tx| sessions::insert(tx, &row).await).await?)
}

/// A session in the database.
pub async fn stored_session(db: &Db, handle: &str) -> Result<SessionHandle> {
    let row = session(handle)?;
    let handle = row.session_handle.clone();
    insert_session(db, row).await?;
    Ok(handle)
}

/// The step of a session that is presented at `generation`.
pub fn step(handle: &SessionHandle, generation: i64, now: Timestamp) -> Rotation {
    Rotation {
        session_handle: handle.clone(),
        from_generation: generation,
        now,
        expires_at: now + HOUR,
        user_agent: Some("tests/2".to_owned()),
        address: Some("192.0.2.7".to_owned()),
    }
}

/// Rotates.
///
/// # Errors
/// The database's faults.
pub async fn rotate(db: &Db, step: Rotation) -> Result<Option<String>> {
    Ok(db.write(async move |tx| sessions::rotate(tx, &step).await).await?)
}

/// A user with the address `<id>@example.com`.
///
/// # Errors
/// An id that is none.
pub fn user(id: &str) -> Result<UserRow> {
    Ok(UserRow {
        user_id: id.parse()?,
        email: format!("{id}@example.com"),
        password_hash: "hash 1".to_owned(),
        time_joined: NOW,
    })
}

/// Stores a user in a tenant. False: the address is taken.
///
/// # Errors
/// The database's faults.
pub async fn insert_user(db: &Db, row: UserRow, tenant: &TenantId) -> Result<bool> {
    let tenant = tenant.clone();
    Ok(db.write(async move |tx| users::insert_if_free(tx, &row, &tenant).await).await?)
}

/// Stores a tenant.
///
/// # Errors
/// The database's faults; a name that is none.
pub async fn insert_tenant(db: &Db, name: &str) -> Result<TenantId> {
    let tenant: TenantId = name.parse()?;
    let of_write = tenant.clone();
    db.write(async move |tx| {
        tenants::insert(tx, &of_write, tenants::SignUpPolicy::Open, NOW).await
    })
    .await?;
    Ok(tenant)
}
