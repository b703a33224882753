//! What the sign-in and sign-up forms hold, checked lightly before it is sent. The server checks
//! again, and its result counts.

use shared::rules::{FIELD_IS_NOT_OPTIONAL, email, password};
use shared::{EMAIL_FIELD, ErrorType, FieldError, FormRequest, PASSWORD_FIELD, TenantId};

use crate::client::ApiError;

/// The field id of the tenant. Not a field of the FDI: the tenant goes into the path.
pub const TENANT_FIELD: &str = "tenant";
const TENANT_IS_INVALID: &str = "Letters, digits and dashes only";
const TENANT_IS_UNKNOWN: &str = "There is no tenant of this name.";

/// An e-mail address and a password, for one tenant, as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The tenant's id.
    pub tenant: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self { tenant: TenantId::PUBLIC.to_owned(), email: String::new(), password: String::new() }
    }
}

impl Credentials {
    /// The request of a sign-in. An old password may break today's rules, so only its absence is
    /// an error.
    ///
    /// # Errors
    /// What to correct.
    pub fn for_sign_in(&self) -> Result<(TenantId, FormRequest), FormProblem> {
        let empty = self.password.is_empty();
        self.checked(empty.then(|| FIELD_IS_NOT_OPTIONAL.to_owned()))
    }

    /// The request of a sign-up, with a password of `min_chars` characters or more.
    ///
    /// # Errors
    /// What to correct.
    pub fn for_sign_up(&self, min_chars: usize) -> Result<(TenantId, FormRequest), FormProblem> {
        self.checked(password::error(&self.password, min_chars))
    }

    fn checked(
        &self,
        password_error: Option<String>,
    ) -> Result<(TenantId, FormRequest), FormProblem> {
        let tenant = self.tenant.trim().parse::<TenantId>();
        let problems = [
            (
                EMAIL_FIELD,
                (!email::is_valid(&self.email)).then(|| email::EMAIL_IS_INVALID.to_owned()),
            ),
            (PASSWORD_FIELD, password_error),
            (TENANT_FIELD, tenant.is_err().then(|| TENANT_IS_INVALID.to_owned())),
        ];
        let fields: Vec<FieldError> = problems
            .into_iter()
            .filter_map(|(id, error)| {
                let id = id.to_owned();
                error.map(|error| FieldError { id, error })
            })
            .collect();
        match tenant {
            Ok(tenant) if fields.is_empty() => {
                Ok((tenant, FormRequest::email_password(self.email.trim(), &self.password)))
            }
            _ => Err(FormProblem::Fields(fields)),
        }
    }
}

/// Why a form did not go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormProblem {
    /// Fields to correct.
    Fields(Vec<FieldError>),
    /// A sentence about the whole form.
    Message(String),
}

impl FormProblem {
    /// What is wrong with one field.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&str> {
        match self {
            Self::Fields(fields) => {
                fields.iter().find(|field| field.id == id).map(|field| field.error.as_str())
            }
            Self::Message(_) => None,
        }
    }

    /// What is wrong with the whole.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Message(message) => Some(message),
            Self::Fields(_) => None,
        }
    }
}

impl From<ApiError> for FormProblem {
    fn from(error: ApiError) -> Self {
        if error.error_type() == Some(ErrorType::UnknownTenant) {
            return Self::Fields(vec![FieldError {
                id: TENANT_FIELD.to_owned(),
                error: TENANT_IS_UNKNOWN.to_owned(),
            }]);
        }
        Self::Message(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(tenant: &str, email: &str, password: &str) -> Credentials {
        Credentials {
            tenant: tenant.to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
        }
    }

    #[test]
    fn good_credentials_are_trimmed_but_for_the_password() {
        let typed = credentials(" acme ", " ada@example.com ", " eight ch ");
        let (tenant, request) = typed.for_sign_up(10).expect("good credentials");
        assert_eq!(tenant.as_str(), "acme");
        assert_eq!(request, FormRequest::email_password("ada@example.com", " eight ch "));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let typed = credentials("a/b", "ada", "too short");
        let problem = typed.for_sign_up(12).expect_err("three problems");
        assert_eq!(problem.field(EMAIL_FIELD), Some("Email is invalid"));
        assert_eq!(
            problem.field(PASSWORD_FIELD),
            Some("Password must contain at least 12 characters")
        );
        assert!(problem.field(TENANT_FIELD).is_some());
    }

    #[test]
    fn sign_in_accepts_a_password_of_older_rules() {
        let old = credentials("public", "ada@example.com", "short");
        assert!(old.for_sign_in().is_ok());
        let none = credentials("public", "ada@example.com", "");
        assert!(none.for_sign_in().is_err());
    }
}
