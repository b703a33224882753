//! Which programs of this machine hold a port or a file. Linux tells; elsewhere none are found.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The state of a socket that listens, in the kernel's table.
const LISTENING: &str = "0A";

/// A running program.
#[derive(Debug, PartialEq)]
pub(crate) struct Holder {
    program: String,
    process: u32,
}

impl fmt::Display for Holder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` (process {})", self.program, self.process)
    }
}

/// The program that listens on a port.
pub(crate) fn of_port(port: u16) -> Option<Holder> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
    let sockets: Vec<PathBuf> = tables
        .iter()
        .flatten()
        .flat_map(|table| listening(table, port))
        .map(|inode| format!("socket:[{inode}]").into())
        .collect();
    of(|open| sockets.iter().any(|socket| socket == open))
}

/// A program that has a file open.
pub(crate) fn of_file(file: &Path) -> Option<Holder> {
    let file = file.canonicalize().ok()?;
    of(|open| open == file)
}

/// The inodes of the sockets that listen on a port, from a table such as /proc/net/tcp.
fn listening(table: &str, port: u16) -> impl Iterator<Item = &str> {
    let suffix = format!(":{port:04X}");
    table.lines().filter_map(move |line| {
        let cells: Vec<_> = line.split_whitespace().collect();
        let [_, local, _, state, _, _, _, _, _, inode, ..] = cells[..] else { return None };
        (local.ends_with(&suffix) && state == LISTENING).then_some(inode)
    })
}

/// The first process with an open file that is meant. Those of other users are not seen.
fn of(is_meant: impl Fn(&Path) -> bool) -> Option<Holder> {
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Ok(open) = fs::read_dir(entry.path().join("fd")) else { continue };
        if open.flatten().filter_map(|file| fs::read_link(file.path()).ok()).any(|to| is_meant(&to))
        {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            return Some(Holder { program: name.trim().to_owned(), process });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7001 1 0000
   1: 0100007F:0BB8 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 7002 1 0000
   2: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7003 1 0000
";

    #[test]
    fn only_the_listening_socket_of_the_port_counts() {
        assert!(listening(TABLE, 3000).eq(["7001"]));
        assert!(listening(TABLE, 8080).eq(["7003"]));
        assert_eq!(listening(TABLE, 54_321).count(), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_program_is_found_by_its_port_and_by_its_file() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let this = Some(std::process::id());
        assert_eq!(of_port(port).map(|holder| holder.process), this);
        drop(listener);
        assert_eq!(of_port(port), None);

        let path = std::env::temp_dir().join(format!("holder-{}", std::process::id()));
        let file = fs::File::create(&path).expect("a file");
        assert_eq!(of_file(&path).map(|holder| holder.process), this);
        drop(file);
        assert_eq!(of_file(&path), None);
        fs::remove_file(&path).expect("it is there");
    }
}
