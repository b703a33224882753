//! What a first start in development finds: two more tenants, and a demo user in each.

use shared::TenantId;

use super::{AccountError, Accounts};
use crate::account::password::Check;
use crate::account::tenants::{self, SignUpPolicy};
use crate::account::users::{self, UserRow};
use db::{DbError, Tx};

/// The demo user's address.
pub const DEMO_EMAIL: &str = "demo@example.com";
/// The demo user's password. Public, which is why the demo user exists in development only.
pub const DEMO_PASSWORD: &str = "latchkey-demo";

const DEMO_TENANTS: [&str; 2] = ["acme", "globex"];

impl Accounts {
    /// Refuses to go on while a demo user has the public password: a database that
    /// was filled in development is about to serve others. Costs a hash for each demo user that
    /// there is, and usually there is none.
    ///
    /// # Errors
    /// With the commands that delete these users; [`AccountError`].
    pub async fn refuse_public_passwords(&self) -> anyhow::Result<()> {
        let mut commands = Vec::new();
        for user in users::list_by_email(&self.db, DEMO_EMAIL).await? {
            let (password, stored) = (DEMO_PASSWORD.to_owned(), Some(user.password_hash));
            if self.hasher.check(password, stored).await? != Check::Wrong {
                let tenant = user.tenant_id;
                commands
                    .push(format!("backend users delete --email {DEMO_EMAIL} --tenant {tenant}"));
            }
        }
        anyhow::ensure!(
            commands.is_empty(),
            "this database has demo users, whose password is public. Delete them before \
             you run it in production:\n  {}",
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
    pub async fn add_demo_users(&self) -> Result<(), AccountError> {
        if users::any_exists(&self.db).await? {
            return Ok(());
        }
        let named = DEMO_TENANTS.iter().filter_map(|name| name.parse().ok());
        let mut demo_users = Vec::new();
        for tenant in std::iter::once(TenantId::public()).chain(named) {
            let (email, password) = (DEMO_EMAIL.to_owned(), DEMO_PASSWORD.to_owned());
            demo_users.push(self.new_user(&tenant, email, password).await?);
        }
        let made = self.db.write(async move |tx| insert(tx, demo_users).await).await?;
        for tenant in made {
            tracing::info!(
                "development: made the demo user {DEMO_EMAIL} with the password {DEMO_PASSWORD} \
                 in tenant {tenant}"
            );
        }
        Ok(())
    }
}

/// The tenants that got their user; another process may have been faster.
async fn insert(tx: &mut Tx, demo_users: Vec<UserRow>) -> Result<Vec<TenantId>, DbError> {
    let mut made = Vec::new();
    for user in demo_users {
        tenants::insert(tx, &user.tenant_id, SignUpPolicy::Open, user.time_joined).await?;
        if users::insert_if_free(tx, &user).await? {
            made.push(user.tenant_id);
        }
    }
    Ok(made)
}
