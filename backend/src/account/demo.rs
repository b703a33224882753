//! What a first start in development finds: two more tenants, and a demo user in each.

use shared::TenantId;

use super::{AccountError, Accounts};
use crate::store::{tenants, users};

/// The demo user's address.
pub const DEMO_EMAIL: &str = "demo@example.com";
/// The demo user's password. Public, which is why the demo user exists in development only.
pub const DEMO_PASSWORD: &str = "latchkey-demo";

const DEMO_TENANTS: [&str; 2] = ["acme", "globex"];

impl Accounts {
    /// Fills an empty database for development, and says so in the log. Does nothing when there
    /// are users already.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn add_demo_users(&self) -> Result<(), AccountError> {
        if users::any_exists(&self.db).await? {
            return Ok(());
        }
        let named = DEMO_TENANTS.iter().filter_map(|name| name.parse().ok());
        for tenant in std::iter::once(TenantId::public()).chain(named) {
            let user =
                self.new_user(&tenant, DEMO_EMAIL.to_owned(), DEMO_PASSWORD.to_owned()).await?;
            let of_write = tenant.clone();
            self.db
                .write(|tx| {
                    Box::pin(async move {
                        tenants::insert(tx, &of_write, user.time_joined).await?;
                        users::insert_if_free(tx, &user).await
                    })
                })
                .await?;
            tracing::info!(
                "development: made the demo user {DEMO_EMAIL} with the password {DEMO_PASSWORD} \
                 in tenant {tenant}"
            );
        }
        Ok(())
    }
}
