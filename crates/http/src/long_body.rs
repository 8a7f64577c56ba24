//! Long bodies that are whole: sent in pieces, so that what the client has not read yet is small.

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

/// How much of a long answer is handed over to be sent at once, in bytes.
pub(crate) const PIECE: usize = 1 << 16;

/// How many pieces are handed over before others of the thread have their turn: a client that reads
/// as fast as it is sent to would keep the thread until it has all.
const PIECES_AT_ONCE: u8 = 8;

/// A whole answer that is sent in pieces, and the memory that it takes until it is sent.
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
