//! What a first start in development finds: two more tenants, and one demo user, who is in all three.

use shared::TenantId;

use super::{AccountError, Accounts};
use crate::account::password::Check;
use crate::account::tenants::{self, Listing, SignUpPolicy};
use crate::account::user_tenants;
use crate::account::users::{self, UserRow};
use db::{DbError, Tx};

/// The demo user's address.
pub const DEMO_EMAIL: &str = "demo@example.com";
/// The demo user's password. Public, which is why the demo user exists in development only.
pub const DEMO_PASSWORD: &str = "latchkey-demo";

const DEMO_TENANTS: [&str; 2] = ["acme", "globex"];

impl Accounts {
    /// Refuses to go on while a demo user has the public password: a database that was
    /// filled in development is about to serve others. Costs a hash for each demo user that
    /// there is, and usually there is none.
    ///
    /// # Errors
    /// With the commands that delete these users; [`AccountError`].
    pub async fn refuse_public_passwords(&self) -> anyhow::Result<()> {
        let mut commands = Vec::new();
        for user in users::list_by_email(&self.db, DEMO_EMAIL).await? {
            let (password, stored) = (DEMO_PASSWORD.to_owned(), Some(user.password_hash));
            if self.hasher.check(password, stored).await? != Check::Wrong {
                commands.push(format!("backend users delete --id {}", user.user_id));
            }
        }
        anyhow::ensure!(
            commands.is_empty(),
            "this database has a demo user, whose password is public. Delete it before you \
             run it in production:\n  {}",
            commands.join("\n  ")
        );
        Ok(())
    }

    /// Fills an empty database for development, and says so in the log. Does nothing when there
    /// are users already. All of it or nothing, so that a start that was cut short is made up for
    /// by the next.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn add_demo_user(&self) -> Result<(), AccountError> {
        if users::any_exists(&self.db).await? {
            return Ok(());
        }
        let user = self.new_user(DEMO_EMAIL.to_owned(), DEMO_PASSWORD.to_owned()).await?;
        if self.db.write(async move |tx| insert(tx, &user).await).await? {
            tracing::info!(
                "development: made the demo user {DEMO_EMAIL} with the password {DEMO_PASSWORD}, \
                 in the tenants public, {}",
                DEMO_TENANTS.join(", ")
            );
        }
        Ok(())
    }
}

/// False: another process was faster.
async fn insert(tx: &mut Tx, user: &UserRow) -> Result<bool, DbError> {
    if !users::insert_if_free(tx, user, &TenantId::public()).await? {
        return Ok(false);
    }
    for tenant in DEMO_TENANTS.iter().filter_map(|name| name.parse().ok()) {
        tenants::insert(tx, &tenant, SignUpPolicy::Open, user.time_joined).await?;
        tenants::set_listing(tx, &tenant, Listing::Listed).await?;
        user_tenants::insert_if_free(tx, &tenant, &user.user_id).await?;
    }
    Ok(true)
}
