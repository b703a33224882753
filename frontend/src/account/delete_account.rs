//! The way out: asked for twice, by a dialog in which the address has to be typed.

use yew::prelude::*;

use super::hooks::use_delete_account;
use crate::hooks::use_form;
use crate::ui::{Dialog, Field, error_notice, section};

const FIELD: &str = "confirm-email";

/// Props of [`DeleteAccountForm`].
#[derive(Properties, PartialEq)]
pub(super) struct DeleteAccountFormProps {
    /// What has to be typed.
    pub email: AttrValue,
}

/// The section, and its dialog.
#[component]
pub(super) fn DeleteAccountForm(props: &DeleteAccountFormProps) -> Html {
    let asking = use_state_eq(|| false);
    let ask = {
        let asking = asking.setter();
        Callback::from(move |_| asking.set(true))
    };
    let onclose = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(false))
    };
    section(
        "Delete account",
        html! {},
        html! {
            <>
                <div class="Row">
                    <p class="Grow">{ "Everything you wrote goes with it, at once and for good." }</p>
                    <button class="Button Button-danger" type="button" onclick={ask}>{ "Delete account" }</button>
                </div>
                if *asking {
                    <Confirm email={props.email.clone()} {onclose} />
                }
            </>
        },
    )
}

#[derive(Properties, PartialEq)]
struct ConfirmProps {
    email: AttrValue,
    onclose: Callback<()>,
}

#[component]
fn Confirm(props: &ConfirmProps) -> Html {
    let delete = use_delete_account();
    let mismatch = use_state_eq(|| false);
    let form = {
        let (delete, email, mismatch) = (delete.clone(), props.email.clone(), mismatch.clone());
        use_form(mismatch.then_some(()), move |values| {
            let matches = values.text(FIELD).trim() == email;
            mismatch.set(!matches);
            if matches {
                delete.run(());
            }
        })
    };
    let cancel = props.onclose.reform(|_: MouseEvent| ());
    let error = mismatch.then_some(AttrValue::Static("That is not your address."));
    html! {
        <Dialog title="Delete your account?" onclose={props.onclose.clone()}>
            <form class="Form" ref={form.node} onsubmit={form.onsubmit} novalidate=true>
                if let Some(error) = delete.error() {
                    { error_notice(error.to_string()) }
                }
                <p class="soft">{ "There is no way back. To go on, type " }<b>{ &props.email }</b>{ "." }</p>
                <Field name={FIELD} label="Your e-mail address" {error} />
                <div class="Actions">
                    <button class="Button Button-quiet" type="button" onclick={cancel}>{ "Keep it" }</button>
                    <button class="Button Button-danger-full" type="submit"
                        aria-busy={delete.is_busy().then_some("true")}>{ "Delete account" }</button>
                </div>
            </form>
        </Dialog>
    }
}
