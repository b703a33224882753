//! How a session ends, and what its user is told.

use anyhow::{Result, ensure};

use crate::harness::journey;
use crate::person::PASSWORD;

const EMAIL: &str = "ada@example.com";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn after_signing_out_the_way_back_shows_nothing() -> Result<()> {
    journey("back", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let handle = ada.reads("Session handle").await?;
        ada.follows("Devices").await?;
        ada.sees_page("Devices").await?;
        ada.signs_out().await?;
        ada.sees_page("Sign in").await?;
        ada.sees_text("You are signed out.").await?;
        ensure!(ada.evaluates("location.search").await? == "", "the next person begins anew");
        ada.goes_back().await?;
        ada.sees_page("Sign in").await?;
        ada.sees_no(&format!("//*[text()='{handle}']")).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_session_that_was_ended_elsewhere_says_so() -> Result<()> {
    journey("revoked", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let end_all_others = format!(
            "void (async () => {{
                const send = (path, method, token, body) => fetch(path, {{ method, credentials: 'omit',
                    headers: {{ 'content-type': 'application/json', rid: 'session', 'st-auth-mode': 'header',
                        ...(token && {{ authorization: `Bearer ${{token}}` }}) }},
                    body: body && JSON.stringify(body) }});
                const signedIn = await send('/auth/signin', 'POST', null, {{ formFields: [
                    {{ id: 'email', value: '{EMAIL}' }}, {{ id: 'password', value: '{PASSWORD}' }}] }});
                const ended = await send('/api/sessions', 'DELETE', signedIn.headers.get('st-access-token'));
                document.body.dataset.ended = ended.status;
            }})()"
        );
        ada.evaluates(&end_all_others).await?;
        ada.waits_until("document.body.dataset.ended === '200'").await?;
        ada.presses("Refresh session").await?;
        ada.sees_page("Sign in").await?;
        ada.sees_text("Your session was ended from elsewhere. Sign in again.").await?;
        // Chromium's own note of the 401.
        ada.console().await?;
        Ok(())
    })
    .await
}

/// The page learns from the server what it is like: nothing of it is built into the page.
#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn the_page_follows_the_servers_settings() -> Result<()> {
    let settings = [
        ("API_BASE_PATH", "/api/v1/auth"),
        ("SESSION_EXPIRED_STATUS_CODE", "440"),
        ("TOKEN_TRANSFER", "header"),
        ("PASSWORD_MIN_LENGTH", "14"),
        ("ACCESS_TOKEN_VALIDITY", "3"),
    ];
    journey("settings", &settings, async |ada| {
        ada.visits("/signup").await?;
        ada.sees_page("Sign up").await?;
        ada.sees_text("At least 14 characters. A sentence is fine.").await?;
        ada.signs_up(EMAIL).await?;
        ada.sees("//dd[.='Headers']").await?;
        let handle = ada.reads("Session handle").await?;
        ada.waits_until(
            "performance.getEntriesByType('resource')
                .some(request => request.name.endsWith('/api/v1/auth/session/refresh'))",
        )
        .await?;
        ada.reloads().await?;
        ada.sees_page("Your session").await?;
        ensure!(ada.reads("Session handle").await? == handle);
        ada.signs_out().await?;
        ada.sees_page("Sign in").await?;
        // A first visit asks whether there is a session; the server says 440.
        ada.console().await?;
        Ok(())
    })
    .await
}
