//! The session as components see it: [`SessionProvider`] gives its state and its client to all
//! components below it, the hooks read them, and the guards show pages only to those they are for.

mod conditions;
mod hooks;
mod provider;
mod redirect_if_signed_in;
mod require_session;
mod session_banner;
mod session_placeholder;
mod use_claim_value;
mod use_config;
mod use_online;
mod use_query;
mod use_reauthentication;
mod use_refresh;
mod use_session_event;
mod use_sessions;
mod use_tenants;

pub use conditions::{ConditionProps, ServerUnreachable, SessionLoading, SignedIn, SignedOut};
pub use hooks::{
    use_access_token_payload, use_does_session_exist, use_session, use_session_countdown,
    use_sign_out, use_tenant_id, use_user, use_user_id,
};
pub use provider::{SessionContext, SessionProvider, SessionProviderProps};
pub use redirect_if_signed_in::{RedirectIfSignedIn, RedirectIfSignedInProps};
pub use require_session::{RequireSession, RequireSessionProps};
pub use session_banner::SessionBanner;
pub use session_placeholder::session_placeholder;
pub use use_claim_value::{ClaimValue, use_claim_value};
pub use use_config::use_config;
pub use use_online::use_online;
pub use use_query::{Query, use_query};
pub use use_reauthentication::{
    Reauthentication, ReauthenticationProvider, ReauthenticationProviderProps, use_reauthentication,
};
pub use use_refresh::{RefreshHandle, use_refresh};
pub use use_session_event::use_session_event;
pub use use_sessions::{SessionsHandle, use_sessions};
pub use use_tenants::{TenantsHandle, use_tenants};
