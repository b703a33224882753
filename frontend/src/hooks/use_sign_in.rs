//! Signing in.

use yew::prelude::*;

use super::{Task, use_session, use_task};
use session_client::{Credentials, FormProblem};

/// A task that signs in. When it is done, every component that asks about the session knows.
#[hook]
pub fn use_sign_in() -> Task<Credentials, (), FormProblem> {
    let client = use_session().client;
    use_task(move |credentials: Credentials| {
        let client = client.clone();
        async move { client.sign_in(&credentials).await }
    })
}
