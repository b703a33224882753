//! What the program does beside serving: one thing, on a database that a running server may use.
//!
//! Each command returns the sentence to print. They write as the server does, through
//! [`Db::write`], so they need not stop it.

mod purge;
mod tenants;
mod users;

use std::path::Path;

use anyhow::bail;

use crate::account::tenants::{Listing, SignUpPolicy};
use crate::config::{Config, TenantsTask, UsersTask};
use db::{Db, sqlite_file};
use session::clock::{OsRandom, SystemClock};
use session::{ServerKeys, Sessions};

pub use purge::purge;

/// Does what was asked of users.
///
/// # Errors
/// With a sentence: there is no such user, or no such database.
pub async fn users(config: &Config, task: &UsersTask) -> anyhow::Result<String> {
    match task {
        UsersTask::Delete(who) => users::delete(config, who).await,
    }
}

/// Does what was asked of tenants.
///
/// # Errors
/// With a sentence: there is no such tenant, or no such database.
pub async fn tenants(config: &Config, task: &TenantsTask) -> anyhow::Result<String> {
    match task {
        TenantsTask::Open(named) => {
            tenants::set_sign_up(config, &named.tenant, SignUpPolicy::Open).await
        }
        TenantsTask::Close(named) => {
            tenants::set_sign_up(config, &named.tenant, SignUpPolicy::Closed).await
        }
        TenantsTask::Show(named) => {
            tenants::set_listing(config, &named.tenant, Listing::Listed).await
        }
        TenantsTask::Hide(named) => {
            tenants::set_listing(config, &named.tenant, Listing::Unlisted).await
        }
    }
}

/// Opens the database of the settings. A server makes a SQLite file that is not there; a command
/// says that there is none, because its DATABASE_URL is most likely not the server's.
async fn open(config: &Config) -> anyhow::Result<Db> {
    let url = config.database_url.expose();
    if let Some(file) = sqlite_file(url).filter(|file| !Path::new(file).exists()) {
        bail!(
            "there is no database {}: run this where the server runs, with its DATABASE_URL",
            file.display()
        );
    }
    Ok(crate::database::connect(url).await?)
}

/// The session engine on an open database, without its maintenance.
async fn sessions(config: &Config, db: &Db) -> anyhow::Result<Sessions> {
    let (random, clock) = (std::sync::Arc::new(OsRandom), std::sync::Arc::new(SystemClock));
    let keys = ServerKeys::load(&config.server_key_source(), &*random)?;
    Sessions::load(config.session.clone(), db.clone(), keys, clock, random).await
}
