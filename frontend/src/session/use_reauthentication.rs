//! What is dangerous asks for the password again: one dialog for the whole app.

use std::future::Future;
use std::rc::Rc;

use session_client::ApiError;
use shared::{ConfirmPassword, ConfirmPasswordRequest};
use yew::platform::pinned::oneshot;
use yew::prelude::*;

use super::hooks::use_session;
use crate::hooks::{use_form, use_mutation};
use crate::ui::{Dialog, Field, submit_button};

/// What [`use_reauthentication`] gives.
#[derive(Clone, PartialEq)]
pub struct Reauthentication {
    ask: Callback<oneshot::Sender<bool>>,
}

impl Reauthentication {
    /// Runs `work`. If the server asks for a recent sign-in, asks the user for the password, and
    /// runs it once more.
    ///
    /// # Errors
    /// The work's own; the server's 403 if the user closed the dialog.
    pub async fn guard<T, F>(&self, work: impl Fn() -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let outcome = work().await;
        match &outcome {
            Err(error) if error.is_reauthentication_required() => {}
            _ => return outcome,
        }
        let (sender, confirmed) = oneshot::channel();
        self.ask.emit(sender);
        if confirmed.await.unwrap_or(false) { work().await } else { outcome }
    }
}

/// The guard of what needs a recent sign-in.
///
/// # Panics
/// Outside a [`ReauthenticationProvider`], which is a mistake in the component tree.
#[hook]
#[expect(
    clippy::expect_used,
    reason = "without the dialog nothing could be confirmed; say so at once"
)]
pub fn use_reauthentication() -> Reauthentication {
    use_context().expect("use_reauthentication is called below a ReauthenticationProvider")
}

/// Props of [`ReauthenticationProvider`].
#[derive(Properties, PartialEq)]
pub struct ReauthenticationProviderProps {
    /// Everything that may need a recent sign-in.
    pub children: Html,
}

/// Holds the dialog, once in the app.
#[component]
pub fn ReauthenticationProvider(props: &ReauthenticationProviderProps) -> Html {
    let waiting = use_mut_ref(|| None);
    let open = use_state_eq(|| false);
    let ask = {
        let (waiting, open) = (Rc::clone(&waiting), open.setter());
        use_callback((), move |sender: oneshot::Sender<bool>, ()| {
            waiting.replace(Some(sender));
            open.set(true);
        })
    };
    let onclose = {
        let open = open.setter();
        let waiting = Rc::clone(&waiting);
        Callback::from(move |confirmed: bool| {
            open.set(false);
            if let Some(sender) = waiting.take() {
                let _ = sender.send(confirmed);
            }
        })
    };
    html! {
        <ContextProvider<Reauthentication> context={Reauthentication { ask }}>
            { props.children.clone() }
            if *open {
                <ReauthenticationDialog {onclose} />
            }
        </ContextProvider<Reauthentication>>
    }
}

#[derive(Properties, PartialEq)]
struct ReauthenticationDialogProps {
    onclose: Callback<bool>,
}

/// Asks for the password, until it is right or the user gives up.
#[component]
fn ReauthenticationDialog(props: &ReauthenticationDialogProps) -> Html {
    let api = use_session().api();
    let onclose = props.onclose.clone();
    let confirm = use_mutation(move |password: String| {
        let onclose = onclose.clone();
        let call = api.to(ConfirmPassword).body(ConfirmPasswordRequest { password });
        async move {
            call.send().await.map_err(|error| error.to_string())?;
            onclose.emit(true);
            Ok::<(), String>(())
        }
    });
    let form = {
        let confirm = confirm.clone();
        use_form(confirm.error().cloned(), move |values| {
            confirm.run(values.text("current-password"));
        })
    };
    let cancel = props.onclose.reform(|_: MouseEvent| false);
    let error = confirm.error().map(|error| AttrValue::from(error.clone()));
    html! {
        <Dialog title="Is it still you?" onclose={props.onclose.reform(|()| false)}>
            <form class="Form" ref={form.node} onsubmit={form.onsubmit} novalidate=true>
                <p class="soft">{ "This needs your password again. Then 15 minutes are free of it." }</p>
                <Field name="current-password" label="Password" kind="password" autofocus=true
                    autocomplete="current-password" {error} />
                <div class="Actions">
                    <button class="Button Button-quiet" type="button" onclick={cancel}>{ "Cancel" }</button>
                    { submit_button(&"Continue".into(), confirm.is_busy()) }
                </div>
            </form>
        </Dialog>
    }
}
