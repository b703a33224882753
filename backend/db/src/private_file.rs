//! Files that no other user of the machine may read.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// May the group or all users read or write the file?
#[cfg(unix)]
#[must_use]
pub fn is_exposed(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
}

/// Files have no such modes here.
#[cfg(not(unix))]
#[must_use]
pub fn is_exposed(_: &Metadata) -> bool {
    false
}

/// Opens a file, and makes it for its owner alone if it is not there.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes a SQLite database, its journal and its shared memory from all users but the owner. They
/// hold password hashes and session rows.
///
/// # Errors
/// With the file that is exposed and belongs to another user.
pub(crate) fn make_private(database: &Path) -> Result<(), (PathBuf, io::Error)> {
    for ending in ["", "-wal", "-shm"] {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        let path = PathBuf::from(path);
        let made = match fs::metadata(&path) {
            Ok(metadata) if is_exposed(&metadata) => restrict(&path),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        made.map_err(|error| (path, error))?;
    }
    Ok(())
}

#[cfg(unix)]
fn restrict(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    tracing::warn!(path = %path.display(), "other users of this machine could read this file; now only its owner can");
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> io::Result<()> {
    Ok(())
}
