//! What goes wrong at the database, and what it means for the connection and for the caller.

use sqlx::Error;

/// The database did not do what it was asked.
///
/// It is never "no such session": a fault here is answered with 5xx and clears nothing.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The query failed or the database is away.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    /// The database did not answer in the time that a request has for it.
    #[error("the database did not answer in time")]
    TimedOut,
    /// The database handle was closed: the process is about to end.
    #[error("the database is closed")]
    Closed,
    /// The commit was sent, and its answer did not come: it may be stored or not.
    #[error("it is not known whether the database has stored this: {0}")]
    OutcomeUnknown(#[source] Box<Self>),
    /// A row is not as it was when it was read; the transaction was rolled back.
    #[error("{0} was changed meanwhile")]
    Conflict(&'static str),
    /// A column holds what the application cannot have written.
    #[error("the database holds something unreadable in {column}: {reason}")]
    Unreadable {
        /// Table and column.
        column: &'static str,
        /// What the parser said.
        reason: String,
    },
}

/// SQLSTATE: two transactions that cannot both be as if they were alone.
const SERIALIZATION_FAILURE: &str = "40001";
/// SQLSTATE: two transactions that wait for each other.
const DEADLOCK: &str = "40P01";
/// SQLSTATE: this node follows another one now (a failover), and takes no writes.
const READ_ONLY: &str = "25006";
/// SQLSTATE, its class: the server ends, or has ended, this connection.
const OPERATOR_INTERVENTION: &str = "57P";
/// SQLSTATE, its class: trouble with the connection itself.
const CONNECTION_EXCEPTION: &str = "08";

impl DbError {
    /// A row refers to another that is not there, or not any more.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        let Self::Database(Error::Database(error)) = self else { return false };
        error.is_foreign_key_violation()
    }

    /// May the write have been stored all the same?
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::OutcomeUnknown(_))
    }

    /// The database has rolled this back because another transaction was in its way: the same work
    /// may well succeed now.
    pub(crate) fn was_rolled_back_for_another(&self) -> bool {
        self.sql_state().is_some_and(|code| [SERIALIZATION_FAILURE, DEADLOCK].contains(&&*code))
    }

    /// Is this about connections, and most likely about all of them, and not about the query?
    pub(crate) fn says_connections_are_broken(&self) -> bool {
        match self {
            Self::TimedOut => true,
            Self::OutcomeUnknown(cause) => cause.says_connections_are_broken(),
            Self::Database(Error::Io(_) | Error::Protocol(_) | Error::WorkerCrashed) => true,
            Self::Database(_) => self.sql_state().is_some_and(|code| {
                code == READ_ONLY
                    || code.starts_with(OPERATOR_INTERVENTION)
                    || code.starts_with(CONNECTION_EXCEPTION)
            }),
            Self::Closed | Self::Conflict(_) | Self::Unreadable { .. } => false,
        }
    }

    /// An error of a commit leaves the outcome open, unless the database itself has said no.
    pub(crate) fn unknown_if(self, is_committing: bool) -> Self {
        let has_said_no = matches!(&self, Self::Database(Error::Database(_)));
        if is_committing && !has_said_no { Self::OutcomeUnknown(Box::new(self)) } else { self }
    }

    fn sql_state(&self) -> Option<String> {
        let Self::Database(Error::Database(error)) = self else { return None };
        error.code().map(Into::into)
    }
}
