//! Signing up and in, with and without a tenant segment (wire protocol 2.4).

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use server::{Input, Json, Mount};
use shared::{
    EmailExists, EmailExistsResponse, LoginMethods, LoginMethodsResponse, SignIn, SignInResponse,
    SignUp, SignUpResponse,
};

use crate::account::PathTenant;
use crate::account::{Accounts, SIGN_UP_CLOSED, SignInOutcome, SignUpOutcome};
use crate::error::Error;
use crate::state::AppState;
use session::axum::RequestSession;

/// The routes, once more below a tenant's segment. They need [`session::axum::layer`] around them.
pub fn router() -> Router<AppState> {
    let routes = Router::new()
        .mount(SignUp, sign_up)
        .mount(SignIn, sign_in)
        .mount(EmailExists, email_exists)
        .route(EmailExists::OLD_PATH, get(email_exists))
        .mount(LoginMethods, login_methods);
    Router::new().nest("/{tenant}", routes.clone()).merge(routes)
}

async fn sign_up(
    State(accounts): State<Accounts>,
    PathTenant(tenant): PathTenant,
    exchange: RequestSession,
    input: Input<SignUp>,
) -> Result<Json<SignUpResponse>, Error> {
    let sign_in_context = exchange.sign_in_context().await;
    Ok(Json(match accounts.sign_up(&tenant, input.body, sign_in_context).await? {
        SignUpOutcome::Done(done) => {
            let (user, tokens) = *done;
            exchange.send_new_session(&tokens);
            SignUpResponse::Ok { user }
        }
        SignUpOutcome::Refused(form_fields) => SignUpResponse::FieldError { form_fields },
        SignUpOutcome::Closed => SignUpResponse::NotAllowed { reason: SIGN_UP_CLOSED.to_owned() },
    }))
}

async fn sign_in(
    State(accounts): State<Accounts>,
    PathTenant(tenant): PathTenant,
    exchange: RequestSession,
    input: Input<SignIn>,
) -> Result<Json<SignInResponse>, Error> {
    let sign_in_context = exchange.sign_in_context().await;
    Ok(Json(match accounts.sign_in(&tenant, input.body, sign_in_context).await? {
        SignInOutcome::Done(done) => {
            let (user, tokens) = *done;
            exchange.send_new_session(&tokens);
            SignInResponse::Ok { user }
        }
        SignInOutcome::WrongCredentials => SignInResponse::WrongCredentials,
        SignInOutcome::Refused(form_fields) => SignInResponse::FieldError { form_fields },
    }))
}

async fn login_methods(PathTenant(_): PathTenant) -> Json<LoginMethodsResponse> {
    Json(LoginMethodsResponse::email_password())
}

async fn email_exists(
    State(accounts): State<Accounts>,
    PathTenant(tenant): PathTenant,
    input: Input<EmailExists>,
) -> Result<Json<EmailExistsResponse>, Error> {
    let exists = accounts.email_exists(&tenant, &input.query.email).await?;
    Ok(Json(EmailExistsResponse::Ok { exists }))
}
