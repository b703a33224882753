//! SIGTERM and Ctrl-C.

#[cfg(not(unix))]
pub use other::Signals;
#[cfg(unix)]
pub use unix::Signals;

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The signals that ask a program to end.
    pub struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        /// From here on a signal no longer ends the program: it waits to be taken. One that came
        /// before has ended the program at once.
        ///
        /// # Errors
        /// The system's, when it lets no more signals be caught.
        pub fn catch() -> std::io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        /// Waits for the next one.
        pub(crate) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}

#[cfg(not(unix))]
mod other {
    /// Ctrl-C, all there is.
    pub struct Signals;

    impl Signals {
        /// There is nothing to catch beforehand.
        ///
        /// # Errors
        /// None.
        pub fn catch() -> std::io::Result<Self> {
            Ok(Self)
        }

        pub(crate) async fn next(&mut self) {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
