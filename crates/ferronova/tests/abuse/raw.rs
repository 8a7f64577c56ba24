//! Connections for raw bytes that no HTTP library would send.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    thread,
    time::{Duration, Instant},
};

/// Maximum wait for bytes that must arrive, and for conditions.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A connection to the server.
pub(crate) struct Raw(TcpStream);

impl Raw {
    /// Connects to the server at the URL.
    #[track_caller]
    pub(crate) fn connect(base_url: &str) -> Self {
        let address = base_url.trim_start_matches("http://");
        let stream = TcpStream::connect(address).expect("the server takes connections");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.set_write_timeout(Some(PATIENCE)).expect("a timeout can be set");
        Self(stream)
    }

    /// Sends bytes.
    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).expect("the server takes what is sent");
    }

    /// Sends bytes, which fails if the server has closed the connection.
    pub(crate) fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.write_all(bytes.as_ref())
    }

    /// Closes the sending direction.
    pub(crate) fn finish_sending(&self) {
        self.0.shutdown(Shutdown::Write).expect("the connection is open");
    }

    /// Sends the bytes repeatedly until the server closes the connection; returns whether it did.
    pub(crate) fn flood(&mut self, bytes: &str) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.try_send(bytes).is_err() {
                return true;
            }
        }
        false
    }

    /// Sends the byte again and again, with pauses, until the server closes the connection; returns
    /// whether it did.
    pub(crate) fn trickle(&mut self, byte: u8) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.try_send([byte]).is_err() {
                return true;
            }
            thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// Reads up to 1 KiB.
    pub(crate) fn read_little(&mut self) {
        // Ignored: the connection may be reset.
        drop(self.0.read(&mut [0; 1024]));
    }

    /// Reads until the server closes the connection.
    #[track_caller]
    pub(crate) fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        if let Err(error) = self.0.read_to_end(&mut bytes) {
            // A reset counts as closed, a timeout does not.
            assert!(is_closed(&error), "the connection is not closed: {error}");
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Reads the head of the next response and returns its status.
    #[track_caller]
    pub(crate) fn status(&mut self) -> u16 {
        let head = self.head();
        status_in(&head).unwrap_or_else(|| panic!("there is no status in {head:?}"))
    }

    /// Reads the head of the next response; empty if the connection is closed instead.
    #[track_caller]
    pub(crate) fn head(&mut self) -> String {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.0.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => head.extend(byte),
                Err(error) => {
                    assert!(is_closed(&error), "there is no answer: {error}");
                    break;
                }
            }
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    /// Waits up to `time` until the server closes the connection without sending; returns whether
    /// it did.
    #[track_caller]
    pub(crate) fn is_closed_within(&mut self, time: Duration) -> bool {
        self.0.set_read_timeout(Some(time)).expect("a timeout can be set");
        let read = self.0.read(&mut [0]);
        self.0.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        match read {
            Ok(n_read) => {
                assert_eq!(n_read, 0, "something comes");
                true
            }
            Err(error) => is_closed(&error),
        }
    }

    /// Reads this many bytes, as text.
    #[track_caller]
    pub(crate) fn read_exact(&mut self, length: usize) -> String {
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).expect("so much comes");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Reads the body whose length is in `head`, which must be in lower case.
    #[track_caller]
    pub(crate) fn read_body(&mut self, head: &str) -> String {
        let length = head.lines().find_map(|it| it.strip_prefix("content-length: "));
        self.read_exact(length.and_then(|it| it.parse().ok()).unwrap_or(0))
    }
}

/// Returns the status in the first line of a response.
pub(crate) fn status_in(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_the_case: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_the_case() {
        assert!(Instant::now() < deadline, "it takes too long until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}
