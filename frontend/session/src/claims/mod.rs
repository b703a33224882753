//! Claims as the page reads them: values in the access token's payload, and what is asked of them.
//! The primitive claims of SuperTokens' web client (wire protocol 8). No network and no session.

mod claim;
mod claim_type;
mod validator;

pub use claim::{BooleanClaim, Claim, PrimitiveArrayClaim, PrimitiveClaim};
pub use claim_type::ClaimType;
pub use validator::{ClaimValidator, get_invalid_claims_from_response};
