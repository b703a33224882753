//! A TCP proxy in front of a real server, which loses, holds back or cuts what passes through it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result};
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the network does to what passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: all bytes pass.
    None,
    /// No byte passes, in either direction, and no socket is closed: the server has vanished.
    BlackHole,
    /// As [`Fault::BlackHole`] for the sockets that are open; new ones work.
    BlackHoleOpenSockets,
    /// What the server says is lost; what it is told arrives.
    LoseReplies,
    /// Every socket is cut, and new ones at once.
    Refuse,
    /// The next `COMMIT` arrives, and its socket is cut in the place of the answer.
    CutAfterCommit,
    /// As [`Fault::CutAfterCommit`], and then [`Fault::Refuse`].
    CutAfterCommitAndRefuse,
    /// The socket of the next `COMMIT` is cut before it arrives.
    CutBeforeCommit,
}

/// The proxy. Its sockets are cut when this is dropped.
pub struct Proxy {
    address: SocketAddr,
    network: Arc<Network>,
    accepting: JoinHandle<()>,
}

struct Network {
    upstream: SocketAddr,
    fault: watch::Sender<Fault>,
    /// Counts the faults that concern the sockets that are open at that time.
    era: AtomicU64,
}

/// Both directions of one connection.
struct Connection {
    network: Arc<Network>,
    /// The era it was opened in.
    era: u64,
    /// Cut it as soon as the server has answered.
    cut_at_answer: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    ToServer,
    ToClient,
}

/// The connection is to be cut.
struct Cut;

impl Proxy {
    /// A proxy before the server of a database URL, and the URL that leads through it.
    ///
    /// # Errors
    /// When the URL names no server, or there is no free port.
    pub async fn before(url: &str) -> Result<(Self, String)> {
        let options: PgConnectOptions = url.parse()?;
        let server = (options.get_host().to_owned(), options.get_port());
        let upstream = lookup_host(server).await?.next().context("the server has no address")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (fault, _) = watch::channel(Fault::None);
        let network = Arc::new(Network { upstream, fault, era: AtomicU64::new(0) });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&network)));
        let through = options.host("127.0.0.1").port(address.port()).to_url_lossy();
        Ok((Self { address, network, accepting }, through.to_string()))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the network does this.
    pub fn set(&self, fault: Fault) {
        if matches!(fault, Fault::BlackHoleOpenSockets | Fault::Refuse) {
            self.network.era.fetch_add(1, Ordering::SeqCst);
        }
        self.network.fault.send_replace(fault);
    }

    /// What the network does now; a fault of one commit is over once it has happened.
    #[must_use]
    pub fn fault(&self) -> Fault {
        *self.network.fault.borrow()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Fault::Refuse);
    }
}

async fn accept(listener: TcpListener, network: Arc<Network>) {
    while let Ok((client, _)) = listener.accept().await {
        if *network.fault.borrow() != Fault::Refuse {
            let era = network.era.load(Ordering::SeqCst);
            let cut_at_answer = AtomicBool::new(false);
            let connection = Connection { network: Arc::clone(&network), era, cut_at_answer };
            tokio::spawn(async move { connection.pass(client).await });
        }
    }
}

impl Connection {
    /// Until one of the two sides ends it, or it is cut.
    async fn pass(&self, client: TcpStream) {
        let Ok(server) = TcpStream::connect(self.network.upstream).await else { return };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::select! {
            _ = self.pump(Direction::ToServer, from_client, to_server) => {}
            _ = self.pump(Direction::ToClient, from_server, to_client) => {}
            () = self.is_refused() => {}
        }
    }

    async fn is_refused(&self) {
        let mut fault = self.network.fault.subscribe();
        let refused = |fault: &Fault| *fault == Fault::Refuse;
        if fault.wait_for(refused).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    async fn pump(
        &self,
        direction: Direction,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
    ) -> Result<(), Cut> {
        let mut buffer = vec![0; 16 * 1024];
        let mut fault = self.network.fault.subscribe();
        loop {
            let read = from.read(&mut buffer).await.map_err(|_| Cut)?;
            // Held back for as long as nothing passes, like a segment that is sent again.
            let now = *fault.wait_for(|fault| self.passes(*fault)).await.map_err(|_| Cut)?;
            let bytes = &buffer[..read];
            if read == 0 {
                return Err(Cut);
            }
            match direction {
                Direction::ToServer => self.look_for_commit(bytes, now)?,
                // The server has answered, so the commit was carried out.
                Direction::ToClient if self.cut_at_answer.load(Ordering::SeqCst) => {
                    return self.end_fault_of_commit();
                }
                Direction::ToClient if now == Fault::LoseReplies => continue,
                Direction::ToClient => {}
            }
            to.write_all(bytes).await.map_err(|_| Cut)?;
        }
    }

    fn passes(&self, fault: Fault) -> bool {
        match fault {
            Fault::BlackHole => false,
            Fault::BlackHoleOpenSockets => self.era >= self.network.era.load(Ordering::SeqCst),
            _ => true,
        }
    }

    /// If this is the commit that a fault waits for, the fault happens, and is over.
    fn look_for_commit(&self, bytes: &[u8], now: Fault) -> Result<(), Cut> {
        if !bytes.windows(6).any(|window| window == b"COMMIT") {
            return Ok(());
        }
        match now {
            Fault::CutBeforeCommit => return self.end_fault_of_commit(),
            Fault::CutAfterCommit | Fault::CutAfterCommitAndRefuse => {
                self.cut_at_answer.store(true, Ordering::SeqCst);
            }
            _ => {}
        }
        Ok(())
    }

    fn end_fault_of_commit(&self) -> Result<(), Cut> {
        self.network.fault.send_modify(|fault| {
            *fault = match *fault {
                Fault::CutAfterCommitAndRefuse => Fault::Refuse,
                _ => Fault::None,
            };
        });
        Err(Cut)
    }
}
