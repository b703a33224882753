//! The program as a process: what only a real one can show. Everything else about the backend is
//! tested in `tests/`; these are here because cargo tells a package's own tests, and no
//! others, where its binary is.

mod caller;
mod commands;
mod durability;
#[cfg(target_os = "linux")]
mod full_disk;
mod offline;
mod outage;
mod program;
mod settings;
mod signals;
mod signing_keys;
mod stalled_log;
mod start;
mod storm;
