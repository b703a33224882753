//! kill -9 right after a 200: after the restart the session is as the answer said.

use anyhow::{Context, Result};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use crate::program::{Program, command};

/// A header-mode client: it shows what the server answered, nothing else.
struct Caller {
    http: Client,
    access: String,
    refresh: String,
}

impl Caller {
    async fn sign(program: &Program, route: &str) -> Result<Self> {
        let fields = json!([
            {"id": "email", "value": "ada@example.com"},
            {"id": "password", "value": "correct horse"},
        ]);
        let http = Client::new();
        let call = http.post(program.url(route)).header("st-auth-mode", "header");
        let reply = call.json(&json!({ "formFields": fields })).send().await?;
        let (access, refresh) = tokens(&reply)?;
        Ok(Self { http, access, refresh })
    }

    async fn refresh(&mut self, program: &Program) -> Result<StatusCode> {
        let call = self.http.post(program.url("/auth/session/refresh"));
        let reply = call.bearer_auth(&self.refresh).send().await?;
        if reply.status() == StatusCode::OK {
            (self.access, self.refresh) = tokens(&reply)?;
        }
        Ok(reply.status())
    }

    async fn sign_out(&self, program: &Program) -> Result<StatusCode> {
        let call = self.http.post(program.url("/auth/signout"));
        Ok(call.bearer_auth(&self.access).send().await?.status())
    }
}

fn tokens(reply: &Response) -> Result<(String, String)> {
    let header = |name: &str| -> Result<String> {
        Ok(reply.headers().get(name).context("a token header")?.to_str()?.to_owned())
    };
    Ok((header("st-access-token")?, header("st-refresh-token")?))
}

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
