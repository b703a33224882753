//! `cargo xtask reset`: throws the development database away. The next start makes a new one.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{IsTerminal, Write, stdin, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::answers::answers;
use crate::holder;
use crate::settings::Settings;
use crate::workspace::Workspace;

/// What SQLite and the backend keep beside the database.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", ".lock"];

/// The command line.
#[derive(Args)]
pub(crate) struct Options {
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// Deletes the files that `DATABASE_URL` names.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let settings = Settings::read(workspace)?;
    ensure!(
        settings.get("RUN_MODE").as_deref() != Some("production"),
        "RUN_MODE is production, and this deletes development databases only"
    );
    let url = settings.get("DATABASE_URL").context("DATABASE_URL has no default")?;
    let database = workspace.path(sqlite_file(&url)?);
    let files = files_of(&database);
    if files.is_empty() {
        println!("There is no {}; the next start makes it.", database.display());
        return Ok(());
    }
    ensure_unused(&database, settings.port()?)?;
    println!("This deletes all users, sessions and data of this database:");
    files.iter().for_each(|file| println!("  {}", file.display()));
    if !options.yes && !is_confirmed()? {
        println!("Nothing was deleted.");
        return Ok(());
    }
    for file in &files {
        fs::remove_file(file).with_context(|| format!("could not delete {}", file.display()))?;
    }
    println!("Deleted. The next start makes a new database; the server key beside it stays.");
    Ok(())
}

/// The file of a `sqlite:` URL.
fn sqlite_file(url: &str) -> Result<&str> {
    let Some(rest) = url.strip_prefix("sqlite:") else {
        bail!(
            "DATABASE_URL is no SQLite file: drop and create a Postgres database with its own \
             tools, `dropdb NAME` and `createdb NAME`"
        );
    };
    let file = rest.strip_prefix("//").unwrap_or(rest);
    let file = file.split('?').next().unwrap_or(file);
    let is_plain = !file.is_empty() && !file.contains([':', '%']);
    ensure!(is_plain, "DATABASE_URL is {url}: delete that database by hand");
    Ok(file)
}

/// The files of a database that are there.
fn files_of(database: &Path) -> Vec<PathBuf> {
    let with = |suffix: &str| {
        let mut path = OsString::from(database);
        path.push(suffix);
        PathBuf::from(path)
    };
    SUFFIXES.into_iter().map(with).filter(|path| path.is_file()).collect()
}

/// Fails while a backend runs on the database.
fn ensure_unused(database: &Path, port: u16) -> Result<()> {
    if let Some(holder) = holder::of_file(database) {
        bail!("{holder} has {} open: end it first", database.display());
    }
    ensure!(
        !answers(port, "/healthz"),
        "a backend listens on port {port}: end it first (Ctrl-C in its terminal)"
    );
    let mut lock = OsString::from(database);
    lock.push(".lock");
    let Ok(lock) = File::open(lock) else { return Ok(()) };
    ensure!(
        !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        "a backend is starting on {}: end it first",
        database.display()
    );
    Ok(())
}

fn is_confirmed() -> Result<bool> {
    ensure!(stdin().is_terminal(), "there is no terminal to ask at: `cargo xtask reset --yes`");
    print!("Delete it? [y/N] ");
    stdout().flush()?;
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_sqlite_files_are_deleted() {
        for url in ["sqlite://data/app.db", "sqlite:data/app.db", "sqlite://data/app.db?mode=rwc"] {
            assert_eq!(sqlite_file(url).expect(url), "data/app.db");
        }
        for url in ["postgres://localhost/app", "sqlite::memory:", "sqlite://", "sqlite://a%20b"] {
            assert!(sqlite_file(url).is_err(), "{url}");
        }
        let refusal = sqlite_file("postgresql://ada:secret@localhost/app").expect_err("Postgres");
        assert!(refusal.to_string().contains("dropdb"), "{refusal}");
        assert!(!refusal.to_string().contains("secret"), "{refusal}");
    }

    #[test]
    fn the_files_are_the_database_and_what_is_kept_beside_it() {
        let folder = std::env::temp_dir().join(format!("reset-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let names = ["app.db", "app.db-wal", "app.db.lock", "app.key", "other.db"];
        let files = names.map(|name| File::create(folder.join(name)).expect("a file"));
        let found = files_of(&folder.join("app.db"));
        let expected = ["app.db", "app.db-wal", "app.db.lock"].map(|name| folder.join(name));
        assert_eq!(found, expected);

        // A port that no backend has.
        let unused = |port| ensure_unused(&folder.join("app.db"), port);
        files[2].lock().expect("a lock");
        assert!(unused(1).is_err());
        files[2].unlock().expect("unlocked");
        if cfg!(target_os = "linux") {
            let error = unused(1).expect_err("this program has it open").to_string();
            assert!(error.contains("end it first"), "{error}");
        }
        drop(files);
        assert!(unused(1).is_ok());
        fs::remove_dir_all(&folder).expect("it is there");
    }
}
