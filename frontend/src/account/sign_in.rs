//! The sign-in page.

use session_client::SignOutReason;
use yew::prelude::*;
use yew_router::hooks::use_location;

use super::credentials_form::CredentialsForm;
use super::gate::Gate;
use super::hooks::use_sign_in;
use crate::navigation::NavLink;
use crate::route::{ReturnTo, Route};
use crate::session::{RedirectIfSignedIn, use_session};
use crate::ui::{error_notice, status_notice, warning_notice};

/// The sign-in page. `?next=` says where to go afterwards, `?tenant=` to which tenant.
#[component]
pub fn SignIn() -> Html {
    let send = use_sign_in();
    let reason = use_session().state.sign_out_reason();
    let query = ReturnTo::from_location(use_location().as_ref());
    let (tenant, return_to) = (query.tenant(), query.if_wanted());
    html! {
        <RedirectIfSignedIn>
            <Gate title="Sign in" lead="Good to see you again.">
                { sign_out_notice(reason) }
                <CredentialsForm action="Sign in" {tenant}
                    busy={send.is_busy()} problem={send.error().cloned()} onsubmit={send.callback()} />
                <p class="soft">{ "No account yet? " }<NavLink to={Route::SignUp} {return_to}>{ "Sign up" }</NavLink></p>
            </Gate>
        </RedirectIfSignedIn>
    }
}

/// Why the visitor is not signed in any more.
fn sign_out_notice(reason: Option<SignOutReason>) -> Html {
    match reason {
        None | Some(SignOutReason::Never) => Html::default(),
        Some(SignOutReason::SignedOut) => status_notice("You are signed out."),
        Some(SignOutReason::SignedOutElsewhere) => {
            status_notice("You are signed out, from another tab.")
        }
        Some(SignOutReason::Expired) => warning_notice("Your session has expired. Sign in again."),
        Some(SignOutReason::Revoked) => {
            warning_notice("Your session was ended from elsewhere. Sign in again.")
        }
        Some(SignOutReason::Theft) => error_notice(
            "A used key of your session came back, so it was ended for safety. If that was not you, change your password.",
        ),
    }
}
