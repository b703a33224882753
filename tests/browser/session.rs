//! The life of a session, from sign-up to sign-out.

use anyhow::{Context, Result, ensure};

use crate::harness::{journey, output_folder};
use crate::person::Person;

const EMAIL: &str = "ada@example.com";
/// When the access token expires, in milliseconds, as the page knows it.
const EXPIRY: &str = "JSON.parse(atob(document.cookie.match(/sFrontToken=([^;]+)/)[1])).ate";
/// The teeth of the key on the card.
const KEY: &str = "[...document.querySelectorAll('.KeyCard .Cut rect')].map(tooth => tooth.getAttribute('height')).join()";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_session_outlives_its_access_token() -> Result<()> {
    let settings = [("ACCESS_TOKEN_VALIDITY", "3")];
    journey("session", &settings, async |ada| {
        ada.signs_up(EMAIL).await?;
        let user_id = ada.reads("User id").await?;
        let handle = ada.reads("Session handle").await?;

        // The page renews the token by itself while it is looked at.
        let expiry = access_token_expiry(ada).await?;
        ada.waits_until(&format!("{EXPIRY} > {expiry}")).await?;
        ensure!(refreshes_on_this_page(ada).await? > 0);
        ada.follows("Comments").await?;
        ada.sees_page("Comments").await?;
        posts_and_likes_a_comment(ada).await?;

        ada.follows("Session").await?;
        ensure!(ada.reads("Session handle").await? == handle);

        ada.follows("Token").await?;
        ada.sees_page("Access token").await?;
        let payload = ada.sees("//dl[starts-with(@aria-label, 'Payload')]").await?;
        ensure!(payload.text().await?.contains(&user_id));

        ada.signs_out().await?;
        ada.visits("/dashboard").await?;
        ada.sees_page("Sign in").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_reload_stays_signed_in() -> Result<()> {
    journey("reload", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let handle = ada.reads("Session handle").await?;
        ada.reloads().await?;
        ada.sees_page("Your session").await?;
        ensure!(ada.reads("Session handle").await? == handle);
        Ok(())
    })
    .await
}

/// Safari forgets what scripts wrote after a week, and a deploy takes a moment: both at once must
/// not sign any user out.
#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_server_out_of_reach_signs_nobody_out() -> Result<()> {
    journey("unreachable", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let handle = ada.reads("Session handle").await?;
        ada.loses_cookies_of_scripts().await?;
        ada.cannot_reach(&["*/session/refresh"]).await?;
        ada.reloads().await?;
        ada.sees_alert("The server cannot be reached").await?;
        ada.presses("Try again").await?;
        ada.sees_alert("The server cannot be reached").await?;
        ada.takes_picture(&output_folder("screenshots")?.join("unreachable.png")).await?;
        ensure!(ada.path().await? == "/dashboard");

        // The page tries again by itself.
        ada.cannot_reach(&[]).await?;
        ada.sees_page("Your session").await?;
        ensure!(ada.reads("Session handle").await? == handle);
        // Chromium's own notes of the refreshes that did not get through.
        ada.console().await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_refresh_on_demand_cuts_a_new_key() -> Result<()> {
    journey("refresh", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let old_key = ada.evaluates(KEY).await?;
        ada.presses("Refresh session").await?;
        ada.sees("//*[@role='status'][contains(., 'A new key was cut.')]").await?;
        ensure!(ada.evaluates(KEY).await? != old_key);
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn signing_out_in_one_tab_signs_out_the_other() -> Result<()> {
    journey("tabs", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        let first_tab = ada.opens_tab().await?;
        ada.visits("/token").await?;
        ada.sees_page("Access token").await?;
        ada.signs_out().await?;
        ada.goes_to_tab(first_tab).await?;
        ada.sees_page("Sign in").await
    })
    .await
}

async fn posts_and_likes_a_comment(ada: &Person) -> Result<()> {
    ada.fills_in("Your comment", "Sessions done right.").await?;
    ada.presses("Post comment").await?;
    ada.sees_text("Sessions done right.").await?;
    ada.presses("Like comment: 0 likes").await?;
    let like = ada.sees_button("Liked comment: 1 like").await?;
    ensure!(like.attr("aria-disabled").await?.as_deref() == Some("true"));
    ada.sees("//time[contains(@datetime, 'T')]").await?;
    Ok(())
}

/// What the page itself goes by: the readable half of the session's cookies.
async fn access_token_expiry(person: &Person) -> Result<f64> {
    person.evaluates(EXPIRY).await?.as_f64().context("the front token has an expiry")
}

async fn refreshes_on_this_page(person: &Person) -> Result<u64> {
    let script = "performance.getEntriesByType('resource')\
                  .filter(request => request.name.endsWith('/session/refresh')).length";
    person.evaluates(script).await?.as_u64().context("a count")
}
