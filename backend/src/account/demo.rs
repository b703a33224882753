//! What a first start in development finds: two more tenants, and a demo user in each.

use shared::TenantId;

use super::{AccountError, Accounts};
use crate::store::tenants::{self, SignUpPolicy};
use crate::store::users::{self, UserRow};
use crate::store::{StoreError, Tx};

/// The demo user's address.
pub const DEMO_EMAIL: &str = "demo@example.com";
/// The demo user's password. Public, which is why the demo user exists in development only.
pub const DEMO_PASSWORD: &str = "latchkey-demo";

const DEMO_TENANTS: [&str; 2] = ["acme", "globex"];

impl Accounts {
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
        let made = self.db.write(|tx| Box::pin(insert(tx, demo_users))).await?;
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
async fn insert(tx: &mut Tx, demo_users: Vec<UserRow>) -> Result<Vec<TenantId>, StoreError> {
    let mut made = Vec::new();
    for user in demo_users {
        tenants::insert(tx, &user.tenant_id, SignUpPolicy::Open, user.time_joined).await?;
        if users::insert_if_free(tx, &user).await? {
            made.push(user.tenant_id);
        }
    }
    Ok(made)
}
