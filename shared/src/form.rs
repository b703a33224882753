//! Sign-up and sign-in as the FDI speaks them (wire protocol 2.4). Business results are 200 with a
//! `status`, failures included.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::User;
use crate::endpoint_macro::endpoints;
use crate::field_error::FieldError;
use crate::status::FlatResponse;

endpoints! {
    /// POST `/signup`: makes a user and their first session.
    POST "/signup" => SignUp { request: FormRequest, response: SignUpResponse, scope: Tenant }

    /// POST `/signin`: makes a session.
    POST "/signin" => SignIn { request: FormRequest, response: SignInResponse, scope: Tenant }

    /// GET `/emailpassword/email/exists?email=`: is the address taken in this tenant?
    GET "/emailpassword/email/exists" => EmailExists {
        query: EmailExistsQuery,
        response: EmailExistsResponse,
        scope: Tenant,
    }
}

/// The field id of the e-mail address.
pub const EMAIL_FIELD: &str = "email";
/// The field id of the password.
pub const PASSWORD_FIELD: &str = "password";

/// One field of a form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// `email` or `password`.
    pub id: String,
    /// What was typed: a text, though others may send anything.
    pub value: Value,
}

/// Shows the id only: a value may be a password.
impl std::fmt::Debug for FormField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormField").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The body of sign-up and sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormRequest {
    /// The fields, in any order.
    pub form_fields: Vec<FormField>,
}

impl FormRequest {
    /// The form of an e-mail address and a password.
    #[must_use]
    pub fn email_password(email: &str, password: &str) -> Self {
        let field = |id: &str, value: &str| FormField { id: id.to_owned(), value: value.into() };
        Self { form_fields: vec![field(EMAIL_FIELD, email), field(PASSWORD_FIELD, password)] }
    }
}

/// The result of sign-up. An address that is taken is a [`SignUpResponse::FieldError`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatResponse")]
pub enum SignUpResponse {
    /// Signed up, and signed in: the response carries a new session.
    #[serde(rename = "OK")]
    Ok {
        /// The new user.
        user: User,
    },
    /// Fields to correct.
    #[serde(rename = "FIELD_ERROR")]
    FieldError {
        /// One entry for each.
        #[serde(rename = "formFields")]
        form_fields: Vec<FieldError>,
    },
    /// Sign-up is closed in this tenant.
    #[serde(rename = "SIGN_UP_NOT_ALLOWED")]
    NotAllowed {
        /// Why, in a sentence for the user.
        reason: String,
    },
    /// A sentence for the user.
    #[serde(rename = "GENERAL_ERROR")]
    GeneralError {
        /// The sentence.
        message: String,
    },
}

/// The result of sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatResponse")]
pub enum SignInResponse {
    /// Signed in: the response carries a new session.
    #[serde(rename = "OK")]
    Ok {
        /// Who signed in.
        user: User,
    },
    /// A wrong password or an unknown address. The caller does not learn which.
    #[serde(rename = "WRONG_CREDENTIALS_ERROR")]
    WrongCredentials,
    /// Fields to correct.
    #[serde(rename = "FIELD_ERROR")]
    FieldError {
        /// One entry for each.
        #[serde(rename = "formFields")]
        form_fields: Vec<FieldError>,
    },
    /// A sentence for the user.
    #[serde(rename = "GENERAL_ERROR")]
    GeneralError {
        /// The sentence.
        message: String,
    },
}

impl EmailExists {
    /// The older path of the same route (FDI below 3.0).
    pub const OLD_PATH: &'static str = "/signup/email/exists";
}

/// The query of [`EmailExists`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailExistsQuery {
    /// The address to look for.
    pub email: String,
}

/// The response of [`EmailExists`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatResponse")]
pub enum EmailExistsResponse {
    /// Found out.
    #[serde(rename = "OK")]
    Ok {
        /// Is the address taken?
        exists: bool,
    },
}

impl TryFrom<FlatResponse> for SignUpResponse {
    type Error = String;

    fn try_from(response: FlatResponse) -> Result<Self, String> {
        match response {
            FlatResponse { user: Some(user), .. } if response.status == "OK" => {
                Ok(Self::Ok { user })
            }
            FlatResponse { form_fields: Some(form_fields), .. }
                if response.status == "FIELD_ERROR" =>
            {
                Ok(Self::FieldError { form_fields })
            }
            FlatResponse { message: Some(message), .. } if response.status == "GENERAL_ERROR" => {
                Ok(Self::GeneralError { message })
            }
            FlatResponse { reason: Some(reason), .. }
                if response.status == "SIGN_UP_NOT_ALLOWED" =>
            {
                Ok(Self::NotAllowed { reason })
            }
            other => other.unexpected(),
        }
    }
}

impl TryFrom<FlatResponse> for SignInResponse {
    type Error = String;

    fn try_from(response: FlatResponse) -> Result<Self, String> {
        if response.status == "WRONG_CREDENTIALS_ERROR" {
            return Ok(Self::WrongCredentials);
        }
        Ok(match SignUpResponse::try_from(response)? {
            SignUpResponse::Ok { user } => Self::Ok { user },
            SignUpResponse::FieldError { form_fields } => Self::FieldError { form_fields },
            SignUpResponse::GeneralError { message } => Self::GeneralError { message },
            SignUpResponse::NotAllowed { .. } => {
                return Err("SIGN_UP_NOT_ALLOWED is no response to a sign-in".to_owned());
            }
        })
    }
}

impl TryFrom<FlatResponse> for EmailExistsResponse {
    type Error = String;

    fn try_from(response: FlatResponse) -> Result<Self, String> {
        match response.exists {
            Some(exists) if response.status == "OK" => Ok(Self::Ok { exists }),
            _ => response.unexpected(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TenantId;

    #[test]
    fn every_reply_is_read_as_it_was_written() {
        let user = User::email_password(
            "u1".parse().expect("an id"),
            TenantId::public(),
            "a@b.co".to_owned(),
            crate::Timestamp::from_millis(5),
        );
        let field = FieldError { id: "email".to_owned(), error: "Email is invalid".to_owned() };
        for response in [
            SignInResponse::Ok { user },
            SignInResponse::WrongCredentials,
            SignInResponse::FieldError { form_fields: vec![field] },
            SignInResponse::GeneralError { message: "no".to_owned() },
        ] {
            let text = serde_json::to_string(&response).expect("written");
            assert_eq!(serde_json::from_str::<SignInResponse>(&text).expect("read"), response);
        }
        let wrong = r#"{"status":"WRONG_CREDENTIALS_ERROR"}"#;
        assert_eq!(
            serde_json::to_string(&SignInResponse::WrongCredentials).expect("written"),
            wrong
        );
        assert!(serde_json::from_str::<SignUpResponse>(wrong).is_err());
        let closed = SignUpResponse::NotAllowed { reason: "closed".to_owned() };
        let text = serde_json::to_string(&closed).expect("written");
        assert_eq!(text, r#"{"status":"SIGN_UP_NOT_ALLOWED","reason":"closed"}"#);
        assert_eq!(serde_json::from_str::<SignUpResponse>(&text).expect("read"), closed);
        assert!(serde_json::from_str::<SignInResponse>(&text).is_err());
        assert!(serde_json::from_str::<SignInResponse>(r#"{"status":"OK"}"#).is_err());
    }
}
