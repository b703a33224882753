//! A user in one tenant or in several: signing in, the lists, and what ends where. On both engines.

use anyhow::{Context, Result};
use backend::account::AssociateOutcome;
use serde_json::json;
use shared::{ErrorType, TenantId, UserId};
use tests::{Client, Database, PASSWORD, TestApp};

use crate::account::{EMAIL, NEW, ada, change};

pub(crate) async fn app(database: &Database) -> Result<TestApp> {
    TestApp::with(&[("DATABASE_URL", &database.url)]).await
}

pub(crate) fn tenant(name: &str) -> Result<TenantId> {
    name.parse().with_context(|| name.to_owned())
}

pub(crate) fn user_of(client: &Client) -> Result<UserId> {
    Ok(client.session()?.uid)
}

/// Ada, who signed up in the default tenant, and is in `acme`, too: a browser in each.
pub(crate) async fn ada_in_two(app: &TestApp) -> Result<(Client, Client)> {
    let here = ada(app).await?;
    let outcome =
        app.state.accounts.associate_user_to_tenant(&tenant("acme")?, &user_of(&here)?).await?;
    assert_eq!(outcome, AssociateOutcome::Associated);
    let mut there = app.browser();
    there.post_form("/auth/acme/signin", EMAIL, PASSWORD).await?.expect_ok()?;
    Ok((here, there))
}

async fn status_of_sign_in(app: &TestApp, path: &str, password: &str) -> Result<String> {
    let reply = app.browser().post_form(path, EMAIL, password).await?.expect_ok()?;
    Ok(reply.json()?["status"].as_str().unwrap_or_default().to_owned())
}

async fn a_user_signs_in_at_their_own_tenants_and_nowhere_else(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let here = ada(&app).await?;
    let (accounts, user) = (&app.state.accounts, user_of(&here)?);
    let wrong = "WRONG_CREDENTIALS_ERROR";
    assert_eq!(status_of_sign_in(&app, "/auth/acme/signin", PASSWORD).await?, wrong);
    accounts.associate_user_to_tenant(&tenant("acme")?, &user).await?;
    for path in ["/auth/signin", "/auth/acme/signin"] {
        let body = app.browser().post_form(path, EMAIL, PASSWORD).await?.expect_ok()?.json()?;
        assert_eq!(body["user"]["id"], json!(user), "{path}");
        assert_eq!(body["user"]["tenantIds"], json!(["acme", "public"]), "{path}");
        assert_eq!(body["user"]["loginMethods"][0]["tenantIds"], body["user"]["tenantIds"]);
    }
    assert_eq!(status_of_sign_in(&app, "/auth/globex/signin", PASSWORD).await?, wrong);
    assert!(accounts.disassociate_user_from_tenant(&tenant("acme")?, &user).await?);
    assert!(!accounts.disassociate_user_from_tenant(&tenant("acme")?, &user).await?);
    assert_eq!(status_of_sign_in(&app, "/auth/acme/signin", PASSWORD).await?, wrong);
    assert_eq!(status_of_sign_in(&app, "/auth/signin", PASSWORD).await?, "OK");
    // In none they are a user still, who can be put back.
    assert!(accounts.disassociate_user_from_tenant(&TenantId::public(), &user).await?);
    assert_eq!(status_of_sign_in(&app, "/auth/signin", PASSWORD).await?, wrong);
    accounts.associate_user_to_tenant(&TenantId::public(), &user).await?;
    assert_eq!(status_of_sign_in(&app, "/auth/signin", PASSWORD).await?, "OK");
    Ok(())
}

async fn who_cannot_come_in_is_told_why(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let here = ada(&app).await?;
    let (accounts, user) = (&app.state.accounts, user_of(&here)?);
    let mut namesake = app.browser();
    namesake.post_form("/auth/acme/signup", EMAIL, NEW).await?.expect_ok()?;
    let nobody: UserId = "nobody".parse()?;
    for (name, user, expected) in [
        ("acme", &user, AssociateOutcome::EmailExists),
        ("public", &user, AssociateOutcome::WasAssociated),
        ("nowhere", &user, AssociateOutcome::UnknownTenant),
        ("globex", &nobody, AssociateOutcome::UnknownUser),
        ("globex", &user, AssociateOutcome::Associated),
    ] {
        let outcome = accounts.associate_user_to_tenant(&tenant(name)?, user).await?;
        assert_eq!(outcome, expected, "{name}");
    }
    // Two users with one address, each with their own password, in tenants of their own.
    assert_eq!(status_of_sign_in(&app, "/auth/acme/signin", NEW).await?, "OK");
    let wrong = status_of_sign_in(&app, "/auth/acme/signin", PASSWORD).await?;
    assert_eq!(wrong, "WRONG_CREDENTIALS_ERROR");
    // And an address that came by association is taken.
    let taken = app.browser().post_form("/auth/globex/signup", EMAIL, PASSWORD).await?;
    assert_eq!(taken.json()?["status"], "FIELD_ERROR");
    Ok(())
}

