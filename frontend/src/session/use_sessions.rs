//! The user's sessions, in pages, and the ways to end them.

use std::future::Future;

use session_client::{ApiClient, ApiError};
use shared::{
    ListSessions, ListSessionsQuery, RevokeOtherSessions, RevokeSession, RevokedSessions,
    SessionHandle, SessionPage, TenantId,
};
use yew::prelude::*;

use super::hooks::use_session;
use super::use_query::{Query, use_query};
use super::use_reauthentication::use_reauthentication;
use crate::hooks::{Mutation, use_mutation};

/// What [`use_sessions`] gives.
pub struct SessionsHandle {
    /// The sessions that were fetched so far, in one page.
    pub list: Query<SessionPage>,
    /// Fetches the next page, too.
    pub more: Callback<()>,
    /// Ends one.
    pub revoke: Mutation<SessionHandle, usize, ApiError>,
    /// Ends all but this one.
    pub revoke_others: Mutation<(), usize, ApiError>,
}

/// The user's live sessions of one tenant, or of all.
#[hook]
pub fn use_sessions(tenant: Option<TenantId>) -> SessionsHandle {
    let api = use_session().api();
    let pages = use_state_eq(|| 1_usize);
    let list = {
        let api = api.clone();
        use_query((tenant, *pages), move |(tenant, pages)| fetch(api, tenant, pages))
    };
    let more = Callback::from({
        let (setter, next) = (pages.setter(), *pages + 1);
        move |()| setter.set(next)
    });
    let confirm = use_reauthentication();
    let revoke = {
        let (api, confirm, reload) = (api.clone(), confirm.clone(), list.reload.clone());
        use_mutation(move |handle: SessionHandle| {
            let api = api.clone();
            let (confirm, reload) = (confirm.clone(), reload.clone());
            async move {
                let revoke = || count(api.to(RevokeSession).params(handle.clone()).send());
                then_reload(confirm.guard(revoke), reload).await
            }
        })
    };
    let revoke_others = {
        let reload = list.reload.clone();
        use_mutation(move |()| {
            let api = api.clone();
            let (confirm, reload) = (confirm.clone(), reload.clone());
            async move {
                let revoke = || count(api.to(RevokeOtherSessions).send());
                then_reload(confirm.guard(revoke), reload).await
            }
        })
    };
    SessionsHandle { list, more, revoke, revoke_others }
}

async fn fetch(
    api: ApiClient,
    tenant_id: Option<TenantId>,
    pages: usize,
) -> Result<SessionPage, ApiError> {
    let mut all = SessionPage::default();
    for _ in 0..pages {
        let query = ListSessionsQuery { tenant_id: tenant_id.clone(), after: all.after.take() };
        let page = api.to(ListSessions).query(query).send().await?;
        all.sessions.extend(page.sessions);
        all.after = page.after;
        if all.after.is_none() {
            break;
        }
    }
    Ok(all)
}

async fn count(
    call: impl Future<Output = Result<RevokedSessions, ApiError>>,
) -> Result<usize, ApiError> {
    call.await.map(|response| response.revoked.len())
}

async fn then_reload<T>(
    work: impl Future<Output = Result<T, ApiError>>,
    reload: Callback<()>,
) -> Result<T, ApiError> {
    let outcome = work.await;
    reload.emit(());
    outcome
}
