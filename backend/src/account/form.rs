//! The fields of a sign-up or sign-in form, checked in the protocol's order (wire protocol 2.4).

use serde_json::Value;
use shared::rules::{FIELD_IS_NOT_OPTIONAL, email, password};
use shared::{EMAIL_FIELD, FieldError, FormRequest, PASSWORD_FIELD};

use super::AccountError;

/// What was typed; a field that was not sent is empty.
pub(super) struct Fields {
    email: String,
    password: String,
}

/// An address and a password that passed the checks.
pub(super) struct Credentials {
    /// Normalised.
    pub(super) email: String,
    pub(super) password: String,
}

impl Fields {
    /// Reads the form: at most the two fields, both texts.
    pub(super) fn read(form: FormRequest) -> Result<Self, AccountError> {
        let refuse = |sentence: &str| Err(AccountError::BadForm(sentence.to_owned()));
        if form.form_fields.len() > 2 {
            return refuse("formFields has more fields than this form");
        }
        let mut fields = Self { email: String::new(), password: String::new() };
        for field in form.form_fields {
            let Value::String(value) = field.value else {
                return refuse("the value of a field must be a string");
            };
            match field.id.as_str() {
                EMAIL_FIELD => fields.email = value,
                PASSWORD_FIELD => fields.password = value,
                _ => return refuse("formFields has a field that this form does not have"),
            }
        }
        Ok(fields)
    }

    /// The rules of sign-up. The password comes back normalised.
    pub(super) fn check_new(self, min_chars: usize) -> Result<Credentials, Vec<FieldError>> {
        let normalised = password::normalise(&self.password);
        let password_error = if self.password.is_empty() {
            Some(FIELD_IS_NOT_OPTIONAL.to_owned())
        } else {
            password::error(normalised.as_deref().unwrap_or(&self.password), min_chars)
        };
        self.finish(password_error).map(|credentials| Credentials {
            password: normalised.unwrap_or_default(),
            ..credentials
        })
    }

    /// The rules of sign-in: an old, weak password still works.
    pub(super) fn check_known(self) -> Result<Credentials, Vec<FieldError>> {
        let error = self.password.is_empty().then(|| FIELD_IS_NOT_OPTIONAL.to_owned());
        self.finish(error)
    }

    fn finish(self, password_error: Option<String>) -> Result<Credentials, Vec<FieldError>> {
        let normalised = email::normalise(&self.email);
        let email_error = match &normalised {
            _ if self.email.trim().is_empty() => Some(FIELD_IS_NOT_OPTIONAL.to_owned()),
            None => Some(email::EMAIL_IS_INVALID.to_owned()),
            Some(_) => None,
        };
        let errors: Vec<_> = [(EMAIL_FIELD, email_error), (PASSWORD_FIELD, password_error)]
            .into_iter()
            .filter_map(|(id, error)| Some(FieldError { id: id.to_owned(), error: error? }))
            .collect();
        match normalised {
            Some(email) if errors.is_empty() => Ok(Credentials { email, password: self.password }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(email: &str, password: &str) -> Vec<(String, String)> {
        let fields = Fields::read(FormRequest::email_password(email, password)).ok();
        let checked = fields.expect("well formed").check_new(8);
        checked.err().unwrap_or_default().into_iter().map(|e| (e.id, e.error)).collect()
    }

    #[test]
    fn all_errors_come_together() {
        let both = errors("nobody", "short");
        assert_eq!(both[0], ("email".to_owned(), "Email is invalid".to_owned()));
        assert_eq!(both[1].1, "Password must contain at least 8 characters");
        assert_eq!(errors("", "")[0].1, FIELD_IS_NOT_OPTIONAL);
        assert!(errors(" Ada@Example.com ", "correct horse").is_empty());
        assert!(errors("a@b.co", &"x".repeat(2000))[0].1.contains("1024"));
    }
}
