//! Asks before a session is ended.

use session_client::ApiError;
use shared::SessionHandle;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::hooks::Mutation;
use crate::ui::{Dialog, use_toasts};

/// What is asked about.
#[derive(Clone, PartialEq)]
pub(super) enum Question {
    End(SessionHandle),
    EndOthers,
}

#[derive(Properties, PartialEq)]
pub(super) struct EndDialogProps {
    pub(super) question: Question,
    pub(super) revoke: Mutation<SessionHandle, usize, ApiError>,
    pub(super) revoke_others: Mutation<(), usize, ApiError>,
    pub(super) onclose: Callback<()>,
}

/// The dialog; what came of it is said in a toast.
#[component]
pub(super) fn EndDialog(props: &EndDialogProps) -> Html {
    let toasts = use_toasts();
    let (title, verb) = match props.question {
        Question::End(_) => ("End this session?", "End session"),
        Question::EndOthers => ("End all other sessions?", "End all others"),
    };
    let onend = {
        let (question, onclose) = (props.question.clone(), props.onclose.clone());
        let (revoke, revoke_others) = (props.revoke.clone(), props.revoke_others.clone());
        Callback::from(move |_: MouseEvent| {
            onclose.emit(());
            let toasts = toasts.clone();
            let (question, revoke, revoke_others) =
                (question.clone(), revoke.clone(), revoke_others.clone());
            spawn_local(async move {
                let outcome = match question {
                    Question::End(handle) => revoke.run_async(handle).await,
                    Question::EndOthers => revoke_others.run_async(()).await,
                };
                match outcome {
                    Some(Ok(1)) => toasts.done("One session has ended."),
                    Some(Ok(count)) => toasts.done(format!("{count} sessions have ended.")),
                    Some(Err(error)) => toasts.error(error.to_string()),
                    None => {}
                }
            });
        })
    };
    let cancel = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <Dialog {title} onclose={props.onclose.clone()}>
            <p class="soft">{ "That device has to sign in again." }</p>
            <div class="Actions">
                <button class="Button Button-quiet" type="button" onclick={cancel}>{ "Cancel" }</button>
                <button class="Button Button-danger-full" type="button" onclick={onend}>{ verb }</button>
            </div>
        </Dialog>
    }
}
