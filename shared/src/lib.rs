//! What crosses the wire between the frontend and the backend, compiled by both.
//!
//! Endpoints with their path, method, request and response; wrapped ids; the closed list of error
//! types; cookie and header names; the rules for e-mail addresses and passwords. No I/O, and
//! nothing that only one side needs.

#![deny(missing_docs)]

mod account;
mod base64_text;
mod client_config;
mod comment;
mod endpoint;
mod error;
mod form;
mod front_token;
mod id;
mod login_methods;
pub mod names;
mod own_sessions;
pub mod rules;
mod session;
mod status;
mod user;
mod user_part;

pub use account::{
    AccountResponse, ChangePassword, ChangePasswordRequest, ConfirmPassword,
    ConfirmPasswordRequest, DeleteAccount,
};
pub use base64_text::decode_base64_text;
pub use client_config::{
    ClientConfig, DEFAULT_API_BASE_PATH, DEFAULT_SESSION_EXPIRED_STATUS_CODE, TokenTransfer,
};
pub use comment::{
    COMMENT_MAX_CHARS, Comment, CommentList, CreateComment, CreateCommentRequest, LikeComment,
    LikeCommentRequest, LikeCommentResponse, ListComments,
};
pub use endpoint::{Endpoint, Method, NoBody, Scope, path};
pub use error::{ClaimValidationError, ErrorBody, ErrorType};
pub use form::{
    EMAIL_FIELD, EmailExists, EmailExistsResponse, FieldError, FormField, FormRequest,
    PASSWORD_FIELD, SignIn, SignInResponse, SignUp, SignUpResponse,
};
pub use front_token::{FrontToken, FrontTokenError};
pub use id::{CommentId, InvalidId, SessionHandle, TenantId, UserId};
pub use login_methods::{Enabled, LoginMethods, LoginMethodsResponse, ThirdParty};
pub use own_sessions::{
    ListSessions, RevokeOtherSessions, RevokeSession, RevokedSessions, SessionEntry, SessionPage,
    session_path,
};
pub use session::{
    Discovery, GetJwt, GetJwtResponse, GetSession, Jwks, OpenIdConfiguration, Refresh,
    RefreshResponse, SessionInfo, SignOut, SignOutResponse,
};
pub use user::{LoginMethod, User, WebAuthn};
pub use user_part::{
    GetDataOfSession, GetPayload, GetPayloadOfSession, GetSessionData, MergeDataOfSession,
    MergePayload, MergePayloadOfSession, MergeSessionData, PutDataOfSession, PutPayload,
    PutPayloadOfSession, PutSessionData, SessionData, SessionPayload,
};
