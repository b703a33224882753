//! kill -9 right after a 200: after the restart the session is as the answer said.

use anyhow::Result;
use reqwest::StatusCode;

use crate::caller::Caller;
use crate::program::{Program, command};

#[tokio::test]
async fn what_was_answered_survives_kill_9() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // Without grace, a step of the rotation that was lost would show as theft.
    let start = || Program::start(command(folder.path()).env("REFRESH_GRACE", "0"));

    let program = start()?;
    let mut ada = Caller::sign(&program, "/auth/signup").await?;
    program.kill()?;

    let program = start()?;
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK, "the sign-up was kept");
    program.kill()?;

    let program = start()?;
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK, "the refresh was kept");
    let mut second = Caller::sign(&program, "/auth/signin").await?;
    program.kill()?;

    let program = start()?;
    assert_eq!(second.refresh(&program).await?, StatusCode::OK, "the sign-in was kept");
    assert_eq!(second.sign_out(&program).await?, StatusCode::OK);
    program.kill()?;

    let program = start()?;
    assert_eq!(second.refresh(&program).await?, StatusCode::UNAUTHORIZED, "so was the sign-out");
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK, "the other session lives");
    Ok(())
}
