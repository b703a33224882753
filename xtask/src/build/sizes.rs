//! What the page costs a visitor, as a table.

use std::fmt;
use std::path::Path;

use super::compress::Asset;

/// What a first visit loads, by part. The rest is fetched when needed, if ever.
const PARTS: [Part; 4] = [
    Part { name: "wasm", extensions: &["wasm"] },
    Part { name: "js", extensions: &["js", "mjs"] },
    Part { name: "css", extensions: &["css"] },
    Part { name: "html", extensions: &["html"] },
];

struct Part {
    name: &'static str,
    extensions: &'static [&'static str],
}

/// The sizes of all files in dist/.
pub(super) struct Sizes(Vec<Asset>);

impl Sizes {
    /// The sizes of these files.
    pub(super) fn new(assets: Vec<Asset>) -> Self {
        Self(assets)
    }

    /// The bytes of a first visit.
    pub(super) fn page(&self) -> u64 {
        PARTS.iter().map(|part| self.part(part)).sum()
    }

    fn part(&self, part: &Part) -> u64 {
        self.0.iter().filter(|asset| part.has(&asset.name)).map(Asset::served).sum()
    }
}

impl Asset {
    /// The bytes that cross the network.
    fn served(&self) -> u64 {
        self.brotli.unwrap_or(self.raw)
    }
}

impl Part {
    fn has(&self, name: &str) -> bool {
        Path::new(name)
            .extension()
            .is_some_and(|extension| self.extensions.iter().any(|own| *own == extension))
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PAGE: &str = "the page, compressed";
        let names = self.0.iter().map(|asset| asset.name.len());
        let width = names.chain([PAGE.len()]).max().unwrap_or_default();
        writeln!(out, "{:<width$}  {:>10}  {:>10}", "dist/", "raw", "brotli")?;
        for asset in &self.0 {
            let brotli = asset.brotli.map_or_else(|| "-".to_owned(), kilobytes);
            let raw = kilobytes(asset.raw);
            writeln!(out, "{:<width$}  {raw:>10}  {brotli:>10}", asset.name)?;
        }
        writeln!(out)?;
        for part in &PARTS {
            let size = kilobytes(self.part(part));
            writeln!(out, "{:<width$}  {:>10}  {size:>10}", part.name, "")?;
        }
        writeln!(out, "{PAGE:<width$}  {:>10}  {:>10}", "", kilobytes(self.page()))
    }
}

/// Thousands of bytes with one decimal, as browsers count them.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        let asset = |name: &str, raw, brotli| Asset { name: name.to_owned(), raw, brotli };
        Sizes::new(vec![
            asset("app.js", 20_000, Some(5_000)),
            asset("app.wasm", 157_012, Some(58_049)),
            asset("favicon.svg", 900, Some(400)),
            asset("index.html", 1_951, Some(950)),
            asset("logo.png", 4_000, None),
        ])
    }

    #[test]
    fn the_page_is_what_a_first_visit_loads() {
        assert_eq!(sizes().page(), 63_999);
    }

    #[test]
    fn the_table_is_aligned_and_sums_up_by_part() {
        let table = "\
dist/                        raw      brotli
app.js                   20.0 kB      5.0 kB
app.wasm                157.0 kB     58.0 kB
favicon.svg               0.9 kB      0.4 kB
index.html                2.0 kB      1.0 kB
logo.png                  4.0 kB           -

wasm                                 58.0 kB
js                                    5.0 kB
css                                   0.0 kB
html                                  1.0 kB
the page, compressed                 64.0 kB
";
        assert_eq!(sizes().to_string(), table);
    }
}
