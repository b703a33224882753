//! Claims: values in the access token's payload that the app fetches and routes ask for.

pub(crate) mod claim;
pub(crate) mod stored_claims;
pub(crate) mod validator;
