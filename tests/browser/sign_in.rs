//! Signing in: what it refuses, and where it leads.

use anyhow::{Result, ensure};

use crate::harness::journey;
use crate::person::PASSWORD;

const EMAIL: &str = "ada@example.com";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_wrong_password_is_refused() -> Result<()> {
    journey("wrong-password", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        ada.signs_out().await?;
        ada.visits("/signin").await?;
        ada.signs_in(EMAIL, "not the password 1").await?;
        ada.sees_alert("Email or password is wrong.").await?;
        ada.visits("/dashboard").await?;
        ada.sees_page("Sign in").await
    })
    .await
}

/// What a password manager does: both fields at once, by script.
#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_form_that_a_password_manager_filled_in_goes_through() -> Result<()> {
    journey("password-manager", &[], async |ada| {
        ada.visits("/signup").await?;
        ada.sees_page("Sign up").await?;
        let fill = format!(
            "Object.entries({{ email: '{EMAIL}', password: '{PASSWORD}' }}).forEach(([id, text]) => {{
                const field = document.getElementById(id);
                field.value = text;
                field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
            }})"
        );
        ada.evaluates(&fill).await?;
        ada.presses("Sign up").await?;
        ada.sees_page("Your session").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_guarded_page_is_reached_after_signing_in() -> Result<()> {
    journey("guarded", &[], async |ada| {
        ada.signs_up(EMAIL).await?;
        ada.signs_out().await?;
        for (path, heading) in [("/dashboard", "Your session"), ("/token", "Access token")] {
            ada.visits(path).await?;
            ada.signs_in(EMAIL, PASSWORD).await?;
            ada.sees_page(heading).await?;
            ensure!(ada.path().await? == path);
            ada.signs_out().await?;
        }
        Ok(())
    })
    .await
}
