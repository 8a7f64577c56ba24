//! Complete but long bodies, sent in pieces so that little of them waits in buffers for the client
//! to read.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

use crate::HeldMemory;

/// Size of a piece, in bytes.
pub(crate) const PIECE: usize = 1 << 16;

/// Number of pieces after which other tasks of the thread run: a client that reads as fast as we
/// send would otherwise occupy the thread until the end.
const PIECES_AT_ONCE: u8 = 8;

/// A complete body sent in pieces, with the memory that it takes until it is sent.
pub(crate) struct LongBody {
    rest: Bytes,
    n_handed_over: u8,
    _held: Option<Box<HeldMemory>>,
}

impl LongBody {
    pub(crate) fn new(body: Vec<u8>, held: Option<Box<HeldMemory>>) -> Self {
        Self { rest: body.into(), n_handed_over: 0, _held: held }
    }
}

impl MessageBody for LongBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.n_handed_over >= PIECES_AT_ONCE {
            self.n_handed_over = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.n_handed_over += 1;
        let piece = PIECE.min(self.rest.len());
        Poll::Ready((piece > 0).then(|| Ok(self.rest.split_to(piece))))
    }
}
