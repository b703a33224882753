//! The table of signing keys, as its rows are and opened.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clock::Random;
use crate::keys::error::SigningKeyError;
use crate::keys::material;
use crate::keys::server_keys::ServerKeys;
use crate::keys::signing_key::SigningKey;
use crate::keys::sort::{Sorted, sort};
use crate::store::Db;
use crate::store::signing_keys::{self as store, KeyState};

/// The keys of the table.
#[derive(Default)]
pub(crate) struct KeySet {
    pub(crate) by_kid: HashMap<String, Arc<SigningKey>>,
    pub(crate) active: Option<Arc<SigningKey>>,
    pub(crate) has_next: bool,
    /// Every row of the table is one that the application wrote.
    pub(crate) is_clean: bool,
}

/// The table, and what opens and seals its rows.
pub(crate) struct KeyTable {
    pub(crate) db: Db,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) random: Arc<dyn Random>,
}

impl KeyTable {
    /// The keys of the genuine rows, opened.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub(crate) async fn read(&self) -> Result<KeySet, SigningKeyError> {
        let sorted = self.list().await?;
        let mut set = KeySet { is_clean: sorted.is_clean(), ..KeySet::default() };
        for row in sorted.genuine {
            let key = Arc::new(material::open(&row, &self.server_keys)?);
            match row.state {
                KeyState::Active => set.active = Some(Arc::clone(&key)),
                KeyState::Next => set.has_next = true,
                KeyState::Retiring => {}
            }
            set.by_kid.insert(row.kid, key);
        }
        Ok(set)
    }

    /// The table as it is. Only genuine rows may be used for anything.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub(crate) async fn list(&self) -> Result<Sorted, SigningKeyError> {
        sort(store::list(&self.db).await?, &self.server_keys)
    }
}
