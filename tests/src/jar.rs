//! A cookie jar that keeps the rules of RFC 6265 that matter here: path, expiry, deletion.

use cookie::Cookie;
use shared::Timestamp;

/// The cookies of one browser for one host.
#[derive(Debug, Clone, Default)]
pub struct Jar(Vec<Stored>);

#[derive(Debug, Clone)]
struct Stored {
    name: String,
    value: String,
    path: String,
    /// None is the end of the browser's own session.
    expires_at: Option<Timestamp>,
}

impl Jar {
    /// Keeps what a reply set, and drops what it cleared.
    pub fn store(&mut self, cookie: &Cookie<'_>, now: Timestamp) {
        let path = cookie.path().unwrap_or("/").to_owned();
        self.0.retain(|kept| kept.name != cookie.name() || kept.path != path);
        let expires = cookie.expires_datetime().map(|at| Timestamp::from_secs(at.unix_timestamp()));
        if expires.is_none_or(|at| at > now) {
            self.0.push(Stored {
                name: cookie.name().to_owned(),
                value: cookie.value().to_owned(),
                path,
                expires_at: expires,
            });
        }
    }

    /// The `Cookie` header of a request to `path`, the longest path first.
    #[must_use]
    pub fn header(&self, path: &str, now: Timestamp) -> Option<String> {
        let mut fitting: Vec<_> = self
            .0
            .iter()
            .filter(|kept| is_below(path, &kept.path))
            .filter(|kept| kept.expires_at.is_none_or(|at| at > now))
            .collect();
        fitting.sort_by_key(|kept| std::cmp::Reverse(kept.path.len()));
        let pairs: Vec<_> =
            fitting.iter().map(|kept| format!("{}={}", kept.name, kept.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of a cookie.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|kept| kept.name == name).map(|kept| kept.value.as_str())
    }

    /// Puts a cookie into the jar, for every path and for ever.
    pub fn put(&mut self, name: &str, value: &str) {
        self.remove(name);
        let (name, value) = (name.to_owned(), value.to_owned());
        self.0.push(Stored { name, value, path: "/".to_owned(), expires_at: None });
    }

    /// Takes a cookie out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|kept| kept.name != name);
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_below(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(lines: &[&'static str]) -> Jar {
        let mut jar = Jar::default();
        for line in lines {
            jar.store(&Cookie::parse(*line).expect("a cookie"), Timestamp::EPOCH);
        }
        jar
    }

    #[test]
    fn a_cookie_goes_to_its_path_and_below() {
        let jar = jar(&["a=1; Path=/", "r=2; Path=/auth/session/refresh"]);
        assert_eq!(jar.header("/auth/session", Timestamp::EPOCH).as_deref(), Some("a=1"));
        assert_eq!(jar.header("/auth/session/refreshed", Timestamp::EPOCH).as_deref(), Some("a=1"));
        assert_eq!(
            jar.header("/auth/session/refresh", Timestamp::EPOCH).as_deref(),
            Some("r=2; a=1")
        );
    }

    #[test]
    fn an_expired_cookie_is_gone() {
        let jar = jar(&["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:10 GMT"]);
        assert!(jar.header("/", Timestamp::from_millis(9_999)).is_some());
        assert!(jar.header("/", Timestamp::from_secs(10)).is_none());
    }

    #[test]
    fn an_expiry_in_the_past_deletes() {
        let jar = jar(&["a=1; Path=/", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
        assert!(jar.is_empty());
    }
}
