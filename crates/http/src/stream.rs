//! The bodies of answers: in pieces, so that what the client has not read yet is small.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};
use tokio::{sync::mpsc, time::timeout};

use crate::{Held, Reply};

/// How much of a long answer is handed over to be sent at once, in bytes.
pub(crate) const PIECE: usize = 1 << 16;

/// How long a client may take for a piece of an answer that is made while it is sent.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many pieces are handed over before others of the thread have their turn: a client that reads
/// as fast as it is sent to would keep the thread until it has all.
const PIECES_AT_ONCE: u8 = 8;

/// A whole answer that is sent in pieces, and the memory that it takes until it is sent.
pub(crate) struct LongBody {
    rest: Bytes,
    n_handed_over: u8,
    _held: Option<Box<Held>>,
}

impl LongBody {
    pub(crate) fn new(body: Vec<u8>, held: Option<Box<Held>>) -> Self {
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

/// Where the pieces go of an answer that is made while it is sent.
pub struct Pieces(mpsc::Sender<Piece>);

/// The client took too long, or is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken;

/// A part of a body.
enum Piece {
    Bytes(Bytes),
    /// Nothing follows, and nothing is missing.
    End,
}

impl Pieces {
    /// Hands over a piece, as soon as the client has taken the one before the last.
    ///
    /// # Errors
    ///
    /// [`NotTaken`]; what would follow is not wanted any more.
    pub async fn send(&self, piece: Vec<u8>) -> Result<(), NotTaken> {
        self.hand_over(Piece::Bytes(piece.into())).await
    }

    /// Ends the answer. Without it the connection is closed in the middle of the answer, so that
    /// the client can't take a part for the whole.
    ///
    /// # Errors
    ///
    /// [`NotTaken`]
    pub async fn end(self) -> Result<(), NotTaken> {
        self.hand_over(Piece::End).await
    }

    async fn hand_over(&self, piece: Piece) -> Result<(), NotTaken> {
        match timeout(PATIENCE, self.0.send(piece)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(NotTaken),
        }
    }
}

impl Reply {
    /// 200 with a body that is made while it is sent, and where its pieces go.
    #[must_use]
    pub fn in_pieces(content_type: &'static str) -> (Self, Pieces) {
        let (sender, pieces) = mpsc::channel(1);
        let reply = Self::streamed(content_type, PiecesBody { pieces, is_whole: false });
        (reply, Pieces(sender))
    }
}

struct PiecesBody {
    pieces: mpsc::Receiver<Piece>,
    is_whole: bool,
}

impl MessageBody for PiecesBody {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        if self.is_whole {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(Piece::Bytes(bytes)) => Some(Ok(bytes)),
            Some(Piece::End) => {
                self.is_whole = true;
                None
            }
            // An error closes the connection in the middle of the body.
            None => Some(Err(io::Error::other("the answer broke off"))),
        })
    }
}
