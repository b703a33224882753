//! The sign-up page.

use yew::prelude::*;
use yew_router::hooks::use_location;

use super::credentials_form::CredentialsForm;
use super::hooks::use_sign_up;
use crate::navigation::NavLink;
use crate::route::{ReturnTo, Route};
use crate::session::{RedirectIfSignedIn, use_session};
use crate::ui::Page;

/// The sign-up page. Signing up signs in.
#[component]
pub fn SignUp() -> Html {
    let sign_up = use_sign_up();
    let return_to = ReturnTo::from_location(use_location().as_ref()).if_wanted();
    let min_chars = use_session().client.api().config().password_min_length;
    let hint = format!("At least {min_chars} characters. A sentence is fine.");
    html! {
        <RedirectIfSignedIn>
            <Page title="Sign up" narrow=true>
                <CredentialsForm action="Sign up" busy_action="Signing up…"
                    password_autocomplete="new-password" password_hint={hint}
                    busy={sign_up.state.is_busy()} problem={sign_up.state.error().cloned()}
                    onsubmit={sign_up.run} />
                <p>{ "Have an account? " }<NavLink to={Route::SignIn} {return_to}>{ "Sign in" }</NavLink></p>
            </Page>
        </RedirectIfSignedIn>
    }
}
