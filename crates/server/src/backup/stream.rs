//! A backup as the body of a response.

use actix_web::rt::spawn;
use ferronova_compute::{StoreError, error_chain};
use ferronova_http::{PieceSender, Reply};
use ferronova_store_redb::Backup;
use tokio::task::spawn_blocking;

/// Responds with a backup. One piece is produced ahead of the piece that the client reads. Until
/// the backup ends, the database keeps replaced rows and grows.
pub(crate) fn stream(backup: Backup) -> Reply {
    let (reply, pieces) = Reply::in_pieces("application/octet-stream");
    spawn(send(backup, pieces));
    reply
}

async fn send(backup: Backup, pieces: PieceSender) {
    match try_send(backup, pieces).await {
        Ok(Some(rows)) => log::info!("a backup of {rows} rows was sent"),
        Ok(None) => log::warn!("a backup broke off: the client does not take it"),
        Err(error) => log::error!("a backup broke off: {}", error_chain(&error)),
    }
}

/// Sends every piece and returns the number of rows; `None` if the client left.
async fn try_send(mut backup: Backup, pieces: PieceSender) -> Result<Option<u64>, StoreError> {
    loop {
        let made = spawn_blocking(move || backup.next_piece().map(|it| (it, backup))).await;
        let (piece, rest) = made.map_err(|it| StoreError::failed("making a backup", it))??;
        backup = rest;
        let Some(piece) = piece else {
            return Ok(pieces.end().await.is_ok().then(|| backup.rows()));
        };
        if pieces.send(piece).await.is_err() {
            return Ok(None);
        }
    }
}
