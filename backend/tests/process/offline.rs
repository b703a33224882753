//! The example of docs/guides/verify-offline.md against a running backend.

use anyhow::Result;

use crate::caller::Caller;
use crate::program::{Program, command};

#[expect(dead_code, reason = "its main is for those who run it")]
#[path = "../../examples/verify_offline.rs"]
mod verify_offline;

#[tokio::test]
async fn another_service_verifies_with_nothing_but_the_public_keys() -> Result<()> {
    for algorithm in ["es256", "eddsa", "rs256"] {
        let folder = tempfile::tempdir()?;
        let mut command = command(folder.path());
        let api = "http://localhost:3000";
        command.env("SIGNING_ALGORITHM", algorithm).env("API_DOMAIN", api);
        let program = Program::start(&mut command)?;
        let issuer = format!("{api}/auth");

        let token = Caller::sign_demo(&program).await?.access;

        let keys = verify_offline::fetch_keys(&program.url("/auth")).await?;
        let caller = verify_offline::verify(&token, &keys, &issuer)?;
        assert_eq!(caller.tenant_id, "acme", "{algorithm}");
        assert!(!caller.sub.is_empty());

        let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
        let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
        assert!(verify_offline::verify(&forged, &keys, &issuer).is_err(), "{algorithm}");
        assert!(verify_offline::verify(&token, &keys, "http://evil.test").is_err());
    }
    Ok(())
}
