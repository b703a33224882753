//! A claim of the session, read in the page.

use session_client::SessionState;
use session_client::claims::{Claim, ClaimType};
use yew::prelude::*;

use super::hooks::use_session;

/// What [`use_claim_value`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimValue<T> {
    /// It is not known yet whether there is a session.
    Loading,
    /// No user is signed in.
    NoSession,
    /// The session does not have the claim, or has one of another type.
    Missing,
    /// Its value.
    Value(T),
}

/// The value of a claim in the access token's payload. Good for showing things; what the user may do
/// is decided by the server.
///
/// ```
/// use frontend::session::{ClaimValue, use_claim_value};
/// use session_client::claims::BooleanClaim;
/// use yew::prelude::*;
///
/// const VERIFIED: BooleanClaim = BooleanClaim::new("st-ev");
///
/// #[component]
/// fn Badge() -> Html {
///     let verified = use_claim_value(&VERIFIED) == ClaimValue::Value(true);
///     html! { if verified { { "verified" } } }
/// }
/// ```
#[hook]
pub fn use_claim_value<T: ClaimType>(claim: &Claim<T>) -> ClaimValue<T> {
    match use_session().state {
        SessionState::Loading => ClaimValue::Loading,
        SessionState::SignedOut(_) => ClaimValue::NoSession,
        SessionState::SignedIn(info) => claim
            .get_value_from_payload(&info.access_token_payload)
            .map_or(ClaimValue::Missing, ClaimValue::Value),
    }
}
