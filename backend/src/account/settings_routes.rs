//! The caller's account: change the password, give it again, delete everything.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use shared::{AccountResponse, ChangePassword, ConfirmPassword, DeleteAccount};

use crate::account::{Accounts, ChangeOutcome};
use crate::error::Error;
use crate::state::AppState;
use session::{Device, Session, Sessions};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .mount(ChangePassword, change_password)
        .mount(ConfirmPassword, confirm_password)
        .mount(DeleteAccount, delete_account)
}

async fn change_password(
    State(accounts): State<Accounts>,
    State(sessions): State<Sessions>,
    device: Device,
    session: Session,
    input: Input<ChangePassword>,
) -> Result<Json<AccountResponse>, Error> {
    sessions.require_recent_sign_in(&session).await?;
    let (current, new) = (&input.body.current_password, &input.body.new_password);
    response(accounts.change_password(&session, current, new, &device).await?)
}

async fn confirm_password(
    State(accounts): State<Accounts>,
    device: Device,
    session: Session,
    input: Input<ConfirmPassword>,
) -> Result<Json<AccountResponse>, Error> {
    response(accounts.confirm_password(&session, &input.body.password, &device).await?)
}

async fn delete_account(
    State(accounts): State<Accounts>,
    State(sessions): State<Sessions>,
    session: Session,
) -> Result<Json<AccountResponse>, Error> {
    sessions.require_recent_sign_in(&session).await?;
    accounts.delete(&session).await?;
    session.clear_tokens()?;
    Ok(Json(AccountResponse {}))
}

fn response(outcome: ChangeOutcome) -> Result<Json<AccountResponse>, Error> {
    match outcome {
        ChangeOutcome::Done => Ok(Json(AccountResponse {})),
        ChangeOutcome::WrongPassword => Err(Error::WrongPassword),
        ChangeOutcome::WeakPassword(sentence) => Err(Error::WeakPassword(sentence)),
    }
}
