//! A changed server key: what the earlier one sealed is sealed under the current one.

use anyhow::anyhow;

use crate::keys::error::SigningKeyError;
use crate::keys::material;
use crate::keys::table::KeyTable;
use crate::store::DbError;
use crate::store::signing_keys as store;

/// How often it is tried. Each round that fails has met another process that did the same, or that
/// rotated a key.
const TRIES: usize = 5;

/// Seals the keys that an earlier server key sealed under the current one, and moves their MACs
/// over, so that the earlier one can be dropped. At start only: two processes with the keys the
/// other way round would undo each other's work for ever.
///
/// All in one transaction: a process that does not have the current server key must find either
/// everything under the earlier one or nothing.
pub(crate) async fn reseal(table: &KeyTable) -> Result<(), SigningKeyError> {
    for _ in 0..TRIES {
        let resealed = sealed_anew(table).await?;
        if resealed.is_empty() {
            return Ok(());
        }
        let write = table.db.write(async move |tx| store::reseal(tx, &resealed).await);
        match write.await {
            Ok(()) => return Ok(()),
            Err(DbError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(SigningKeyError::Fault(anyhow!("the signing keys changed each time they were sealed")))
}

/// The keys under an earlier server key as they are to be stored, each with its MAC of now.
async fn sealed_anew(
    table: &KeyTable,
) -> Result<Vec<(Vec<u8>, store::SigningKeyRow)>, SigningKeyError> {
    let current = table.server_keys.current().id_text();
    let rows = table.list().await?.genuine;
    let earlier = rows.into_iter().filter(|row| row.key_id != current);
    let sealed = earlier.map(|row| {
        let (mac_before, private) = (row.mac.clone(), material::unseal(&row, &table.server_keys)?);
        let row = material::seal(row, &private, &table.server_keys, &*table.random)?;
        anyhow::Ok((mac_before, row))
    });
    Ok(sealed.collect::<Result<_, _>>()?)
}
