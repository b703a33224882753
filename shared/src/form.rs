//! Sign-up and sign-in as the FDI speaks them (wire protocol 2.4). Business results are 200 with a
//! `status`, failures included.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::status::FlatReply;
use crate::{Endpoint, Method, NoBody, Scope, User};

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
    #[serde(serialize_with = "serialize_text")]
    pub value: Value,
}

/// We send texts only, and servers refuse all else. So anything else is `null` here, which keeps the
/// printing of other values out of the page.
fn serialize_text<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_str().serialize(serializer)
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

/// What is wrong with one field, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field.
    pub id: String,
    /// What to show beside it.
    pub error: String,
}

/// POST `/signup`: makes a user and their first session.
#[derive(Debug)]
pub struct SignUp;

impl Endpoint for SignUp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/signup";
    const SCOPE: Scope = Scope::Tenant;
    type Request = FormRequest;
    type Response = SignUpResponse;
}

/// The result of sign-up. An address that is taken is a [`SignUpResponse::FieldError`].
///
/// `U` is how a client reads the user; one that does without takes [`serde::de::IgnoredAny`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatReply<U>", bound(deserialize = "U: Deserialize<'de>"))]
pub enum SignUpResponse<U = User> {
    /// Signed up, and signed in: the reply carries a new session.
    #[serde(rename = "OK")]
    Ok {
        /// The new user.
        user: U,
    },
    /// Fields to correct.
    #[serde(rename = "FIELD_ERROR")]
    FieldError {
        /// One entry for each.
        #[serde(rename = "formFields")]
        form_fields: Vec<FieldError>,
    },
    /// Nobody can sign up in this tenant.
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

/// POST `/signin`: makes a session.
#[derive(Debug)]
pub struct SignIn;

impl Endpoint for SignIn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/signin";
    const SCOPE: Scope = Scope::Tenant;
    type Request = FormRequest;
    type Response = SignInResponse;
}

/// The result of sign-in. `U` as in [`SignUpResponse`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatReply<U>", bound(deserialize = "U: Deserialize<'de>"))]
pub enum SignInResponse<U = User> {
    /// Signed in: the reply carries a new session.
    #[serde(rename = "OK")]
    Ok {
        /// Who signed in.
        user: U,
    },
    /// A wrong password or an unknown address; nobody learns which.
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

/// GET `/emailpassword/email/exists?email=`: is the address taken in this tenant?
#[derive(Debug)]
pub struct EmailExists;

impl EmailExists {
    /// The older path of the same route (FDI below 3.0).
    pub const OLD_PATH: &'static str = "/signup/email/exists";
}

impl Endpoint for EmailExists {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/emailpassword/email/exists";
    const SCOPE: Scope = Scope::Tenant;
    type Request = NoBody;
    type Response = EmailExistsResponse;
}

/// The answer of [`EmailExists`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatReply")]
pub enum EmailExistsResponse {
    /// The answer.
    #[serde(rename = "OK")]
    Ok {
        /// Is the address taken?
        exists: bool,
    },
}

impl<U> TryFrom<FlatReply<U>> for SignUpResponse<U> {
    type Error = String;

    fn try_from(reply: FlatReply<U>) -> Result<Self, String> {
        match reply {
            FlatReply { user: Some(user), .. } if reply.status == "OK" => Ok(Self::Ok { user }),
            FlatReply { form_fields: Some(form_fields), .. } if reply.status == "FIELD_ERROR" => {
                Ok(Self::FieldError { form_fields })
            }
            FlatReply { message: Some(message), .. } if reply.status == "GENERAL_ERROR" => {
                Ok(Self::GeneralError { message })
            }
            FlatReply { reason: Some(reason), .. } if reply.status == "SIGN_UP_NOT_ALLOWED" => {
                Ok(Self::NotAllowed { reason })
            }
            other => other.unexpected(),
        }
    }
}

impl<U> TryFrom<FlatReply<U>> for SignInResponse<U> {
    type Error = String;

    fn try_from(reply: FlatReply<U>) -> Result<Self, String> {
        if reply.status == "WRONG_CREDENTIALS_ERROR" {
            return Ok(Self::WrongCredentials);
        }
        Ok(match SignUpResponse::<U>::try_from(reply)? {
            SignUpResponse::Ok { user } => Self::Ok { user },
            SignUpResponse::FieldError { form_fields } => Self::FieldError { form_fields },
            SignUpResponse::GeneralError { message } => Self::GeneralError { message },
            SignUpResponse::NotAllowed { .. } => {
                return Err("SIGN_UP_NOT_ALLOWED is no reply to a sign-in".to_owned());
            }
        })
    }
}

impl TryFrom<FlatReply> for EmailExistsResponse {
    type Error = String;

    fn try_from(reply: FlatReply) -> Result<Self, String> {
        match reply.exists {
            Some(exists) if reply.status == "OK" => Ok(Self::Ok { exists }),
            _ => reply.unexpected(),
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
            5,
        );
        let field = FieldError { id: "email".to_owned(), error: "Email is invalid".to_owned() };
        for reply in [
            SignInResponse::Ok { user },
            SignInResponse::WrongCredentials,
            SignInResponse::FieldError { form_fields: vec![field] },
            SignInResponse::GeneralError { message: "no".to_owned() },
        ] {
            let text = serde_json::to_string(&reply).expect("written");
            assert_eq!(serde_json::from_str::<SignInResponse>(&text).expect("read"), reply);
        }
        let wrong = r#"{"status":"WRONG_CREDENTIALS_ERROR"}"#;
        assert_eq!(
            serde_json::to_string(&SignInResponse::<User>::WrongCredentials).expect("written"),
            wrong
        );
        assert!(serde_json::from_str::<SignUpResponse>(wrong).is_err());
        let closed = SignUpResponse::<User>::NotAllowed { reason: "closed".to_owned() };
        let text = serde_json::to_string(&closed).expect("written");
        assert_eq!(text, r#"{"status":"SIGN_UP_NOT_ALLOWED","reason":"closed"}"#);
        assert_eq!(serde_json::from_str::<SignUpResponse>(&text).expect("read"), closed);
        assert!(serde_json::from_str::<SignInResponse>(&text).is_err());
        assert!(serde_json::from_str::<SignInResponse>(r#"{"status":"OK"}"#).is_err());
    }
}
