//! A client that signs in.

use anyhow::{Context, Result};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use crate::program::Program;

/// A header-mode client: it shows what the server answered, nothing else.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) http: Client,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Caller {
    /// Signs Ada up or in.
    pub(crate) async fn sign(program: &Program, route: &str) -> Result<Self> {
        Self::sign_as(program, route, ["ada@example.com", "correct horse"]).await
    }

    /// Signs the demo user of `acme` in.
    pub(crate) async fn sign_demo(program: &Program) -> Result<Self> {
        let demo = [backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD];
        Self::sign_as(program, "/auth/acme/signin", demo).await
    }

    /// Signs a user up.
    pub(crate) async fn sign_up(program: &Program, email: &str) -> Result<Self> {
        Self::sign_as(program, "/auth/signup", [email, "correct horse"]).await
    }

    async fn sign_as(program: &Program, route: &str, [email, password]: [&str; 2]) -> Result<Self> {
        let fields = json!([
            {"id": "email", "value": email},
            {"id": "password", "value": password},
        ]);
        let http = Client::new();
        let call = http.post(program.url(route)).header("st-auth-mode", "header");
        let reply = call.json(&json!({ "formFields": fields })).send().await?;
        let (access, refresh) = tokens(&reply)?;
        Ok(Self { http, access, refresh })
    }

    pub(crate) async fn refresh(&mut self, program: &Program) -> Result<StatusCode> {
        self.refresh_at(&program.url("/auth/session/refresh")).await
    }

    pub(crate) async fn refresh_at(&mut self, url: &str) -> Result<StatusCode> {
        let reply = self.http.post(url).bearer_auth(&self.refresh).send().await?;
        if reply.status() == StatusCode::OK {
            (self.access, self.refresh) = tokens(&reply)?;
        }
        Ok(reply.status())
    }

    pub(crate) async fn sign_out(&self, program: &Program) -> Result<StatusCode> {
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
