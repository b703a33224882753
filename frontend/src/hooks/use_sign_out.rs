//! Signing out.

use yew::prelude::*;

use super::{Task, use_session, use_task};
use session_client::ApiError;

/// A task that signs out, in all tabs. It fails when the server could not be told.
#[hook]
pub fn use_sign_out() -> Task<(), (), ApiError> {
    let client = use_session().client;
    use_task(move |()| {
        let client = client.clone();
        async move { client.sign_out().await }
    })
}
