//! The id of an app: opaque to suites; to every copy it says where the app is and how it is set,
//! so that nothing has to be passed between the copies.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use session::clock::{OsRandom, random_bytes};

/// Life of an access token, in seconds.
const VALIDITY: std::ops::RangeInclusive<u32> = 1..=7200;
const MS_PER_HOUR: f64 = 3_600_000.0;

/// An isolated app: its own settings, signing keys and sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppId {
    name: String,
    pub(crate) validity_seconds: u32,
    /// How long a signing key signs; none for the product's default.
    pub(crate) key_interval: Option<Duration>,
}

impl AppId {
    /// A new app by the core settings of SuperTokens.
    pub(crate) fn new(core: &Value) -> Result<Self> {
        let validity = number(&core["access_token_validity"]).unwrap_or(3600.0);
        let hours = number(&core["access_token_signing_key_update_interval"]);
        let random = u64::from_be_bytes(random_bytes(&OsRandom)?);
        // The casts saturate, and `checked` looks at what comes out.
        Self {
            name: format!("interop_{random:016x}"),
            validity_seconds: validity as u32,
            key_interval: hours
                .map(|hours| Duration::from_millis((hours * MS_PER_HOUR).round() as u64)),
        }
        .checked()
    }

    /// The name of its file or schema.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn as_text(&self) -> String {
        let Self { name, validity_seconds, key_interval } = self;
        format!("{name}-{validity_seconds}-{}", key_interval.unwrap_or_default().as_millis())
    }

    fn checked(self) -> Result<Self> {
        ensure!(
            VALIDITY.contains(&self.validity_seconds),
            "access_token_validity must be {} to {} seconds",
            VALIDITY.start(),
            VALIDITY.end()
        );
        ensure!(
            self.key_interval.is_none_or(|interval| !interval.is_zero()),
            "access_token_signing_key_update_interval must be hours, such as \"0.002\""
        );
        let random = self.name.strip_prefix("interop_").unwrap_or_default();
        let is_ours = random.len() == 16 && random.bytes().all(|b| b.is_ascii_hexdigit());
        ensure!(is_ours, "{:?} is not the id of an app", self.name);
        Ok(self)
    }
}

impl FromStr for AppId {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().with_context(|| format!("{text:?} is not the id of an app"));
        let (name, validity, interval) = (part()?, part()?, part()?);
        Self {
            name: name.to_owned(),
            validity_seconds: validity.parse()?,
            key_interval: Some(interval.parse()?).filter(|ms| *ms != 0).map(Duration::from_millis),
        }
        .checked()
    }
}

/// A number, or a text that is one: suites write both.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_carries_its_settings() {
        let core = json!({"access_token_validity": 100,
            "access_token_signing_key_update_interval": "0.002"});
        let id = AppId::new(&core).expect("an id");
        assert_eq!(
            (id.validity_seconds, id.key_interval),
            (100, Some(Duration::from_millis(7200)))
        );
        assert_eq!(id.as_text().parse::<AppId>().expect("the same"), id);
        let plain = AppId::new(&json!({"access_token_validity": 1})).expect("an id");
        assert_eq!(plain.as_text().parse::<AppId>().expect("the same"), plain);
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "a", "interop_../../etc/x-1-0", "interop_00000000000000zz-1-0"] {
            assert!(text.parse::<AppId>().is_err(), "{text}");
        }
        for validity in [0, 7201] {
            assert!(AppId::new(&json!({"access_token_validity": validity})).is_err());
        }
    }
}
