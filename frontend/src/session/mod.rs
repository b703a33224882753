//! The session as components see it: [`SessionProvider`] gives its state and its client to all
//! components below it, the hooks read them, and the guards show pages only to those they are for.

mod hooks;
mod provider;
mod redirect_if_signed_in;
mod require_session;
mod session_placeholder;

pub use hooks::{
    use_access_token_payload, use_does_session_exist, use_session, use_sign_out, use_tenant_id,
    use_user_id,
};
pub use provider::{SessionContext, SessionProvider, SessionProviderProps};
pub use redirect_if_signed_in::{RedirectIfSignedIn, RedirectIfSignedInProps};
pub use require_session::{RequireSession, RequireSessionProps};
pub use session_placeholder::session_placeholder;
