//! A refresh on demand. Nothing needs it to keep working: calls refresh by themselves.

use session_client::ApiError;
use yew::prelude::*;

use super::hooks::use_session;
use crate::hooks::{Mutation, use_mutation};
use crate::ui::use_toasts;

/// What [`use_refresh`] gives: whether a refresh is running, what came of it, and the trigger.
pub type RefreshHandle = Mutation<(), bool, ApiError>;

/// Gets new tokens when it is run. True: there are some. False: the session is over.
#[hook]
pub fn use_refresh() -> RefreshHandle {
    let (client, toasts) = (use_session().client, use_toasts());
    use_mutation(move |()| {
        let (client, toasts) = (client.clone(), toasts.clone());
        async move {
            let outcome = client.attempt_refreshing_session().await;
            match &outcome {
                Ok(true) => toasts.done("A new key was cut."),
                // The guard leads to the sign-in page, which says why.
                Ok(false) => {}
                Err(_) => toasts.error(
                    "The server cannot refresh the session just now. You are still signed in.",
                ),
            }
            outcome
        }
    })
}
