//! The tenant of a request's path (wire protocol 2.1).

use std::collections::HashMap;

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use shared::TenantId;

use crate::account::tenants;
use crate::error::Error;
use db::Db;

/// The tenant that the path names; `public` where it names none. One that does not exist is 404.
#[derive(Debug, Clone)]
pub struct PathTenant(pub TenantId);

impl<S> FromRequestParts<S> for PathTenant
where
    S: Send + Sync,
    Db: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Ok(Path(segments)) =
            Path::<HashMap<String, String>>::from_request_parts(parts, state).await
        else {
            return Err(Error::bad_request("the path is not UTF-8"));
        };
        let Some(name) = segments.get("tenant") else {
            return Ok(Self(TenantId::public()));
        };
        let unknown = || Error::UnknownTenant(name.chars().take(64).collect());
        let tenant: TenantId = name.parse().map_err(|_| unknown())?;
        if tenant.is_public() || tenants::exists(&Db::from_ref(state), &tenant).await? {
            Ok(Self(tenant))
        } else {
            Err(unknown())
        }
    }
}
