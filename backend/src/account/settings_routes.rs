//! The caller's account: change the password, give it again, delete everything.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, post};
use shared::{
    AccountResponse, ChangePassword, ChangePasswordRequest, ConfirmPassword,
    ConfirmPasswordRequest, DeleteAccount, Endpoint,
};

use crate::account::{Accounts, ChangeOutcome};
use crate::error::Error;
use crate::http::Json;
use crate::state::AppState;
use session::{Session, Sessions};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route(ChangePassword::PATH, post(change_password))
        .route(ConfirmPassword::PATH, post(confirm_password))
        .route(DeleteAccount::PATH, delete(delete_account))
}

async fn change_password(
    State(accounts): State<Accounts>,
    State(sessions): State<Sessions>,
    session: Session,
    Json(request): Json<ChangePasswordRequest>,
) -> Result<Json<AccountResponse>, Error> {
    sessions.require_recent_sign_in(&session).await?;
    let (current, new) = (&request.current_password, &request.new_password);
    answer(accounts.change_password(&session, current, new).await?)
}

async fn confirm_password(
    State(accounts): State<Accounts>,
    session: Session,
    Json(request): Json<ConfirmPasswordRequest>,
) -> Result<Json<AccountResponse>, Error> {
    answer(accounts.confirm_password(&session, &request.password).await?)
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

fn answer(outcome: ChangeOutcome) -> Result<Json<AccountResponse>, Error> {
    match outcome {
        ChangeOutcome::Done => Ok(Json(AccountResponse {})),
        ChangeOutcome::WrongPassword => Err(Error::WrongPassword),
        ChangeOutcome::WeakPassword(sentence) => Err(Error::WeakPassword(sentence)),
    }
}
