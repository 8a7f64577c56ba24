//! A backup as the body of an answer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    body::{BodySize, MessageBody},
    rt::spawn,
    web::Bytes,
};
use ferronova_compute::StoreError;
use ferronova_http::{Reply, error_chain};
use ferronova_store_redb::Backup;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};

/// How long a client may take for a piece. As long as a backup goes on, the database keeps what
/// was replaced meanwhile, and grows.
const PATIENCE: Duration = Duration::from_mins(1);

/// Answers with a backup. It is made as fast as the client takes it, one piece ahead.
pub(crate) fn stream(backup: Backup) -> Reply {
    let (sender, pieces) = mpsc::channel(1);
    spawn(send(backup, sender));
    Reply::streamed("application/octet-stream", Pieces { pieces, is_whole: false })
}

/// A part of the body.
enum Piece {
    Bytes(Bytes),
    /// Nothing follows, and nothing is missing.
    End,
}

async fn send(backup: Backup, pieces: mpsc::Sender<Piece>) {
    match try_send(backup, &pieces).await {
        Ok(Some(rows)) => log::info!("a backup of {rows} rows was sent"),
        Ok(None) => log::warn!("a backup broke off: the client does not take it"),
        Err(error) => log::error!("a backup broke off: {}", error_chain(&error)),
    }
}

/// Makes and sends every piece, and says how many rows there were; nothing if nobody takes them.
async fn try_send(
    mut backup: Backup,
    pieces: &mpsc::Sender<Piece>,
) -> Result<Option<u64>, StoreError> {
    loop {
        let made = spawn_blocking(move || backup.next_piece().map(|it| (it, backup))).await;
        let (piece, rest) = made.map_err(|it| StoreError::failed("making a backup", it))??;
        backup = rest;
        let is_last = piece.is_none();
        let piece = piece.map_or(Piece::End, |it| Piece::Bytes(it.into()));
        if !matches!(timeout(PATIENCE, pieces.send(piece)).await, Ok(Ok(()))) {
            return Ok(None);
        }
        if is_last {
            return Ok(Some(backup.rows()));
        }
    }
}

/// The body of the answer.
struct Pieces {
    pieces: mpsc::Receiver<Piece>,
    is_whole: bool,
}

impl MessageBody for Pieces {
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
            None => Some(Err(io::Error::other("the backup broke off"))),
        })
    }
}
