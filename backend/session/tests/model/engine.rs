//! What a process is asked, and what its answer means in the model's words.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use session::clock::Clock;
use session::{AntiCsrf, Device, RefreshRequest, SessionError, Sessions, Tokens};
use shared::SessionHandle;

use crate::case::Case;
use crate::model::{Answer, Said};

/// An event, as one of the processes hears of it.
#[derive(Clone)]
pub(crate) enum Asked {
    Refresh { token: String, user_agent: Option<&'static str> },
    Revoke(SessionHandle),
    Merge { handle: SessionHandle, marker: i64 },
    Maintenance,
}

/// What a process answers.
pub(crate) enum Answered {
    Refreshed(Box<Result<Tokens, SessionError>>),
    Merged(bool),
    Done,
}

pub(crate) async fn ask(process: Sessions, asked: Asked) -> Result<Answered> {
    Ok(match asked {
        Asked::Refresh { token, user_agent } => {
            Answered::Refreshed(Box::new(refresh(&process, &token, user_agent).await))
        }
        Asked::Revoke(handle) => {
            process.revoke_session(&handle).await?;
            Answered::Done
        }
        Asked::Merge { handle, marker } => {
            let update = Map::from_iter([("marker".to_owned(), json!(marker))]);
            Answered::Merged(process.merge_into_access_token_payload(&handle, &update).await?)
        }
        Asked::Maintenance => {
            process.maintain().await?;
            Answered::Done
        }
    })
}

async fn refresh(
    process: &Sessions,
    token: &str,
    user_agent: Option<&str>,
) -> Result<Tokens, SessionError> {
    let device = Device::new(user_agent, None);
    let (anti_csrf, with_anti_csrf) = (AntiCsrf::NotDue, false);
    let request = RefreshRequest { token, anti_csrf, with_anti_csrf, device: &device };
    process.refresh_session(&request).await
}

impl Case<'_> {
    /// A refresh token that was issued before has its generation; another one is the next, and is
    /// kept. So a second branch is a generation that the model does not expect.
    pub(crate) async fn understand(&mut self, answered: Answered) -> Result<Said> {
        let refreshed = match answered {
            Answered::Done => return Ok(Said::Done),
            Answered::Merged(merged) => return Ok(Said::Merged(merged)),
            Answered::Refreshed(refreshed) => *refreshed,
        };
        let tokens = match refreshed {
            Ok(tokens) => tokens,
            Err(SessionError::Unauthorised(_)) => return Ok(Said::Answer(Answer::Unauthorised)),
            Err(SessionError::TokenTheftDetected) => return Ok(Said::Answer(Answer::Theft)),
            Err(SessionError::General(_)) => return Ok(Said::Answer(Answer::Fault)),
            Err(error) => bail!("a refresh failed: {error}"),
        };
        let known = self.issued.iter().position(|one| *one == tokens.refresh_token);
        let generation = i64::try_from(known.unwrap_or(self.issued.len()))?;
        if known.is_none() {
            self.issued.push(tokens.refresh_token.clone());
        }
        self.world.saw_tokens(&tokens)?;
        let marker = self.marker_of(&tokens).await?;
        Ok(Said::Answer(Answer::Tokens { generation, marker }))
    }

    /// Both processes must take an access token, whichever issued it. One whose rotation was
    /// answered very late has expired.
    async fn marker_of(&self, tokens: &Tokens) -> Result<i64> {
        let marker = |payload: &Map<String, Value>| {
            payload.get("marker").and_then(Value::as_i64).unwrap_or(0)
        };
        let claims = &tokens.access_token.claims;
        let expected = marker(&claims.custom);
        for (process, clock) in self.processes.iter().zip(&self.clocks) {
            if claims.is_expired(clock.now()) {
                continue;
            }
            let presented = process.inspect(&tokens.access_token.text).context("a token")?;
            let session = process.verify(presented, AntiCsrf::NotDue, false).await?;
            let found = marker(&session.get_access_token_payload());
            ensure!(found == expected, "two payloads of one token: {expected}, {found}");
        }
        Ok(expected)
    }
}
