//! What the tests stand on: the application as a value, with a clock that the test moves, and
//! clients that behave as a browser does.

mod app;
mod call;
mod client;
mod engine;
mod jar;
mod leash;
mod log;
pub mod plans;
mod program;
mod proxy;
mod reply;
pub mod rows;
mod server;
pub mod sha256;
mod webdriver;

pub use app::{PASSWORD, SECRET_KEY, START, TestApp, send};
pub use call::Call;
pub use client::Client;
pub use engine::{Database, on_postgres, on_sqlite};
pub use jar::Jar;
pub use leash::Leash;
pub use log::Log;
pub use program::{Program, free_ports, provided, url};
pub use proxy::{Fault, Proxy};
pub use reply::{Reply, SessionHeaders};
pub use server::Server;
pub use webdriver::{WebDriverServer, no_complaints};
