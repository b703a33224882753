//! The session engine: short-lived access tokens that are verified without a database, rotating
//! refresh tokens with theft detection, and the axum layer and extractors around them.
//!
//! [`Sessions`] creates, verifies, refreshes and revokes; [`Session`] is what a handler holds.
//! Refresh tokens are derived from a row and a server key, so concurrent refreshes of one token all
//! get the same new token, and a later reuse is detected as theft.
//!
//! Both types only hand over to the engine's parts, structs that name what they need. To read on,
//! from the outside in: `axum` has the layer and the extractors, `sessions` and `object` the
//! methods, `parts` puts the engine together. `claims` keeps values in the payload of sessions,
//! `manage` makes, changes and ends them, `rotation` refreshes them, `held` is what changes of one
//! while its request is answered. `tokens` issues and verifies, `keys` has what signs and seals,
//! `store` the SQL. Each folder imports only folders that come after it here.

#![deny(missing_docs)]

mod audit;
pub mod axum;
mod claims;
pub mod clock;
mod clock_check;
pub mod config;
mod counters;
mod device;
mod error;
mod events;
mod held;
mod keys;
mod manage;
mod object;
mod parts;
mod rotation;
mod secret;
mod sessions;
mod single_flight;
pub mod store;
mod to_its_end;
mod tokens;

pub use self::axum::LiveSession;
pub use self::axum::options::VerifyOptions;
pub use claims::claim::{Claim, ClaimOwner};
pub use claims::validator::ClaimValidator;
pub use counters::Counters;
pub use device::Device;
pub use error::{SessionError, TryRefresh, Unauthorised};
pub use events::{EndReason, EndedSession, EventFuture, SessionEvents};
pub use held::session_change::SessionChange;
pub use keys::{
    ServerKey, ServerKeyError, ServerKeySource, ServerKeys, SigningKey, SigningKeyError,
    SigningKeys, Unopenable, signing_key_mac,
};
pub use manage::create::{PreparedSession, StoredSession};
pub use manage::new_session::{NewSession, SignInContext};
pub use manage::purge::{PurgeRounds, Purged, purge};
pub use manage::stored::{MAX_SESSION_DATA_BYTES, SessionInformation};
pub use manage::unclaimed::Unclaimed;
pub use manage::user_part::{USER_PART, UserPartChange, user_part};
pub use object::Session;
pub use rotation::request::RefreshRequest;
pub use secret::Secret;
pub use sessions::verify::SessionByValue;
pub use sessions::{Sessions, Surroundings};
pub use shared::{AccessTokenPayload, ISSUER, PROTECTED};
pub use to_its_end::{to_its_end, write_to_its_end};
pub use tokens::access_token;
pub use tokens::pair::{AccessToken, Tokens};
pub use tokens::refresh_token::RefreshToken;
pub use tokens::session_tokens::SessionTokens;
pub use tokens::verified::VerifiedToken;
pub use tokens::verifier::{AntiCsrf, PresentedToken};
