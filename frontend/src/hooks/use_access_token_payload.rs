//! What the access token says.

use serde_json::{Map, Value};
use yew::prelude::*;

use super::use_session;

/// The payload of the access token, from the front token; `None` when nobody is signed in.
///
/// Good for showing things. What somebody may do is decided by the server, which checks signatures.
#[hook]
pub fn use_access_token_payload() -> Option<Map<String, Value>> {
    let session = use_session();
    session.state.info().map(|info| info.access_token_payload.clone())
}
