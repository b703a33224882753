//! Deleting a user from the command line.

use anyhow::{Context, bail};
use shared::TenantId;
use shared::rules::email;

use crate::account::user_tenants;
use crate::account::users::{self as store, UserRow};
use crate::config::{Config, DeleteUser};
use db::Db;
use session::Sessions;
use session::store::user_sessions;

/// Deletes a user with everything they wrote, and ends all their sessions.
pub(super) async fn delete(config: &Config, who: &DeleteUser) -> anyhow::Result<String> {
    let db = super::open(config).await?;
    let outcome = find_and_delete(config, &db, who).await;
    db.close().await;
    outcome
}

async fn find_and_delete(config: &Config, db: &Db, who: &DeleteUser) -> anyhow::Result<String> {
    let sessions = super::sessions(config, db).await?;
    let user = find(db, who).await?;
    let sentence = format!(
        "deleted the user {} ({} in {}) with everything they wrote",
        user.user_id,
        user.email,
        tenants_of(db, &user).await?
    );
    let Some(ended) = delete_row(db, &sessions, user).await? else {
        bail!("the user was deleted by another process just now");
    };
    Ok(format!("{sentence}, and ended {ended} of their sessions"))
}

async fn find(db: &Db, who: &DeleteUser) -> anyhow::Result<UserRow> {
    let (found, named) = match (&who.id, &who.email) {
        (Some(id), _) => (store::find(db, id).await?, format!("with the id {id}")),
        (None, Some(address)) => {
            let address = email::normalise(address)
                .with_context(|| format!("{address} is not an e-mail address"))?;
            let found = store::find_by_email(db, &who.tenant, &address).await?;
            (found, format!("{address} in tenant {}", who.tenant))
        }
        // clap asks for one of the two.
        (None, None) => bail!("say which user: --email or --id"),
    };
    found.with_context(|| format!("there is no user {named}: nothing was deleted"))
}

/// `tenant public`, `the tenants acme, public` or `no tenant`.
async fn tenants_of(db: &Db, user: &UserRow) -> anyhow::Result<String> {
    let tenants = user_tenants::list(db, &user.user_id).await?;
    let names: Vec<&str> = tenants.iter().map(TenantId::as_str).collect();
    Ok(match names.as_slice() {
        [] => "no tenant".to_owned(),
        [name] => format!("tenant {name}"),
        names => format!("the tenants {}", names.join(", ")),
    })
}

/// How many live sessions ended; `None` if the row was gone already. First the user, then their
/// sessions: a sign-in that runs beside this waits for the user's row, and then fails.
async fn delete_row(db: &Db, sessions: &Sessions, user: UserRow) -> anyhow::Result<Option<usize>> {
    let live = sessions.live();
    let ended = db
        .write(async move |tx| {
            if !store::delete(tx, &user.user_id).await? {
                return Ok(None);
            }
            user_sessions::delete_of_user(tx, &user.user_id, None, None, &live).await.map(Some)
        })
        .await?;
    let Some(ended) = ended else { return Ok(None) };
    sessions.revoked(&ended);
    Ok(Some(ended.len()))
}
