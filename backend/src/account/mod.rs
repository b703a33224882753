//! E-mail and password: signing up and in (wire protocol 2.4).
//!
//! It knows no HTTP. Business refusals are outcomes; errors are faults and malformed forms.

mod argon;
mod demo;
pub(crate) mod export;
mod form;
pub mod own_account;
pub mod password;
mod path_tenant;
pub(crate) mod routes;
mod settings;
pub(crate) mod settings_routes;
mod sign_in;
pub(crate) mod tenant_routes;
mod tenant_users;
pub mod tenants;
pub mod user_tenants;
pub mod users;

use std::sync::Arc;

use shared::activity::ActivityKind;
use shared::rules::email;
use shared::{EMAIL_FIELD, FieldError, FormRequest, TenantId, User, UserId};

use self::tenants::SignUpPolicy;
use self::users::{self as store, UserRow};
use crate::account::password::{PasswordError, PasswordHasher};
use crate::activity::{self, By, Entries, FailedSignIns};
use db::{Db, DbError};
use session::clock::{Random, random_bytes, random_uuid};
use session::{NewSession, SessionError, Sessions, SignInContext, Tokens, write_to_its_end};

pub use demo::{DEMO_EMAIL, DEMO_PASSWORD};

pub use path_tenant::PathTenant;
pub use settings::ChangeOutcome;
pub use sign_in::SignInOutcome;
pub use tenant_users::AssociateOutcome;

use form::Fields;

/// Why there is no outcome.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The form does not have the form that the protocol asks for.
    #[error("{0}")]
    BadForm(String),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The session could not be made.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The database's faults.
    #[error(transparent)]
    Store(#[from] DbError),
}

/// How a sign-up ends.
pub enum SignUpOutcome {
    /// There is a new user, with a first session.
    Done(Box<(User, Tokens)>),
    /// Fields to correct.
    Refused(Vec<FieldError>),
    /// The tenant is closed to sign-ups.
    Closed,
}

/// What a person reads who signs up in a closed tenant.
pub const SIGN_UP_CLOSED: &str =
    "Nobody can sign up here at the moment. Ask the people who run this site for an account.";

/// Accounts. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    sessions: Sessions,
    hasher: Arc<PasswordHasher>,
    random: Arc<dyn Random>,
    entries: Entries,
    failed_sign_ins: FailedSignIns,
    password_min_length: usize,
}

impl Accounts {
    /// Accounts in `db`, signing in to `sessions`.
    #[must_use]
    pub fn new(
        db: Db,
        sessions: Sessions,
        hasher: PasswordHasher,
        random: Arc<dyn Random>,
        password_min_length: usize,
    ) -> Self {
        let entries = Entries { random: Arc::clone(&random) };
        let failed_sign_ins = FailedSignIns { db: db.clone(), entries: entries.clone() };
        let hasher = Arc::new(hasher);
        Self { db, sessions, hasher, random, entries, failed_sign_ins, password_min_length }
    }

    /// Makes a user and their first session, in one transaction: never one without the other.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_up(
        &self,
        tenant: &TenantId,
        form: FormRequest,
        sign_in_context: SignInContext,
    ) -> Result<SignUpOutcome, AccountError> {
        let fields = Fields::read(form)?;
        let credentials = match fields.check_new(self.password_min_length) {
            Ok(credentials) => credentials,
            Err(errors) => return Ok(SignUpOutcome::Refused(errors)),
        };
        // Before the password is hashed: a closed tenant's form must not cost a hash.
        if tenants::sign_up_policy(&self.db, tenant).await? != Some(SignUpPolicy::Open) {
            return Ok(SignUpOutcome::Closed);
        }
        let user = self.new_user(credentials.email, credentials.password).await?;
        let by = By { device: &sign_in_context.device, at: user.time_joined };
        let entry = self.entries.of_user(ActivityKind::SignUp, &user.user_id, tenant, by);
        let entry = entry.map_err(SessionError::from)?;
        let mut new = NewSession::of(user.user_id.clone(), tenant.clone());
        new.sign_in_context = sign_in_context;
        let prepared = self.sessions.prepare(new, user.time_joined)?;
        let entry = entry.about(prepared.session_handle().clone());
        let shown = user.shown_in(vec![tenant.clone()]);
        let (db, sessions, tenant) = (self.db.clone(), self.sessions.clone(), tenant.clone());
        let created = write_to_its_end(async move {
            let write = db.write(async move |tx| {
                if !store::insert_if_free(tx, &user, &tenant).await? {
                    return Ok(None);
                }
                activity::store::insert(tx, &entry).await?;
                prepared.store(tx).await.map(Some)
            });
            Ok(write.await?.map(|stored| sessions.created(stored)))
        });
        let Some(created) = created.await? else {
            let error = email::EMAIL_EXISTS.to_owned();
            return Ok(SignUpOutcome::Refused(vec![FieldError {
                id: EMAIL_FIELD.to_owned(),
                error,
            }]));
        };
        Ok(SignUpOutcome::Done(Box::new((shown, created.claim()))))
    }

    /// Is the address taken? An address that is none is not.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn email_exists(&self, tenant: &TenantId, text: &str) -> Result<bool, AccountError> {
        let Some(address) = email::normalise(text) else {
            return Ok(false);
        };
        Ok(store::find_by_email(&self.db, tenant, &address).await?.is_some())
    }

    /// A row for a normalised address and password, not yet stored.
    async fn new_user(&self, email: String, password: String) -> Result<UserRow, AccountError> {
        let user_id = random_uuid(&*self.random).map_err(SessionError::from)?.to_string();
        Ok(UserRow {
            user_id: UserId::try_from(user_id)
                .map_err(|error| SessionError::General(error.into()))?,
            email,
            password_hash: self.hasher.hash(password, self.salt()?).await?,
            time_joined: self.sessions.now(),
        })
    }

    fn salt(&self) -> Result<[u8; 16], SessionError> {
        Ok(random_bytes(&*self.random)?)
    }
}

impl UserRow {
    /// The user as clients see them.
    fn shown_in(&self, tenants: Vec<TenantId>) -> User {
        let (id, email) = (self.user_id.clone(), self.email.clone());
        User::email_password(id, TenantId::public(), email, self.time_joined).in_tenants(tenants)
    }
}
