//! A changed server key: what the earlier one sealed is sealed under the current one.

use anyhow::anyhow;

use super::{SigningKeyError, SigningKeys, material};
use crate::store::DbError;
use crate::store::signing_keys as store;

/// How often it is tried. Each round that fails has met another process that did the same, or that
/// rotated a key.
const TRIES: usize = 5;

impl SigningKeys {
    /// Seals the keys that an earlier server key sealed under the current one, and moves their MACs
    /// over, so that the earlier one can be dropped. At start only: two processes with the keys the
    /// other way round would undo each other's work for ever.
    ///
    /// All in one transaction: a process that does not have the current server key must find either
    /// everything under the earlier one or nothing.
    pub(crate) async fn reseal(&self) -> Result<(), SigningKeyError> {
        for _ in 0..TRIES {
            let resealed = self.sealed_anew().await?;
            if resealed.is_empty() {
                return Ok(());
            }
            let write = self.db.write(async move |tx| store::reseal(tx, &resealed).await);
            match write.await {
                Ok(()) => return Ok(()),
                Err(DbError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(SigningKeyError::Fault(anyhow!("the signing keys changed each time they were sealed")))
    }

    /// The keys under an earlier server key as they are to be stored, each with its MAC of now.
    async fn sealed_anew(&self) -> Result<Vec<(Vec<u8>, store::SigningKeyRow)>, SigningKeyError> {
        let current = self.server_keys.current().id_text();
        let rows = self.list().await?.genuine;
        let earlier = rows.into_iter().filter(|row| row.key_id != current);
        let sealed = earlier.map(|row| {
            let (mac_before, private) =
                (row.mac.clone(), material::unseal(&row, &self.server_keys)?);
            let row = material::seal(row, &private, &self.server_keys, &*self.random)?;
            anyhow::Ok((mac_before, row))
        });
        Ok(sealed.collect::<Result<_, _>>()?)
    }
}
