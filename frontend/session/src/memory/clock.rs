//! The two clocks: how old the remembered session is, by the server's time.

use std::time::Duration;

use shared::Timestamp;
use shared::names::client_cookie as cookie;

use super::session_memory::SessionMemory;

/// Smaller differences between the two clocks are the network's, not a wrong clock's.
const SKEW_THRESHOLD: Duration = Duration::from_secs(7);

/// The access token is renewed before it expires when this part of its life is left...
const EARLY_PART: u64 = 20;
/// ...or this many milliseconds, if that is more...
const EARLY_AT_LEAST_MS: u64 = 5_000;
/// ...but never before this part is left: a token may live for seconds only.
const EARLY_AT_MOST_PART: u64 = 4;

impl SessionMemory {
    /// Now, by the client's clock.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Now, by the server's clock as far as it is known.
    ///
    /// The difference is `iat` of the front token less the moment it came, both of which are
    /// remembered already.
    pub(crate) fn server_now(&self) -> Timestamp {
        let now = self.now();
        let issued = self.front_token().and_then(|token| token.issued_at());
        let (Some(issued), Some(received)) = (issued, self.last_update()) else { return now };
        if issued.abs_diff(received) < SKEW_THRESHOLD {
            return now;
        }
        if issued > received { now + issued.since(received) } else { now - received.since(issued) }
    }

    /// When the last front token came.
    fn last_update(&self) -> Option<Timestamp> {
        let text = self.cookies.get(cookie::LAST_ACCESS_TOKEN_UPDATE)?;
        text.parse().ok().map(Timestamp::from_millis)
    }

    /// Has the access token expired, by the server's clock?
    pub(crate) fn is_expired(&self) -> bool {
        self.session().is_some_and(|session| session.access_token_expiry <= self.server_now())
    }

    /// Has the session been idle for longer than `limit`, by the server's clock?
    pub(crate) fn is_idle_for(&self, limit: Duration) -> bool {
        let issued = self.front_token().and_then(|token| token.issued_at());
        issued.is_some_and(|issued| issued + limit <= self.server_now())
    }

    /// When to renew the access token before it expires, by the server's clock. `random`, from 0 up
    /// to 1, keeps tabs and visitors apart. `None` without a session.
    pub(crate) fn renewal_time(&self, random: f64) -> Option<Timestamp> {
        let expiry = self.session()?.access_token_expiry;
        let issued = self.front_token().and_then(|token| token.issued_at());
        let life = issued.map_or(0, |issued| expiry.since(issued).as_millis() as u64);
        let early = (life / EARLY_PART).max(EARLY_AT_LEAST_MS) as f64 * (0.5 + random);
        Some(expiry - Duration::from_millis((early as u64).min(life / EARLY_AT_MOST_PART)))
    }
}
