//! What the forms do.

use session_client::{ApiError, Credentials, FormProblem};
use shared::{ChangePassword, ChangePasswordRequest, DeleteAccount, ErrorType, ExportAccount};
use yew::prelude::*;

use crate::hooks::{Mutation, use_mutation};
use crate::session::{use_reauthentication, use_session};
use crate::ui::{browser, use_toasts};

/// Signs in. When it is done, every component that uses the session knows.
#[hook]
pub fn use_sign_in() -> Mutation<Credentials, (), FormProblem> {
    let client = use_session().client;
    use_mutation(move |credentials: Credentials| {
        let client = client.clone();
        async move { client.sign_in(&credentials).await }
    })
}

/// Signs up. When it is done, every component that uses the session knows.
#[hook]
pub fn use_sign_up() -> Mutation<Credentials, (), FormProblem> {
    let client = use_session().client;
    use_mutation(move |credentials: Credentials| {
        let client = client.clone();
        async move { client.sign_up(&credentials).await }
    })
}

/// Changes the password, and ends the user's other sessions.
#[hook]
pub(super) fn use_change_password() -> Mutation<(String, String), (), PasswordProblem> {
    let (api, toasts) = (use_session().api(), use_toasts());
    use_mutation(move |(current_password, new_password): (String, String)| {
        let toasts = toasts.clone();
        let call =
            api.to(ChangePassword).body(ChangePasswordRequest { current_password, new_password });
        async move {
            call.send().await.map_err(PasswordProblem::from)?;
            toasts.done("Your password is changed, and your other sessions have ended.");
            Ok(())
        }
    })
}

/// Why a password was not changed: which of the two fields is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PasswordProblem {
    /// Is it the one of now?
    pub(super) is_current: bool,
    pub(super) text: AttrValue,
}

impl From<ApiError> for PasswordProblem {
    fn from(error: ApiError) -> Self {
        let is_current = error.error_type() != Some(ErrorType::WeakPassword);
        Self { is_current, text: error.to_string().into() }
    }
}

/// Downloads everything that is stored about the user.
#[hook]
pub(super) fn use_export() -> Mutation<(), (), ApiError> {
    let (api, toasts) = (use_session().api(), use_toasts());
    use_mutation(move |()| {
        let toasts = toasts.clone();
        let call = api.to(ExportAccount);
        async move {
            let outcome = call.send().await;
            match &outcome {
                Ok(export) => drop(browser::download("account.json", &format!("{export:#}"))),
                Err(error) => toasts.error(error.to_string()),
            }
            outcome.map(drop)
        }
    })
}

/// Deletes the account with everything in it.
#[hook]
pub(super) fn use_delete_account() -> Mutation<(), (), ApiError> {
    let (api, confirm) = (use_session().api(), use_reauthentication());
    use_mutation(move |()| {
        let (api, confirm) = (api.clone(), confirm.clone());
        async move {
            let delete = || {
                let call = api.to(DeleteAccount);
                async move { call.send().await.map(drop) }
            };
            confirm.guard(delete).await
        }
    })
}
