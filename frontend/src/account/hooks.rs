//! What the forms do.

use session_client::{Credentials, FormProblem};
use yew::prelude::*;

use crate::hooks::{Task, use_task};
use crate::session::use_session;

/// A task that signs in. When it is done, every component that uses the session knows.
#[hook]
pub(super) fn use_sign_in() -> Task<Credentials, (), FormProblem> {
    let client = use_session().client;
    use_task(move |credentials: Credentials| {
        let client = client.clone();
        async move { client.sign_in(&credentials).await }
    })
}

/// A task that signs up. When it is done, every component that uses the session knows.
#[hook]
pub(super) fn use_sign_up() -> Task<Credentials, (), FormProblem> {
    let client = use_session().client;
    use_task(move |credentials: Credentials| {
        let client = client.clone();
        async move { client.sign_up(&credentials).await }
    })
}
