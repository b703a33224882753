//! The table of backend/session/docs/transport.md, read.

use anyhow::{Context, Result, ensure};

const HEADER: [&str; 9] = [
    "route",
    "TOKEN_TRANSFER",
    "ANTI_CSRF",
    "st-auth-mode",
    "carries",
    "proof",
    "answer",
    "cookies",
    "headers",
];

/// The values of a column, for `*` and to find what is misspelt.
const VALUES: [&[&str]; 6] = [
    &["new", "read", "change", "refresh", "sign-out"],
    &["any", "cookie", "header"],
    &["none", "via_custom_header", "via_token"],
    &["none", "cookie", "header"],
    &[
        "nothing",
        "cookie",
        "bearer",
        "both",
        "foreign",
        "cookie & foreign",
        "twice",
        "bearer & twice",
    ],
    &["no", "yes"],
];

/// One case: a row with one value in each cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) line: usize,
    /// Route, `TOKEN_TRANSFER`, `ANTI_CSRF`, `st-auth-mode`, carries, proof.
    given: [&'static str; 6],
    pub(crate) answer: String,
    pub(crate) cookies: String,
    pub(crate) headers: String,
}

impl Case {
    pub(crate) fn route(&self) -> &'static str {
        self.given[0]
    }

    pub(crate) fn token_transfer(&self) -> &'static str {
        self.given[1]
    }

    pub(crate) fn anti_csrf(&self) -> &'static str {
        self.given[2]
    }

    /// What is sent as `st-auth-mode`.
    pub(crate) fn auth_mode(&self) -> Option<&'static str> {
        Some(self.given[3]).filter(|mode| *mode != "none")
    }

    pub(crate) fn has_cookie(&self) -> bool {
        matches!(self.given[4], "cookie" | "both" | "cookie & foreign") || self.has_two_cookies()
    }

    pub(crate) fn has_two_cookies(&self) -> bool {
        matches!(self.given[4], "twice" | "bearer & twice")
    }

    pub(crate) fn has_bearer(&self) -> bool {
        matches!(self.given[4], "bearer" | "both" | "bearer & twice")
    }

    pub(crate) fn has_foreign_bearer(&self) -> bool {
        matches!(self.given[4], "foreign" | "cookie & foreign")
    }

    pub(crate) fn has_proof(&self) -> bool {
        self.given[5] == "yes"
    }

    pub(crate) fn given(&self) -> [&'static str; 6] {
        self.given
    }
}

/// Every case of every row.
pub(crate) fn cases() -> Result<Vec<Case>> {
    let page = include_str!("../../docs/transport.md");
    let mut cases = Vec::new();
    let mut in_table = false;
    for (index, line) in page.lines().enumerate() {
        let inner = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
        let Some(inner) = inner else { continue };
        let cells: Vec<_> = inner.split('|').map(str::trim).collect();
        if cells == HEADER {
            in_table = true;
        } else if in_table && cells[0] != "---" {
            let line = index + 1;
            let row = expand(line, &cells);
            cases.extend(
                row.with_context(|| format!("backend/session/docs/transport.md, line {line}"))?,
            );
        }
    }
    ensure!(
        !cases.is_empty(),
        "backend/session/docs/transport.md has no table of these columns: {HEADER:?}"
    );
    Ok(cases)
}

fn expand(line: usize, cells: &[&str]) -> Result<Vec<Case>> {
    ensure!(cells.len() == HEADER.len(), "{} cells", cells.len());
    let mut all: Vec<[&'static str; 6]> = vec![[""; 6]];
    for (column, values) in VALUES.iter().enumerate() {
        let chosen = choose(cells[column], values).context(HEADER[column])?;
        all = all
            .iter()
            .flat_map(|given| {
                chosen.iter().map(move |value| {
                    let mut given = *given;
                    given[column] = value;
                    given
                })
            })
            .collect();
    }
    let [answer, cookies, headers] = [6, 7, 8].map(|column| cells[column].to_owned());
    for effect in [&cookies, &headers] {
        ensure!(matches!(effect.as_str(), "-" | "set" | "cleared"), "{effect}");
    }
    let case = |given| Case {
        line,
        given,
        answer: answer.clone(),
        cookies: cookies.clone(),
        headers: headers.clone(),
    };
    Ok(all.into_iter().map(case).collect())
}

fn choose(cell: &str, values: &[&'static str]) -> Result<Vec<&'static str>> {
    if cell == "*" {
        return Ok(values.to_vec());
    }
    let find = |word: &str| values.iter().copied().find(|value| *value == word);
    cell.split(", ")
        .map(|word| find(word).with_context(|| format!("{word:?} is none of {values:?}")))
        .collect()
}

#[test]
fn no_case_is_missing_and_none_is_there_twice() -> Result<()> {
    let cases = cases()?;
    for (index, case) in cases.iter().enumerate() {
        let other = cases[..index].iter().find(|other| other.given() == case.given());
        assert_eq!(other, None, "line {} says it again", case.line);
    }
    // What only makes a session or reads it needs no proof.
    for (routes, proof) in [("new, read", "no"), ("change, refresh, sign-out", "*")] {
        for wanted in expand(0, &[routes, "*", "*", "*", "*", proof, "", "-", "-"])? {
            let is_there = cases.iter().any(|case| case.given() == wanted.given());
            assert!(is_there, "{:?} is missing", wanted.given());
        }
    }
    Ok(())
}

#[test]
fn what_is_misspelt_is_refused() {
    let row = ["read", "any", "*", "*", "cookie", "no", "cookie's", "-", "-"];
    assert!(expand(1, &row).is_ok_and(|cases| cases.len() == 9));
    for (column, wrong) in [(0, "reed"), (1, "any,cookie"), (4, ""), (5, "maybe"), (7, "x")] {
        let mut row = row;
        row[column] = wrong;
        assert!(expand(1, &row).is_err(), "{wrong}");
    }
    assert!(expand(1, &row[..8]).is_err());
}
