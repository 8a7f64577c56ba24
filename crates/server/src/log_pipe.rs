//! Logging that never blocks a request: lines go into a bounded buffer, and one thread writes them
//! to standard error.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use env_logger::{Builder, Env, Target};
use ferronova_compute::{Clock, SystemClock};

use crate::lowered::LoweredLogger;

/// Maximum size of the lines that wait to be written, in bytes.
const CAPACITY: usize = 1 << 20;

/// Pause after a write, before the lines that arrived meanwhile are written. Waking the thread for
/// each line of a busy server would cost more than the requests do. A line that arrives when the
/// thread sleeps is written at once.
const PAUSE: Duration = Duration::from_millis(5);

/// Maximum time that the process waits for unwritten lines before it ends.
const FLUSH_TIME: Duration = Duration::from_secs(2);

/// The filter if `RUST_LOG` is not set. The certificate verifier is off because the errors that it
/// returns contain the same messages.
const DEFAULT_FILTER: &str = "info,rustls_platform_verifier=off";

/// Starts logging to standard error, filtered by `RUST_LOG` (default: `info`).
///
/// # Errors
///
/// If logging was started before, or the thread can't be started.
pub fn init() -> io::Result<LogPipe> {
    let pipe = LogPipe::to(io::stderr(), CAPACITY)?;
    let target = Target::Pipe(Box::new(pipe.writer()));
    let logger =
        Builder::from_env(Env::default().default_filter_or(DEFAULT_FILTER)).target(target).build();
    let most = logger.filter();
    log::set_boxed_logger(Box::new(LoweredLogger(logger))).map_err(io::Error::other)?;
    log::set_max_level(most);
    Ok(pipe)
}

/// A bounded pipe of log lines. Dropping it waits up to `FLUSH_TIME` for unwritten lines.
#[must_use = "lines on their way are lost when the process ends without it"]
pub struct LogPipe {
    shared: Arc<SharedState>,
}

/// The end of the pipe that the logger writes to; each call of `write` is one line.
struct LogWriter {
    shared: Arc<SharedState>,
}

struct SharedState {
    state: Mutex<State>,
    capacity: usize,
    /// Wakes the writing thread when a line arrives while the thread sleeps, when a flush waits,
    /// and when the pipe ends.
    filled: Condvar,
    /// Signalled when everything is written.
    emptied: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<u8>,
    /// Number of lines that were dropped since the last line in `lines`.
    dropped: u64,
    is_writing: bool,
    /// Whether the writing thread sleeps and the next line must wake the thread.
    is_quiet: bool,
    demand: Demand,
}

/// How urgently the thread must write.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Demand {
    /// Lines may wait for [`PAUSE`].
    #[default]
    Usual,
    /// A flush waits.
    Urgent,
    /// No more lines will come.
    End,
}

