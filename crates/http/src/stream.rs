//! Replies that are produced while they are sent.

use std::{
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

use crate::Reply;

/// How long a client may take to accept a piece.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends the pieces of a reply.
pub struct PieceSender(mpsc::Sender<Piece>);

/// A piece could not be handed over: the client took too long, or has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken;

enum Piece {
    Bytes(Bytes),
    /// The end of a complete body.
    End,
}

impl PieceSender {
    /// Hands over a piece; waits while the previous one has not been taken.
    ///
    /// # Errors
    ///
    /// [`NotTaken`]; the caller should then produce no more pieces.
    pub async fn send(&self, piece: Vec<u8>) -> Result<(), NotTaken> {
        self.hand_over(Piece::Bytes(piece.into())).await
    }

    /// Completes the reply. Without this call the connection is closed in the middle of the body,
    /// so that the client can't mistake a part for the whole.
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
    /// Returns a reply with status 200 whose body is produced while it is sent, and the sender of
    /// the body's pieces.
    #[must_use]
    pub fn in_pieces(content_type: &'static str) -> (Self, PieceSender) {
        let (sender, pieces) = mpsc::channel(1);
        let reply = Self::streamed(content_type, PiecesBody { pieces, is_whole: false });
        (reply, PieceSender(sender))
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
