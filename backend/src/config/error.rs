//! Settings that make no sense.

/// Settings that make no sense, or are not safe. The text says what to set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

pub(super) type Checked<T> = Result<T, ConfigError>;

pub(super) fn refuse<T>(sentence: impl Into<String>) -> Checked<T> {
    Err(ConfigError(sentence.into()))
}