impl LogPipe {
    /// A pipe into `sink` that holds up to `capacity` bytes.
    fn to(sink: impl Write + Send + 'static, capacity: usize) -> io::Result<Self> {
        let shared = Arc::new(SharedState {
            state: Mutex::default(),
            capacity,
            filled: Condvar::new(),
            emptied: Condvar::new(),
        });
        let exit = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || exit.write_all_to(sink))?;
        Ok(Self { shared })
    }

    fn writer(&self) -> LogWriter {
        LogWriter { shared: Arc::clone(&self.shared) }
    }

    /// Waits until everything is written, at most `FLUSH_TIME`: a reader that hangs must not keep
    /// the process from ending.
    pub fn flush(&self) {
        self.flush_for(FLUSH_TIME);
    }

    fn flush_for(&self, time: Duration) {
        let deadline = Instant::now() + time;
        let mut state = self.shared.lock();
        state.demand = Demand::Urgent;
        self.shared.filled.notify_all();
        while !state.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let woken = self.shared.emptied.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for LogPipe {
    fn drop(&mut self) {
        self.flush();
        self.shared.lock().demand = Demand::End;
        self.shared.filled.notify_all();
    }
}

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.lock();
        // Once a line was dropped, later lines are dropped even if they would fit, to keep the
        // order.
        if state.dropped > 0 || state.lines.len() + line.len() > self.shared.capacity {
            state.dropped += 1;
        } else {
            state.lines.extend_from_slice(line);
        }
        let wakes = mem::take(&mut state.is_quiet);
        drop(state);
        if wakes {
            self.shared.filled.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SharedState {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic leaves the state consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for [`PAUSE`], unless a flush waits.
    fn pause<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let may_pause = |state: &mut State| state.demand == Demand::Usual;
        let woken = self.filled.wait_timeout_while(state, PAUSE, may_pause);
        woken.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Writes lines until the pipe ends.
    fn write_all_to(&self, mut sink: impl Write) {
        let mut lines = Vec::new();
        loop {
            let mut state = self.lock();
            state.is_writing = false;
            state = self.pause(state);
            while state.is_empty() {
                self.emptied.notify_all();
                if state.demand == Demand::End {
                    return;
                }
                state.demand = Demand::Usual;
                state.is_quiet = true;
                state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.is_quiet = false;
            mem::swap(&mut lines, &mut state.lines);
            let dropped = mem::take(&mut state.dropped);
            state.is_writing = true;
            drop(state);
            if dropped > 0 {
                lines.extend_from_slice(drop_notice(dropped).as_bytes());
            }
            // An error of the log can't be logged.
            let _ = sink.write_all(&lines).and_then(|()| sink.flush());
            lines.clear();
        }
    }
}

impl State {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.dropped == 0 && !self.is_writing
    }
}

/// Returns a line in the logger's format that says how many lines were dropped. It begins with a
/// line break, as the line before may be incomplete.
fn drop_notice(dropped: u64) -> String {
    let now = SystemClock.now();
    let what = "log lines were dropped because standard error is too slow";
    format!("[{now} WARN  {}] {dropped} {what}\n", module_path!())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;

    /// A sink that reports each write and waits for a signal to go on.
    struct Gate {
        arrived: Sender<Vec<u8>>,
        open: Receiver<()>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.arrived.send(bytes.to_vec()).map_err(io::Error::other)?;
            self.open.recv().map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gated(capacity: usize) -> (LogPipe, Receiver<Vec<u8>>, Sender<()>) {
        let (arrived, arrivals) = mpsc::channel();
        let (opener, open) = mpsc::channel();
        (LogPipe::to(Gate { arrived, open }, capacity).unwrap(), arrivals, opener)
    }

    #[test]
    fn lines_arrive_whole_and_in_order() {
        let (pipe, arrivals, opener) = gated(1000);
        let mut entrance = pipe.writer();

        entrance.write_all(b"one\n").unwrap();
        let first = arrivals.recv().unwrap();
        entrance.write_all(b"two\n").unwrap();
        entrance.write_all(b"three\n").unwrap();
        opener.send(()).unwrap();
        let second = arrivals.recv().unwrap();
        opener.send(()).unwrap();

        assert_eq!(first, b"one\n");
        assert_eq!(second, b"two\nthree\n");
    }

    #[test]
    fn nobody_waits_for_a_slow_reader_and_dropped_lines_are_counted() {
        let (pipe, arrivals, opener) = gated(10);
        let mut entrance = pipe.writer();
        entrance.write_all(b"stuck\n").unwrap();
        arrivals.recv().unwrap();

        for line in ["kept\n", "too long\n", "n\n", "m\n"] {
            entrance.write_all(line.as_bytes()).unwrap();
        }
        opener.send(()).unwrap();
        let text = String::from_utf8(arrivals.recv().unwrap()).unwrap();
        opener.send(()).unwrap();

        let (kept, notice) = text.split_once('\n').unwrap();
        assert_eq!(kept, "kept");
        assert!(notice.starts_with('['), "{notice}");
        assert!(
            notice.ends_with("3 log lines were dropped because standard error is too slow\n"),
            "{notice}"
        );
    }

    #[test]
    fn after_a_flush_everything_is_written() {
        let (pipe, arrivals, opener) = gated(1000);
        for _ in 0..100 {
            opener.send(()).unwrap();
        }

        for line in 0..100 {
            pipe.writer().write_all(format!("{line}\n").as_bytes()).unwrap();
        }
        pipe.flush();

        let written: Vec<u8> = arrivals.try_iter().flatten().collect();
        assert!(written.ends_with(b"\n99\n"));
    }

    #[test]
    fn a_flush_gives_up_on_a_reader_that_hangs() {
        let (pipe, arrivals, opener) = gated(1000);
        pipe.writer().write_all(b"stuck\n").unwrap();
        arrivals.recv().unwrap();

        pipe.flush_for(Duration::from_millis(1));

        assert!(!pipe.shared.lock().is_empty());
        drop(opener);
    }

    #[test]
    fn a_sink_that_fails_stops_nobody() {
        let (pipe, arrivals, opener) = gated(1000);
        drop((arrivals, opener));

        pipe.writer().write_all(b"lost\n").unwrap();
        pipe.flush();

        assert!(pipe.shared.lock().is_empty());
    }
}
