//! Make an account.

use yew::prelude::*;

use crate::components::{CredentialsForm, NavLink, Page, RedirectIfSignedIn};
use crate::hooks::{use_place, use_session, use_sign_up};
use crate::route::{Next, Route};

/// The sign-up page. Signing up signs in.
#[component]
pub fn SignUp() -> Html {
    let sign_up = use_sign_up();
    let next = Next::of(&use_place().address).wanted();
    let min_chars = use_session().client.api().config().password_min_length;
    let hint = format!("At least {min_chars} characters. A sentence is fine.");
    html! {
        <RedirectIfSignedIn>
            <Page title="Sign up" narrow=true>
                <CredentialsForm action="Sign up" busy_action="Signing up…"
                    password_autocomplete="new-password" password_hint={hint}
                    busy={sign_up.state.is_busy()} problem={sign_up.state.error().cloned()}
                    onsubmit={sign_up.run} />
                <p>{ "Have an account? " }<NavLink to={Route::SignIn} {next}>{ "Sign in" }</NavLink></p>
            </Page>
        </RedirectIfSignedIn>
    }
}
