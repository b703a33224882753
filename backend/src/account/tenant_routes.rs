//! The tenants that a visitor may know of, and the way from one of one's own to another.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use shared::tenants::{ListTenants, SwitchTenant, SwitchTenantResponse, TenantList};

use crate::account::{Accounts, tenants, user_tenants};
use crate::error::Error;
use crate::state::AppState;
use session::{Device, Session, Sessions};

pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(ListTenants, list).mount(SwitchTenant, switch)
}

async fn list(
    State(app): State<AppState>,
    session: Option<Session>,
) -> Result<Json<TenantList>, Error> {
    let mut list = TenantList { listed: tenants::list_listed(&app.db).await?, own: Vec::new() };
    if let Some(session) = session {
        app.sessions.check_current(&session).await?;
        list.own = user_tenants::list(&app.db, session.get_user_id()).await?;
    }
    Ok(Json(list))
}

/// A tenant of others is answered exactly like one that does not exist. It asks for a recent sign-in:
/// an access token is handed to other services, and must not be enough to get a refresh token with.
async fn switch(
    State(accounts): State<Accounts>,
    State(sessions): State<Sessions>,
    device: Device,
    session: Session,
    input: Input<SwitchTenant>,
) -> Result<Json<SwitchTenantResponse>, Error> {
    sessions.require_recent_sign_in(&session).await?;
    let tenant_id = input.params;
    if !accounts.switch_tenant(&session, &tenant_id, &device).await? {
        return Err(Error::not_found());
    }
    let user_id = session.get_user_id().clone();
    Ok(Json(SwitchTenantResponse { user_id, tenant_id }))
}
