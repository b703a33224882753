//! Interoperability: the server for the client suites of others, route by route, and SuperTokens'
//! own browser client against the product.

mod caller;
mod clients;
mod copies;
mod defaults;
mod hooks;
mod moved;
mod origins;
mod page;
mod payload;
mod program;
mod protection;
mod rotation;
mod routes;
#[path = "../browser/webdriver.rs"]
mod webdriver;

/// What the pieces shared with tests/browser expect.
mod harness {
    use std::env;
    use std::path::PathBuf;

    use anyhow::{Context, Result};

    /// Something that `cargo xtask test` provides.
    pub(crate) fn provided(variable: &str) -> Result<PathBuf> {
        env::var_os(variable).map(PathBuf::from).with_context(|| {
            format!("{variable} is not set: run `cargo xtask test --only interop`")
        })
    }
}
