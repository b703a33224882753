//! Signing up and in, with and without a tenant segment (wire protocol 2.4).

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::routing::{MethodRouter, get, post};
use serde::Deserialize;
use shared::{
    EmailExists, EmailExistsResponse, Endpoint, FormRequest, LoginMethods, LoginMethodsResponse,
    SignIn, SignInResponse, SignUp, SignUpResponse,
};

use crate::account::PathTenant;
use crate::account::{Accounts, SIGN_UP_CLOSED, SignInOutcome, SignUpOutcome};
use crate::error::Error;
use crate::http::Json;
use crate::state::AppState;
use session::axum::RequestSession;

/// The routes. They need [`session::axum::layer`] around them.
pub fn router() -> Router<AppState> {
    let mut router = Router::new();
    for (path, route) in [
        (SignUp::PATH, post(sign_up) as MethodRouter<AppState>),
        (SignIn::PATH, post(sign_in)),
        (EmailExists::PATH, get(email_exists)),
        (EmailExists::OLD_PATH, get(email_exists)),
        (LoginMethods::PATH, get(login_methods)),
    ] {
        router = router.route(path, route.clone()).route(&format!("/{{tenant}}{path}"), route);
    }
    router
}

async fn sign_up(
    State(accounts): State<Accounts>,
    PathTenant(tenant): PathTenant,
    exchange: RequestSession,
    Json(form): Json<FormRequest>,
) -> Result<Json<SignUpResponse>, Error> {
    let sign_in_context = exchange.sign_in_context().await;
    Ok(Json(match accounts.sign_up(&tenant, form, sign_in_context).await? {
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
    Json(form): Json<FormRequest>,
) -> Result<Json<SignInResponse>, Error> {
    let sign_in_context = exchange.sign_in_context().await;
    Ok(Json(match accounts.sign_in(&tenant, form, sign_in_context).await? {
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

#[derive(Deserialize)]
struct EmailQuery {
    email: String,
}

async fn email_exists(
    State(accounts): State<Accounts>,
    PathTenant(tenant): PathTenant,
    query: Result<Query<EmailQuery>, QueryRejection>,
) -> Result<Json<EmailExistsResponse>, Error> {
    let Query(EmailQuery { email }) =
        query.map_err(|_| Error::BadRequest("the query parameter email is missing".to_owned()))?;
    let exists = accounts.email_exists(&tenant, &email).await?;
    Ok(Json(EmailExistsResponse::Ok { exists }))
}
