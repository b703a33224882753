//! The caller's account: see it, change the password, give it again, delete everything.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use shared::{
    Account, AccountResponse, ChangePassword, ConfirmPassword, DeleteAccount, GetAccount,
};

use crate::account::{Accounts, ChangeOutcome, users};
use crate::error::Error;
use crate::state::AppState;
use db::Db;
use session::{Device, LiveSession, Session, Sessions, Unauthorised};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .mount(GetAccount, get_account)
        .mount(ChangePassword, change_password)
        .mount(ConfirmPassword, confirm_password)
        .mount(DeleteAccount, delete_account)
}

async fn get_account(
    State(db): State<Db>,
    LiveSession(session): LiveSession,
) -> Result<Json<Account>, Error> {
    let account = users::find_account(&db, session.get_user_id()).await?;
    Ok(Json(account.ok_or(Unauthorised::SessionGone)?))
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
