//! A cookie counts under exactly one spelling of its name, as the bytes that came (finding A2): a
//! neighbouring site cannot set `__Host-` and `__Secure-` cookies, and must not get past that by
//! spelling the name in another way.

use anyhow::{Context, Result};
use shared::{ErrorType, FormRequest};
use tests::{Call, PASSWORD, Reply, TestApp};

const PREFIXED: [(&str, &str); 3] = [
    ("RUN_MODE", "production"),
    ("API_DOMAIN", "https://api.example.com"),
    ("WEBSITE_DOMAIN", "https://api.example.com"),
];

/// An application with a signed-in user, and the names of its two cookies.
struct Case {
    app: TestApp,
    host: &'static str,
    access: (&'static str, String),
    refresh: (&'static str, String),
}

async fn case(prefixed: bool) -> Result<Case> {
    let (settings, host, access, refresh) = if prefixed {
        (&PREFIXED[..], "api.example.com", "__Host-sAccessToken", "__Secure-sRefreshToken")
    } else {
        (&[][..], "localhost", "sAccessToken", "sRefreshToken")
    };
    let app = TestApp::with(settings).await?;
    let form = FormRequest::email_password("ada@example.com", PASSWORD);
    let call = Call::post("/auth/signup")
        .json(&serde_json::to_value(form)?)
        .header("st-auth-mode", "cookie")
        .header("host", host);
    let reply = app.send(call).await?.expect_ok()?;
    let value = |name| -> Result<_> {
        Ok((name, reply.set_cookie(name).context(name)?.value().to_owned()))
    };
    Ok(Case { host, access: value(access)?, refresh: value(refresh)?, app })
}

/// Other spellings of a cookie's name: percent-encoded in whole and in part, with space of Unicode
/// around it, in another case, in quotes.
fn other_spellings(name: &str) -> Vec<Vec<u8>> {
    let all = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let lower = name.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let mut spellings = vec![
        all,
        lower,
        name.replace("__", "%5F%5F"),
        name.replace("__", "_%5f"),
        name.replace('-', "%2D"),
        name.replace("sA", "s%41").replace("sR", "s%52"),
        name.replace("sA", "%73A").replace("sR", "%73R"),
        name.replace("Token", "%54oken"),
        name.to_uppercase(),
        name.to_lowercase(),
        name.replace("sA", "SA").replace("sR", "SR"),
        name.replace("__Host", "__host").replace("__Secure", "__secure"),
        format!("\"{name}\""),
        format!("'{name}'"),
        format!("{name}%20"),
        format!("%20{name}"),
        format!("%09{name}"),
        format!("+{name}"),
        format!("$\u{200b}{name}"),
        name.replace("__", "__\u{200d}"),
    ];
    // No-break space, ideographic space, byte order mark, line separator, em space, next line.
    for space in ["\u{a0}", "\u{3000}", "\u{feff}", "\u{2028}", "\u{2003}", "\u{85}"] {
        spellings.push(format!("{space}{name}"));
        spellings.push(format!("{name}{space}"));
    }
    let mut spellings: Vec<_> = spellings.into_iter().map(String::into_bytes).collect();
    // The same spaces as one byte, as older encodings have them.
    spellings.push([b"\xa0", name.as_bytes()].concat());
    spellings.push([name.as_bytes(), b"\x85"].concat());
    spellings.retain(|spelling| spelling != name.as_bytes());
    spellings
}

fn pair(name: &[u8], value: &str) -> Vec<u8> {
    [name, b"=", value.as_bytes()].concat()
}

impl Case {
    async fn get(&self, cookies: Vec<u8>) -> Result<Reply> {
        let call = Call::get("/getSession").header("host", self.host);
        self.app.send(call.header("cookie", cookies)).await
    }

    async fn refresh(&self, cookies: Vec<u8>) -> Result<Reply> {
        let call = Call::post("/auth/session/refresh").header("host", self.host);
        self.app.send(call.header("rid", "session").header("cookie", cookies)).await
    }
}

#[tokio::test]
async fn no_other_spelling_is_the_access_cookie_or_a_double_of_it() -> Result<()> {
    for prefixed in [true, false] {
        let case = case(prefixed).await?;
        let (name, token) = &case.access;
        let own = pair(name.as_bytes(), token);
        case.get(own.clone()).await?.expect_ok()?;
        for spelling in other_spellings(name) {
            let shown = String::from_utf8_lossy(&spelling).into_owned();
            let planted = pair(&spelling, token);
            let reply = case.get(planted.clone()).await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{shown} alone");
            for both in [[&*planted, &own].join(&b"; "[..]), [&*own, &planted].join(&b"; "[..])] {
                assert_eq!(case.get(both).await?.status, 200, "{shown} beside the cookie");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_other_spelling_is_the_refresh_cookie_or_a_double_of_it() -> Result<()> {
    for prefixed in [true, false] {
        let mut case = case(prefixed).await?;
        let name = case.refresh.0;
        for spelling in other_spellings(name) {
            let shown = String::from_utf8_lossy(&spelling).into_owned();
            let planted = pair(&spelling, &case.refresh.1);
            let reply = case.refresh(planted).await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{shown} alone");
            let own = pair(name.as_bytes(), &case.refresh.1);
            let foreign = pair(&spelling, "planted");
            let reply = case.refresh([&*foreign, &own].join(&b"; "[..])).await?;
            assert_eq!(reply.status, 200, "{shown} beside the cookie");
            case.refresh.1 = reply.set_cookie(name).context(name)?.value().to_owned();
        }
    }
    Ok(())
}

#[tokio::test]
async fn space_and_tab_around_a_pair_do_not_count_and_values_are_decoded() -> Result<()> {
    for prefixed in [true, false] {
        let case = case(prefixed).await?;
        let (name, token) = &case.access;
        let encoded = token.replace('.', "%2E");
        for cookies in [
            format!("{name}={encoded}"),
            format!("a=b;{name}={token}"),
            format!("a=b;  {name}={token} ;c"),
            format!("\t{name}\t=\t{token}\t; c=d"),
        ] {
            assert_eq!(case.get(cookies.clone().into_bytes()).await?.status, 200, "{cookies:?}");
        }
        let twice = format!("{name}={token}; {name}={encoded}");
        let reply = case.get(twice.into_bytes()).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    }
    Ok(())
}

#[tokio::test]
async fn the_cookie_of_old_clients_has_one_spelling_too() -> Result<()> {
    let case = case(false).await?;
    let own = pair(case.access.0.as_bytes(), &case.access.1);
    for spelling in other_spellings("sIdRefreshToken") {
        let planted = pair(&spelling, "x");
        let reply = case.get([&*own, &planted].join(&b"; "[..])).await?;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&spelling));
    }
    Ok(())
}
