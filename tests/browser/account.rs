//! What a newcomer does with an account, from the first minute to the last.

use anyhow::{Result, ensure};

use crate::harness::journey;
use crate::person::{PASSWORD, Person};

const EMAIL: &str = "ada@example.com";
const NEW_PASSWORD: &str = "a longer sentence 9";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_newcomer_does_all_there_is_to_do() -> Result<()> {
    journey("newcomer", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        ada.sees(&format!("//section[@aria-label='Your session']//strong[.='{EMAIL}']")).await?;
        edits_session_data(ada).await?;
        ends_another_device(ada).await?;
        chooses_the_dark_look(ada).await?;
        changes_the_password(ada).await?;
        deletes_the_account(ada).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn the_demo_user_goes_from_tenant_to_tenant() -> Result<()> {
    journey("switch", &[], async |demo| {
        demo.visits("/signin").await?;
        demo.signs_in("demo@example.com", "latchkey-demo").await?;
        demo.sees_page("Your session").await?;
        let handle = demo.reads("Session handle").await?;
        demo.opens_menu().await?;
        demo.sees("//*[@id='user-menu']//button[span[.='acme']]").await?.click().await?;
        demo.sees("//button[@aria-label='Session in acme: menu']").await?;
        demo.sees_page("Your session").await?;
        ensure!(demo.reads("Session handle").await? != handle, "a session of its own");
        demo.sees("//ol[@class='Timeline']//p[starts-with(., 'Switched the tenant')]").await?;

        // The one before is gone, and not one more device.
        demo.follows("Devices").await?;
        demo.sees_text("No other devices").await
    })
    .await
}

async fn edits_session_data(ada: &Person) -> Result<()> {
    ada.presses("Edit").await?;
    ada.fills_in("A JSON object", "[1]").await?;
    ada.presses("Save").await?;
    ada.sees_text("Not an object: it begins with { and ends with }.").await?;
    ada.fills_in("A JSON object", r#"{"theme":"brass"}"#).await?;
    ada.presses("Save").await?;
    ada.sees("//pre[@aria-label='Session data'][contains(., 'brass')]").await?;
    Ok(())
}

async fn ends_another_device(ada: &Person) -> Result<()> {
    let sign_in = format!(
        "void fetch('/auth/signin', {{ method: 'POST', credentials: 'omit',
            headers: {{ 'content-type': 'application/json', rid: 'emailpassword', 'st-auth-mode': 'header' }},
            body: JSON.stringify({{ formFields: [
                {{ id: 'email', value: '{EMAIL}' }}, {{ id: 'password', value: '{PASSWORD}' }}] }}) }})
            .then(() => document.body.dataset.device = 'there')"
    );
    ada.evaluates(&sign_in).await?;
    ada.waits_until("document.body.dataset.device === 'there'").await?;
    ada.follows("Devices").await?;
    ada.presses("End").await?;
    ada.presses("End session").await?;
    ada.sees("//*[@role='status'][contains(., 'One session has ended.')]").await?;
    ada.sees_text("No other devices").await
}

async fn chooses_the_dark_look(ada: &Person) -> Result<()> {
    ada.opens_menu().await?;
    ada.picks("dark").await?;
    ada.waits_until("document.documentElement.dataset.theme === 'dark'").await?;
    ada.reloads().await?;
    ada.sees_page("Devices").await?;
    ada.waits_until("document.documentElement.dataset.theme === 'dark'").await
}

async fn changes_the_password(ada: &Person) -> Result<()> {
    ada.visits("/account").await?;
    ada.presses("Change").await?;
    ada.fills_in("Current password", "not the password 1").await?;
    ada.fills_in("New password", NEW_PASSWORD).await?;
    ada.presses("Change password").await?;
    ada.sees("//p[@class='Field-error']").await?;
    // Chromium's own note of the refusal.
    ada.console().await?;
    ada.fills_in("Current password", PASSWORD).await?;
    ada.presses("Change password").await?;
    ada.sees("//*[@role='status'][contains(., 'Your password is changed')]").await?;
    ada.signs_out().await?;
    ada.signs_in(EMAIL, NEW_PASSWORD).await?;
    ada.sees_page("Your session").await
}

async fn deletes_the_account(ada: &Person) -> Result<()> {
    ada.visits("/account").await?;
    ada.presses("Delete account").await?;
    let delete = "//dialog//button[normalize-space()='Delete account']";
    ada.fills_in("Your e-mail address", "bob@example.com").await?;
    ada.sees(delete).await?.click().await?;
    ada.sees("//dialog//p[@class='Field-error']").await?;
    ada.fills_in("Your e-mail address", EMAIL).await?;
    ada.sees(delete).await?.click().await?;
    ada.signs_in(EMAIL, NEW_PASSWORD).await?;
    ada.sees_alert("Email or password is wrong.").await
}
