//! What replaces the session or its tokens: signing in and up, and the password's calls. They
//! hold the session lock, and run to their end even if their caller is dropped.

use shared::{
    ChangePassword, ChangePasswordRequest, ConfirmPassword, ConfirmPasswordRequest, SignIn,
    SignInResponse, SignUp, SignUpResponse,
};

use super::credentials::{Credentials, FormProblem};
use super::session_client::SessionClient;
use crate::client::{ApiError, CallKind};

impl SessionClient {
    /// Signs in, and holds the session lock while doing so, so that no refresh of the session
    /// before ends after it. The session says who signed in. Calls that are on their way end in
    /// [`ApiError::SessionChanged`].
    ///
    /// # Errors
    /// What to show to the user.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<(), FormProblem> {
        let (tenant, request) = credentials.for_sign_in()?;
        let call = self.api().to(SignIn).tenant(tenant).body(request).kind(CallKind::SignIn);
        match call.send().await? {
            SignInResponse::Ok { .. } => Ok(()),
            SignInResponse::WrongCredentials => {
                Err(FormProblem::Message("Email or password is wrong.".to_owned()))
            }
            SignInResponse::FieldError { form_fields } => Err(FormProblem::Fields(form_fields)),
            SignInResponse::GeneralError { message } => Err(FormProblem::Message(message)),
        }
    }

    /// Signs up, which signs in.
    ///
    /// # Errors
    /// What to show to the user.
    pub async fn sign_up(&self, credentials: &Credentials) -> Result<(), FormProblem> {
        let min_chars = self.api().load_config().await.password_min_length;
        let (tenant, request) = credentials.for_sign_up(min_chars)?;
        let call = self.api().to(SignUp).tenant(tenant).body(request).kind(CallKind::SignIn);
        match call.send().await? {
            SignUpResponse::Ok { .. } => Ok(()),
            SignUpResponse::FieldError { form_fields } => Err(FormProblem::Fields(form_fields)),
            SignUpResponse::NotAllowed { reason } => Err(FormProblem::Message(reason)),
            SignUpResponse::GeneralError { message } => Err(FormProblem::Message(message)),
        }
    }

    /// Changes the password. The server ends the user's other sessions and gives this one new
    /// tokens; the old ones end with it. So when the response gets lost on its way, this session is
    /// over as well, and the user signs in again with the new password.
    ///
    /// # Errors
    /// [`ApiError::Refused`] with `WRONG_PASSWORD` or with what the new password lacks; else as
    /// any call.
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), ApiError> {
        let request = ChangePasswordRequest {
            current_password: current.to_owned(),
            new_password: new.to_owned(),
        };
        let call = self.api().to(ChangePassword).body(request).kind(CallKind::Rekey);
        call.done().await
    }

    /// Gives the password again, for what needs a recent sign-in. The session gets new tokens and
    /// the old ones end, so a lost response means signing in again, as with
    /// [`SessionClient::change_password`].
    ///
    /// # Errors
    /// [`ApiError::Refused`] with `WRONG_PASSWORD`; else as any call.
    pub async fn confirm_password(&self, password: &str) -> Result<(), ApiError> {
        let request = ConfirmPasswordRequest { password: password.to_owned() };
        let call = self.api().to(ConfirmPassword).body(request).kind(CallKind::Rekey);
        call.done().await
    }
}
