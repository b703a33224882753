//! What the README's two terminals start: `trunk serve`, which passes calls on to `cargo run`.
//! `cargo xtask test --only dev` starts both and plays this.

use std::env;

use anyhow::{Context, Result};

use crate::harness::visit;
use crate::person::PASSWORD;

const EMAIL: &str = "ada@example.com";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_person_signs_up_and_in_through_the_proxy() -> Result<()> {
    let site = env::var("SITE").context("SITE is not set: run `cargo xtask test --only dev`")?;
    visit("two-terminals", site, async |ada| {
        ada.signs_up(EMAIL).await?;
        ada.reloads().await?;
        ada.sees_page("Your session").await?;
        ada.signs_out().await?;
        ada.visits("/dashboard").await?;
        ada.signs_in(EMAIL, PASSWORD).await?;
        ada.sees_page("Your session").await
    })
    .await
}
