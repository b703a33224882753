//! The sign-up page.

use yew::prelude::*;
use yew_router::hooks::use_location;

use super::credentials_form::CredentialsForm;
use super::gate::Gate;
use super::hooks::use_sign_up;
use crate::navigation::NavLink;
use crate::route::{ReturnTo, Route};
use crate::session::{RedirectIfSignedIn, use_config};

/// The sign-up page. Signing up signs in.
#[component]
pub fn SignUp() -> Html {
    let send = use_sign_up();
    let query = ReturnTo::from_location(use_location().as_ref());
    let (tenant, return_to) = (query.tenant(), query.if_wanted());
    let min_chars = use_config().password_min_length;
    let password_hint = format!("At least {min_chars} characters. A sentence is fine.");
    html! {
        <RedirectIfSignedIn>
            <Gate title="Sign up" lead="One minute, and you are in.">
                <CredentialsForm action="Sign up" is_new=true {tenant} {password_hint}
                    busy={send.is_busy()} problem={send.error().cloned()} onsubmit={send.callback()} />
                <p class="soft">{ "Have an account? " }<NavLink to={Route::SignIn} {return_to}>{ "Sign in" }</NavLink></p>
            </Gate>
        </RedirectIfSignedIn>
    }
}
