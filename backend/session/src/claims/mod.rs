//! Claims: values in the access token's payload that the app fetches and routes ask for.

pub(crate) mod by_handle;
pub(crate) mod claim;
pub(crate) mod of_session;
pub(crate) mod validator;
