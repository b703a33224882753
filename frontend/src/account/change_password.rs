//! The form that changes the password.

use shared::Timestamp;
use yew::prelude::*;

use super::hooks::use_change_password;
use crate::hooks::use_form;
use crate::session::use_config;
use crate::ui::{Field, LocalTime, TimeLook, section, submit_button};

/// The names of the two fields. A password manager knows them by their `autocomplete`.
const CURRENT: &str = "current";
const NEW: &str = "new";

/// Props of [`ChangePasswordForm`].
#[derive(Properties, PartialEq)]
pub(super) struct ChangePasswordFormProps {
    /// When it was changed last.
    pub changed: Timestamp,
}

/// A section that opens into a form, and closes when the password is changed.
#[component]
pub(super) fn ChangePasswordForm(props: &ChangePasswordFormProps) -> Html {
    let open = use_state_eq(|| false);
    let change = use_change_password();
    let problem = change.error().cloned();
    let form = {
        let change = change.clone();
        use_form(problem.clone(), move |values| {
            change.run((values.text(CURRENT), values.text(NEW)));
        })
    };
    {
        let open = open.setter();
        use_effect_with(change.data().is_some(), move |done| {
            if *done {
                open.set(false);
            }
        });
    }
    let toggle = {
        let open = open.clone();
        let change = change.clone();
        Callback::from(move |_| {
            change.reset();
            open.set(!*open);
        })
    };
    let min_chars = use_config().password_min_length;
    let error = |is_current| {
        problem
            .as_ref()
            .filter(|problem| problem.is_current == is_current)
            .map(|problem| problem.text.clone())
    };
    section(
        "Password",
        html! {},
        html! {
            <>
                <div class="Row">
                    <p class="Grow">
                        { "Changed " }<LocalTime at={props.changed} look={TimeLook::Ago} />
                        <small>{ "A new one ends all other sessions." }</small>
                    </p>
                    <button class="Button Button-quiet" type="button" onclick={toggle} aria-expanded={open.to_string()}>
                        { if *open { "Cancel" } else { "Change" } }
                    </button>
                </div>
                if *open {
                    <form class="Form Form-narrow" ref={form.node} onsubmit={form.onsubmit} novalidate=true>
                        <Field name={CURRENT} label="Current password" kind="password" autofocus=true
                            autocomplete="current-password" error={error(true)} />
                        <Field name={NEW} label="New password" kind="password" autocomplete="new-password"
                            hint={format!("At least {min_chars} characters. A sentence is fine.")} error={error(false)} />
                        { submit_button(&"Change password".into(), change.is_busy()) }
                    </form>
                }
            </>
        },
    )
}
