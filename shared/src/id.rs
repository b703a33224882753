//! Wrapped ids: swapping two of them does not compile.

use std::fmt;

use crate::params::is_segment;

/// An id that does not have the form its type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId {
    pub(crate) kind: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid {}", self.kind)
    }
}

impl std::error::Error for InvalidId {}

/// Declares an id: a text of its own type, which JSON, paths and the database hold as it is. Without
/// a rule of its own it is any short text that can be one segment of a path.
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $crate::id::id_type!($(#[$doc])* $name, $kind, $crate::id::is_short_segment);
    };
    ($(#[$doc:meta])* $name:ident, $kind:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize,
            ::serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text, as it stands in JSON and in the database.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidId;

            fn try_from(text: String) -> Result<Self, $crate::InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) { Ok(Self(text)) } else { Err($crate::InvalidId { kind: $kind }) }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::InvalidId;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl $crate::PathParam for $name {}

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use id_type;

/// The longest id of any kind, in bytes. The app makes no longer ones.
const MAX_BYTES: usize = 128;

/// Any short text that can be one segment of a path.
pub(crate) fn is_short_segment(text: &str) -> bool {
    is_segment(text) && text.len() <= MAX_BYTES && text.chars().all(|c| !c.is_control())
}

id_type!(
    /// A user: `sub` and `rsub` in the access token. A UUID for users who signed up here; any
    /// short text for users of another system.
    UserId, "user id"
);

id_type!(
    /// A tenant: `tId` in the access token. Letters, digits and dashes (wire protocol 2.1).
    TenantId, "tenant id",
    |text| !text.is_empty()
        && text.len() <= MAX_BYTES
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
);

id_type!(
    /// A session, from sign-in to sign-out. It names the session and opens nothing: it is public.
    SessionHandle, "session handle"
);

impl TenantId {
    /// The tenant of paths that name none (wire protocol 2.1).
    pub const PUBLIC: &'static str = "public";

    /// The default tenant, [`TenantId::PUBLIC`].
    #[must_use]
    pub fn public() -> Self {
        Self(Self::PUBLIC.to_owned())
    }

    /// Is this the default tenant?
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0 == Self::PUBLIC
    }
}

impl Default for TenantId {
    fn default() -> Self {
        Self::public()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenant_ids_are_letters_digits_and_dashes() {
        for good in ["public", "acme", "a-1", "ACME"] {
            assert!(good.parse::<TenantId>().is_ok(), "{good}");
        }
        for bad in ["", "a b", "a/b", "ä", "a_b", "..", &"x".repeat(129)] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_can_stand_in_a_path() {
        for bad in ["", ".", "..", "a\nb"] {
            assert!(bad.parse::<SessionHandle>().is_err(), "{bad:?}");
        }
        assert!("a/b".parse::<SessionHandle>().is_ok());
    }

    #[test]
    fn ids_are_plain_strings_in_json() {
        let user: UserId = serde_json::from_str("\"u1\"").expect("a valid id");
        assert_eq!(serde_json::to_string(&user).expect("serialises"), "\"u1\"");
        assert!(serde_json::from_str::<UserId>("\"\"").is_err());
    }
}
