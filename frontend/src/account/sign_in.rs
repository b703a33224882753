//! The sign-in page.

use yew::prelude::*;
use yew_router::hooks::use_location;

use super::credentials_form::CredentialsForm;
use super::gate::Gate;
use super::hooks::use_sign_in;
use crate::navigation::NavLink;
use crate::route::{ReturnTo, Route};
use crate::session::RedirectIfSignedIn;

/// The sign-in page. `?next=` says where to go afterwards, `?tenant=` to which tenant.
#[component]
pub fn SignIn() -> Html {
    let send = use_sign_in();
    let query = ReturnTo::from_location(use_location().as_ref());
    let (tenant, return_to) = (query.tenant(), query.if_wanted());
    html! {
        <RedirectIfSignedIn>
            <Gate title="Sign in" lead="Good to see you again.">
                <CredentialsForm action="Sign in" {tenant} {send} />
                <p class="soft">{ "No account yet? " }<NavLink to={Route::SignUp} {return_to}>{ "Sign up" }</NavLink></p>
            </Gate>
        </RedirectIfSignedIn>
    }
}
