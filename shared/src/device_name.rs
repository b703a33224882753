//! What a `User-Agent` says about a device, in words.

/// What kind of device it is, for the picture beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// A laptop or a desktop computer.
    Computer,
    /// A telephone.
    Phone,
    /// A tablet.
    Tablet,
    /// A program that is no browser.
    Program,
}

/// Browsers by what only they, or they first, say of themselves. The order counts: most of them
/// name others, too.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
];

/// Systems, in the same way.
const SYSTEMS: &[(&str, &str, DeviceKind)] = &[
    ("iPhone", "iPhone", DeviceKind::Phone),
    ("iPad", "iPad", DeviceKind::Tablet),
    ("CrOS", "ChromeOS", DeviceKind::Computer),
    ("Android", "Android", DeviceKind::Phone),
    ("Windows", "Windows", DeviceKind::Computer),
    ("Mac OS X", "macOS", DeviceKind::Computer),
    ("Linux", "Linux", DeviceKind::Computer),
];

/// A short name for the device of a `User-Agent`, such as "Firefox on macOS", and its kind. What
/// does not look like a browser keeps the name that it gives itself.
///
/// Good for telling one's own devices apart, and for nothing else: a client may send what it likes.
#[must_use]
pub fn device_name(user_agent: Option<&str>) -> (String, DeviceKind) {
    let Some(agent) = user_agent.filter(|agent| !agent.is_empty()) else {
        return ("Unknown device".to_owned(), DeviceKind::Program);
    };
    let browser = BROWSERS.iter().find(|(mark, _)| agent.contains(mark));
    let system = SYSTEMS.iter().find(|(mark, ..)| agent.contains(mark));
    match (browser, system) {
        (Some((_, browser)), Some((_, system, kind))) => {
            // Android says `Mobile` on telephones only.
            let is_tablet = *system == "Android" && !agent.contains("Mobile");
            let kind = if is_tablet { DeviceKind::Tablet } else { *kind };
            (format!("{browser} on {system}"), kind)
        }
        _ => {
            let name: String =
                agent.split(['/', ' ']).next().unwrap_or(agent).chars().take(40).collect();
            (name, DeviceKind::Program)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_although_they_name_each_other() {
        for (agent, name, kind) in [
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
                "Firefox on macOS",
                DeviceKind::Computer,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Edge on Windows",
                DeviceKind::Computer,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
                DeviceKind::Phone,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
                "Chrome on Android",
                DeviceKind::Tablet,
            ),
            ("curl/8.5.0", "curl", DeviceKind::Program),
            ("", "Unknown device", DeviceKind::Program),
        ] {
            assert_eq!(device_name(Some(agent)), (name.to_owned(), kind), "{agent}");
        }
        assert_eq!(device_name(None).0, "Unknown device");
    }
}
