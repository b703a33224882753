//! No user needs a mouse.

use anyhow::{Context, Result};
use thirtyfour::Key;

use crate::harness::journey;
use crate::person::{PASSWORD, Person};

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn signing_up_takes_only_the_keyboard() -> Result<()> {
    journey("keyboard", &[], async |ada| {
        ada.visits("/signup").await?;
        ada.sees_page("Sign up").await?;
        tabs_to(ada, "E-mail").await?;
        ada.types("ada@example.com").await?;
        tabs_to(ada, "Password").await?;
        ada.types(PASSWORD).await?;
        ada.types(Key::Enter).await?;
        ada.sees_page("Your session").await
    })
    .await
}

/// Presses Tab until the field of this label has the focus.
async fn tabs_to(person: &Person, label: &str) -> Result<()> {
    /// More than there is on any page before a form's last field.
    const STOPS: usize = 20;
    for _ in 0..STOPS {
        person.types(Key::Tab).await?;
        let focused = person.evaluates("document.activeElement.labels?.[0]?.innerText").await?;
        if focused.as_str().is_some_and(|text| text.trim() == label) {
            return Ok(());
        }
    }
    None.with_context(|| format!("Tab does not lead to the field \"{label}\""))
}