async fn leaving_a_tenant_ends_the_sessions_there_and_no_others(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (mut here, mut there) = ada_in_two(&app).await?;
    let user = user_of(&here)?;
    app.state.accounts.disassociate_user_from_tenant(&tenant("acme")?, &user).await?;
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    here.refresh().await?.expect_ok()?;
    let left = app.state.sessions.get_all_session_handles_for_user(&user, None).await?;
    assert_eq!(left.len(), 1);
    Ok(())
}

async fn all_tenants_or_one_is_what_lists_and_ends_are_of(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (mut here, there) = ada_in_two(&app).await?;
    let (sessions, user) = (&app.state.sessions, user_of(&here)?);
    let acme = there.session()?.session_handle().context("a handle")?;
    let public = here.session()?.session_handle().context("a handle")?;
    for (query, expected) in
        [("?tenantId=acme", 1), ("?tenantId=public", 1), ("?tenantId=globex", 0), ("", 2)]
    {
        let body = here.get(&format!("/api/sessions{query}")).await?.expect_ok()?.json()?;
        let listed = body["sessions"].as_array().context("a list")?.clone();
        assert_eq!(listed.len(), expected, "{query}");
        let is_meant = |name: &str| query.is_empty() || query.ends_with(name);
        assert!(listed.iter().all(|one| is_meant(one["tenantId"].as_str().unwrap_or("?"))));
    }
    let there_only = Some(tenant("acme")?);
    let found = sessions.get_all_session_handles_for_user(&user, there_only.as_ref()).await?;
    assert_eq!(found, std::slice::from_ref(&acme));
    assert_eq!(sessions.get_all_session_handles_for_user(&user, None).await?.len(), 2);
    let ended = sessions.revoke_all_sessions_for_user(&user, there_only.as_ref()).await?;
    assert_eq!(ended, [acme]);
    here.refresh().await?.expect_ok()?;
    assert_eq!(sessions.revoke_all_sessions_for_user(&user, None).await?, [public]);
    Ok(())
}

async fn a_changed_password_is_for_all_tenants(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (mut here, mut there) = ada_in_two(&app).await?;
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    for path in ["/auth/signin", "/auth/acme/signin"] {
        assert_eq!(status_of_sign_in(&app, path, PASSWORD).await?, "WRONG_CREDENTIALS_ERROR");
        assert_eq!(status_of_sign_in(&app, path, NEW).await?, "OK");
    }
    Ok(())
}

/// Whichever comes first, no session is left in a tenant that the user is not in.
async fn a_sign_in_and_leaving_at_once_leave_no_session_there(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (here, _) = ada_in_two(&app).await?;
    let (acme, user) = (tenant("acme")?, user_of(&here)?);
    for round in 0..8 {
        app.state.accounts.associate_user_to_tenant(&acme, &user).await?;
        let mut browser = app.browser();
        let sign_in = browser.post_form("/auth/acme/signin", EMAIL, PASSWORD);
        // About as long as the password's hash takes, so that some rounds meet in the database.
        let leave = async {
            tokio::time::sleep(std::time::Duration::from_millis(5 * round)).await;
            app.state.accounts.disassociate_user_from_tenant(&acme, &user).await
        };
        let (signed_in, left) = tokio::join!(sign_in, leave);
        signed_in?.expect_ok()?;
        assert!(left?);
        let found = app.state.sessions.get_all_session_handles_for_user(&user, Some(&acme)).await?;
        assert!(found.is_empty(), "round {round}");
    }
    Ok(())
}

tests::on_both_engines!(
    a_user_signs_in_at_their_own_tenants_and_nowhere_else,
    who_cannot_come_in_is_told_why,
    leaving_a_tenant_ends_the_sessions_there_and_no_others,
    all_tenants_or_one_is_what_lists_and_ends_are_of,
    a_changed_password_is_for_all_tenants,
    a_sign_in_and_leaving_at_once_leave_no_session_there,
);
