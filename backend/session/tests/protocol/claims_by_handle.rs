//! Claims of a session by its handle: no request, no reply (wire protocol 8).

use anyhow::{Context, Result};
use futures_util::FutureExt;
use serde_json::{Map, Value, json};
use session::{Claim, NewSession};
use shared::SessionHandle;
use tests::TestApp;

/// A claim that finds who asks.
fn claim() -> Claim {
    Claim::new("st-role", |owner| {
        async move { Ok(Some(json!([owner.user_id, owner.tenant_id]))) }.boxed()
    })
}

async fn open(app: &TestApp) -> Result<SessionHandle> {
    let new = NewSession::of("ada".parse()?, "acme".parse()?);
    let tokens = app.state.sessions.create_new_session(new).await?;
    Ok(tokens.access_token.claims.session_handle.clone())
}

async fn stored(app: &TestApp, handle: &SessionHandle) -> Result<Map<String, Value>> {
    let found = app.state.sessions.get_session_information(handle).await?;
    Ok(found.context("a session")?.custom_claims_in_access_token_payload)
}

#[tokio::test]
async fn a_claim_is_fetched_for_the_sessions_own_user() -> Result<()> {
    let app = TestApp::new().await?;
    let (sessions, handle, claim) = (&app.state.sessions, open(&app).await?, claim());
    assert_eq!(sessions.get_claim_value(&handle, &claim).await?, Some(None));
    assert!(sessions.fetch_and_set_claim(&handle, &claim).await?);
    let expected = json!({"v": ["ada", "acme"], "t": app.now()});
    assert_eq!(stored(&app, &handle).await?["st-role"], expected);
    let value = sessions.get_claim_value(&handle, &claim).await?;
    assert_eq!(value, Some(Some(json!(["ada", "acme"]))));
    Ok(())
}

#[tokio::test]
async fn a_claim_is_set_and_removed() -> Result<()> {
    let app = TestApp::new().await?;
    let (sessions, handle, claim) = (&app.state.sessions, open(&app).await?, claim());
    assert!(sessions.set_claim_value(&handle, &claim, json!("admin")).await?);
    assert_eq!(sessions.get_claim_value(&handle, &claim).await?, Some(Some(json!("admin"))));
    assert!(sessions.remove_claim(&handle, &claim).await?);
    assert!(!stored(&app, &handle).await?.contains_key("st-role"));
    Ok(())
}

#[tokio::test]
async fn validating_fetches_what_is_missing_and_says_what_is_wrong() -> Result<()> {
    let app = TestApp::new().await?;
    let (sessions, handle, claim) = (&app.state.sessions, open(&app).await?, claim());
    let good = claim.includes(json!("ada"));
    let bad = claim.includes(json!("bob"));
    let found = sessions.validate_claims_for_session_handle(&handle, &[good, bad]).await?;
    let errors = found.context("a session")?;
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].reason["actualValue"], json!(["ada", "acme"]));
    assert!(stored(&app, &handle).await?.contains_key("st-role"), "what was fetched is stored");
    // Now that it is there, looking costs one query and writes nothing.
    let before = app.state.db.query_count();
    let again = [claim.includes(json!("ada"))];
    let found = sessions.validate_claims_for_session_handle(&handle, &again).await?;
    assert_eq!(found, Some(Vec::new()));
    assert_eq!(app.state.db.query_count() - before, 1);
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_gone_has_no_claims() -> Result<()> {
    let app = TestApp::new().await?;
    let (sessions, handle, claim) = (&app.state.sessions, open(&app).await?, claim());
    sessions.revoke_session(&handle).await?;
    assert!(!sessions.fetch_and_set_claim(&handle, &claim).await?);
    assert!(!sessions.set_claim_value(&handle, &claim, json!(1)).await?);
    assert!(!sessions.remove_claim(&handle, &claim).await?);
    assert_eq!(sessions.get_claim_value(&handle, &claim).await?, None);
    let validators = [claim.has_value(json!(1))];
    assert_eq!(sessions.validate_claims_for_session_handle(&handle, &validators).await?, None);
    Ok(())
}
