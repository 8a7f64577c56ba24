//! The stream that the HTTP library reads.

use std::{
    cell::OnceCell,
    io,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Arrivals, reader::Reader};
use crate::connections::SharedConnection;

/// A connection whose heads are corrected while they are read.
pub(crate) struct Stream<T> {
    inner: T,
    reader: Reader,
    shared: OnceCell<Arc<SharedConnection>>,
}

impl<T> Stream<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner, reader: Reader::default(), shared: OnceCell::new() }
    }

    pub(crate) fn inner(&self) -> &T {
        &self.inner
    }

    pub(crate) fn arrivals(&self) -> Rc<Arrivals> {
        self.reader.arrivals()
    }

    /// Sets the shared state of the connection, where this stream records whether the client is
    /// stuck.
    pub(crate) fn share(&self, shared: Arc<SharedConnection>) {
        // Set at most once, because a connection is admitted once.
        drop(self.shared.set(shared));
    }

    fn set_stuck(&self, is_stuck: bool) {
        if let Some(shared) = self.shared.get() {
            shared.set_stuck(is_stuck);
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Stream<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.reader.copy_ready(buffer) {
                return Poll::Ready(Ok(()));
            }
            if this.reader.is_ahead(context) {
                return Poll::Pending;
            }
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.inner).poll_read(context, buffer))?;
            let new = buffer.filled().get(before..).unwrap_or_default();
            if new.is_empty() {
                return Poll::Ready(Ok(()));
            }
            if let Some(shared) = this.shared.get() {
                shared.note_arrival();
            }
            let n_passed = this.reader.take(new);
            buffer.set_filled(before + n_passed);
            if n_passed > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(context, bytes);
        if polled.is_pending() {
            self.set_stuck(true);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // If flushing must wait, the client has not read all that was sent.
        let polled = Pin::new(&mut self.inner).poll_flush(context);
        self.set_stuck(polled.is_pending());
        polled
    }

    /// Closes the connection for writing. After a refused head, also reads and drops what the
    /// client still sends, until the client closes or its time is up: unread data would make the
    /// system reset the connection, and the response might be lost.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_shutdown(context))?;
        if !self.reader.has_refused() {
            return Poll::Ready(Ok(()));
        }
        let mut waste = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut waste);
            let polled = Pin::new(&mut self.inner).poll_read(context, &mut buffer);
            if ready!(polled).is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
