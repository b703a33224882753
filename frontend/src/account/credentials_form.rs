//! The form of sign-in and sign-up: tenant, e-mail address, password.

use session_client::{Credentials, FormProblem, TENANT_FIELD};
use shared::{EMAIL_FIELD, PASSWORD_FIELD, TenantId};
use yew::prelude::*;

use super::strength::strength;
use super::tenant_field::tenant_field;
use crate::hooks::use_form;
use crate::session::use_tenants;
use crate::ui::{Field, error_notice, submit_button};

/// Props of [`CredentialsForm`].
#[derive(Properties, PartialEq)]
pub struct CredentialsFormProps {
    /// What the button says.
    pub action: AttrValue,
    /// Is it for a new account? Then the password has rules.
    #[prop_or_default]
    pub is_new: bool,
    /// What a password has to be, if it is a new one.
    #[prop_or_default]
    pub password_hint: Option<AttrValue>,
    /// The tenant that the address names, in `?tenant=`.
    #[prop_or_default]
    pub tenant: Option<TenantId>,
    /// Is it being sent?
    #[prop_or_default]
    pub busy: bool,
    /// What was wrong with it.
    #[prop_or_default]
    pub problem: Option<FormProblem>,
    /// Gets what was typed.
    pub onsubmit: Callback<Credentials>,
}

/// The form. After a refusal the keyboard goes to the first field to correct.
#[component]
pub fn CredentialsForm(props: &CredentialsFormProps) -> Html {
    let problem = &props.problem;
    let form = {
        let onsubmit = props.onsubmit.clone();
        use_form(problem.clone(), move |values| {
            onsubmit.emit(Credentials {
                tenant: values.text(TENANT_FIELD),
                email: values.text(EMAIL_FIELD),
                password: values.text(PASSWORD_FIELD),
            });
        })
    };
    let tenants = use_tenants().list.map(|list| list.listed.clone()).unwrap_or_default();
    let picked = use_state_eq(|| None);
    let typed = use_state_eq(String::new);
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            typed.set(input.value());
        })
    };
    let error = |id: &str| {
        let text = problem.as_ref().and_then(|problem| problem.field(id));
        text.map(|text| AttrValue::from(text.to_owned()))
    };
    let message = problem.as_ref().and_then(FormProblem::message);
    let autocomplete = if props.is_new { "new-password" } else { "current-password" };
    // Messages of this app instead of the browser's: they come from the same rules as the server's.
    html! {
        <form class="Form" ref={form.node} onsubmit={form.onsubmit} novalidate=true>
            if let Some(message) = message {
                { error_notice(message.to_owned()) }
            }
            { tenant_field(&tenants, props.tenant.as_ref(), props.is_new, &picked) }
            if let Some(error) = error(TENANT_FIELD) {
                <p class="Field-error" role="alert">{ error }</p>
            }
            <Field name={EMAIL_FIELD} label="E-mail" kind="email" autocomplete="username" error={error(EMAIL_FIELD)} />
            <Field name={PASSWORD_FIELD} label="Password" kind="password" {autocomplete}
                hint={props.password_hint.clone()} error={error(PASSWORD_FIELD)} {oninput} />
            if props.is_new {
                { strength(&typed) }
            }
            { submit_button(&props.action, props.busy) }
        </form>
    }
}
