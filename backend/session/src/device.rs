//! Who asks, as far as it can be told.

/// Who asks, as far as it can be told: kept with the session's row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    pub(crate) user_agent: Option<String>,
    pub(crate) address: Option<String>,
}

impl Device {
    /// The longest User-Agent that is kept, in characters.
    const MAX_USER_AGENT: usize = 256;

    /// A device by its `User-Agent`, which is cut to 256 characters, and its address.
    #[must_use]
    pub fn new(user_agent: Option<&str>, address: Option<String>) -> Self {
        let user_agent = user_agent.map(|text| text.chars().take(Self::MAX_USER_AGENT).collect());
        Self { user_agent, address }
    }

    /// What it calls itself, if it does.
    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The address it comes from, if there is one.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }
}
