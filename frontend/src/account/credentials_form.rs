//! The form of sign-in and sign-up: tenant, e-mail address, password.

use std::cell::RefCell;
use std::rc::Rc;

use session_client::{Credentials, FormProblem, TENANT_FIELD};
use shared::{EMAIL_FIELD, PASSWORD_FIELD};
use web_sys::Element;
use yew::prelude::*;

use crate::ui::{Field, browser, error_notice, submit_button};

/// Tenants of the demo. Any other may be typed.
const TENANT_SUGGESTIONS: &[&str] = &["public", "acme", "globex"];

/// Props of [`CredentialsForm`].
#[derive(Properties, PartialEq)]
pub struct CredentialsFormProps {
    /// What the button says.
    pub action: AttrValue,
    /// What it says meanwhile.
    pub busy_action: AttrValue,
    /// `current-password` or `new-password`.
    pub password_autocomplete: AttrValue,
    /// What a password has to be, if it is a new one.
    #[prop_or_default]
    pub password_hint: Option<AttrValue>,
    /// Is it being sent?
    #[prop_or_default]
    pub busy: bool,
    /// What was wrong with it.
    #[prop_or_default]
    pub problem: Option<FormProblem>,
    /// Gets what was typed.
    pub onsubmit: Callback<Credentials>,
}

/// The form. After a refusal the focus goes to the first field to correct.
#[component]
pub fn CredentialsForm(props: &CredentialsFormProps) -> Html {
    // Not a state, of which each render's closures would hold a copy: what two events of one script
    // change, as a password manager's do, must both count. Nothing that is shown depends on it.
    let typed = use_mut_ref(Credentials::default);
    let form = use_node_ref();
    {
        let form = form.clone();
        use_effect_with(props.problem.clone(), move |problem| {
            if problem.is_some() {
                let form = form.cast::<Element>();
                let invalid = form.and_then(|form| form.query_selector("[aria-invalid]").ok()?);
                browser::focus(invalid);
            }
        });
    }
    let onsubmit = {
        let typed = typed.clone();
        props.onsubmit.reform(move |event: SubmitEvent| {
            event.prevent_default();
            typed.borrow().clone()
        })
    };
    let message = props.problem.as_ref().and_then(FormProblem::message);
    // Messages of this app instead of the browser's: they come from the same rules as the server's.
    html! {
        <form class="CredentialsForm" ref={form} novalidate=true {onsubmit} aria-busy={props.busy.then_some("true")}>
            if let Some(message) = message {
                { error_notice(message) }
            }
            { fields(&typed, props) }
            { submit_button(&props.action, &props.busy_action, props.busy) }
        </form>
    }
}

/// The three fields; what is typed into them goes into `typed`.
fn fields(typed: &Rc<RefCell<Credentials>>, props: &CredentialsFormProps) -> Html {
    let change = |set: fn(&mut Credentials, String)| {
        let typed = Rc::clone(typed);
        Callback::from(move |value| set(&mut typed.borrow_mut(), value))
    };
    let Credentials { tenant, email, password } = typed.borrow().clone();
    let error = |id: &str| {
        let text = props.problem.as_ref().and_then(|problem| problem.field(id));
        text.map(|text| AttrValue::from(text.to_owned()))
    };
    html! {
        <>
            <Field id={EMAIL_FIELD} label="Email" kind="email" autocomplete="username" value={email}
                error={error(EMAIL_FIELD)} oninput={change(|typed, value| typed.email = value)} />
            <Field id={PASSWORD_FIELD} label="Password" kind="password"
                autocomplete={props.password_autocomplete.clone()} value={password}
                hint={props.password_hint.clone()} error={error(PASSWORD_FIELD)}
                oninput={change(|typed, value| typed.password = value)} />
            <Field id={TENANT_FIELD} label="Tenant" kind="text" autocomplete="off" value={tenant}
                hint="Each tenant has its own users." error={error(TENANT_FIELD)}
                suggestions={TENANT_SUGGESTIONS}
                oninput={change(|typed, value| typed.tenant = value)} />
        </>
    }
}
