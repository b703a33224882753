//! What crosses the wire between the frontend and the backend, compiled by both.
//!
//! Endpoints with their path, method, request and response; wrapped ids; the closed list of error
//! types; cookie and header names; the rules for e-mail addresses and passwords. No I/O, and
//! nothing that only one side needs.

#![deny(missing_docs)]

mod access_token_payload;
mod account;
pub mod activity;
mod client_config;
pub mod comments;
mod device_name;
pub mod diagnostics;
mod endpoint;
mod endpoint_macro;
mod error;
mod field_error;
mod form;
mod front_token;
mod id;
mod login_methods;
pub mod names;
mod own_sessions;
mod params;
pub mod rules;
mod session;
mod status;
pub mod tenants;
mod time;
mod url;
mod user;
mod user_part;

pub use access_token_payload::{AccessTokenPayload, ISSUER, InvalidPayload, PROTECTED};
pub use account::{
    Account, AccountResponse, ChangePassword, ChangePasswordRequest, ConfirmPassword,
    ConfirmPasswordRequest, DeleteAccount, ExportAccount, GetAccount,
};
pub use client_config::{
    ClientConfig, DEFAULT_API_BASE_PATH, DEFAULT_REFRESH_TOKEN_VALIDITY,
    DEFAULT_SESSION_EXPIRED_STATUS_CODE, GetConfig, TokenTransfer,
};
pub use device_name::{DeviceKind, device_name};
pub use endpoint::{Endpoint, EndpointInfo, Method, NoBody, NoQuery, Scope};
pub use error::{ClaimValidationError, ErrorBody, ErrorType};
pub use field_error::FieldError;
pub use form::{
    EMAIL_FIELD, EmailExists, EmailExistsQuery, EmailExistsResponse, FormField, FormRequest,
    PASSWORD_FIELD, SignIn, SignInResponse, SignUp, SignUpResponse,
};
pub use front_token::{FrontToken, FrontTokenError};
pub use id::{InvalidId, SessionHandle, TenantId, UserId};
pub use login_methods::{Enabled, LoginMethods, LoginMethodsResponse, ThirdParty};
pub use own_sessions::{
    ListSessions, ListSessionsQuery, RevokeOtherSessions, RevokeSession, RevokedSessions,
    SessionEntry, SessionPage,
};
pub use params::{PathParam, PathParams, is_segment, path_fits_params};
pub use session::{
    Discovery, GetJwt, GetJwtResponse, GetSession, Jwks, OpenIdConfiguration, Refresh,
    RefreshResponse, SessionInfo, SignOut, SignOutResponse,
};
pub use time::Timestamp;
pub use url::{InvalidAddress, fill_path, query_string};
pub use user::{LoginMethod, User, WebAuthn};
pub use user_part::{
    GetDataOfSession, GetPayload, GetPayloadOfSession, GetSessionData, MergeDataOfSession,
    MergePayload, MergePayloadOfSession, MergeSessionData, PutDataOfSession, PutPayload,
    PutPayloadOfSession, PutSessionData, SessionData, SessionPayload,
};

/// The lists of the files with endpoints. A new file gets a line here.
const LISTS: &[&[EndpointInfo]] = &[
    account::LIST,
    activity::LIST,
    client_config::LIST,
    comments::LIST,
    diagnostics::LIST,
    form::LIST,
    login_methods::LIST,
    own_sessions::LIST,
    session::LIST,
    tenants::LIST,
    user_part::LIST,
];

/// All endpoints of the API, from their types.
pub const ENDPOINTS: &[EndpointInfo] = &endpoint::flatten::<{ endpoint::count(LISTS) }>(LISTS);
