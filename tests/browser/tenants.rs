//! Tenants do not see each other.

use anyhow::Result;

use crate::harness::journey;
use crate::person::PASSWORD;

const PUBLIC_COMMENT: &str = "Said in public.";
/// The tenant on the key card.
const IN_ACME: &str = "//section[@aria-label='Your session']//span[text()='acme']";
const ACME_COMMENT: &str = "Said at Acme.";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_tenant_keeps_its_people_and_comments_apart() -> Result<()> {
    journey("tenants", &[], async |person| {
        person.signs_up("ada@example.com").await?;
        person.follows("Comments").await?;
        person.fills_in("Your comment", PUBLIC_COMMENT).await?;
        person.presses("Post comment").await?;
        person.sees_text(PUBLIC_COMMENT).await?;
        person.signs_out().await?;

        person.visits("/signup").await?;
        person.sees_page("Sign up").await?;
        person.fills_in("E-mail", "ada@example.com").await?;
        person.fills_in("Password", PASSWORD).await?;
        person.picks("acme").await?;
        person.presses("Sign up").await?;
        person.sees(IN_ACME).await?;
        person.follows("Comments").await?;
        person.fills_in("Your comment", ACME_COMMENT).await?;
        person.presses("Post comment").await?;
        person.sees_text(ACME_COMMENT).await?;
        person.sees_no(&format!("//*[text()='{PUBLIC_COMMENT}']")).await?;
        person.signs_out().await?;

        person.visits("/signin").await?;
        person.sees_page("Sign in").await?;
        person.picks("acme").await?;
        person.signs_in("ada@example.com", PASSWORD).await?;
        person.sees(IN_ACME).await?;
        Ok(())
    })
    .await
}
