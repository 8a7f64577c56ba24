//! `GET /os-hypervisors/{pattern}/servers`: which servers are on which hypervisor.
//!
//! The list has no pages, so it is as long as the fleet: what is more than a small answer is
//! written to the client as it is read.

use ferronova_compute::{Compute, Error, Hypervisor, Server, error_chain};
use ferronova_extend::{Call, Fields, Key, Visible, write_object};
use ferronova_http::{Failure, PieceSender, Reply};

use super::{
    Optional, OptionalKeys,
    list::{HYPERVISORS, matching},
    view::write_brief,
};

const SERVERS: Key = Key::new("servers");
const NAME: Key = Key::new("name");
const UUID: Key = Key::new("uuid");

/// How many servers are read for one piece of the answer; fewer make an answer in one piece.
const PIECE: usize = 100;

/// `GET /os-hypervisors/{pattern}/servers`: the hypervisors whose host name has the pattern in it,
/// with the servers on each.
///
/// # Errors
///
/// 404 if there are none, 503 if there is no memory for a large answer.
pub async fn servers(call: Call<'_>, optional: Optional) -> Result<Reply, Failure> {
    let infrastructure = call.compute().infrastructure();
    let hypervisors = matching(&call, &infrastructure)?;
    let numbers = call.compute().servers_on(&hypervisors).await?;
    let n_servers: usize = numbers.iter().map(Vec::len).sum();
    let list = ServersByHypervisor {
        compute: call.compute().clone(),
        visible: call.visible(),
        hypervisors: hypervisors.into_iter().cloned().zip(numbers).collect(),
        optional: optional(&call),
    };
    let mut writer = PieceWriter::default();
    if n_servers < PIECE {
        list.write(&mut writer).await?;
        return Ok(Reply::ok(writer.text));
    }
    let room = call.room();
    if !room.make().await {
        return Ok(room.answer(Vec::new())?);
    }
    let (reply, pieces) = Reply::in_pieces("application/json");
    writer.pieces = Some(pieces);
    tokio::spawn(async move {
        // What the numbers take is held as long as they are there.
        let _room = room;
        list.send(writer).await;
    });
    Ok(reply)
}

/// What the answer is made from.
struct ServersByHypervisor {
    compute: Compute,
    visible: Visible,
    /// The hypervisors, with the numbers of the servers on each.
    hypervisors: Vec<(Hypervisor, Vec<u64>)>,
    optional: OptionalKeys,
}

/// The text of the answer that was not sent yet, and where it goes; it stays if that is nowhere.
#[derive(Default)]
struct PieceWriter {
    text: Vec<u8>,
    pieces: Option<PieceSender>,
    is_left: bool,
}

impl ServersByHypervisor {
    async fn send(&self, mut writer: PieceWriter) {
        match self.write(&mut writer).await {
            Ok(()) if writer.is_left => {
                log::info!(
                    "a list of servers by hypervisor broke off: the client does not take it"
                );
            }
            Ok(()) => writer.end().await,
            Err(error) => {
                log::warn!("a list of servers by hypervisor broke off: {}", error_chain(&error));
            }
        }
    }

    /// Writes the whole answer, unless the client leaves.
    async fn write(&self, writer: &mut PieceWriter) -> Result<(), Error> {
        writer.text.extend_from_slice(b"{\"");
        writer.text.extend_from_slice(HYPERVISORS.as_str().as_bytes());
        writer.text.extend_from_slice(b"\":[");
        for (n, (hypervisor, numbers)) in self.hypervisors.iter().enumerate() {
            if n > 0 {
                writer.text.push(b',');
            }
            write_object(&mut writer.text, |out| {
                write_brief(hypervisor, self.optional, out);
                if !numbers.is_empty() || self.optional.no_servers {
                    out.raw(SERVERS, |buffer| buffer.push(b'['));
                }
            });
            if !numbers.is_empty() || self.optional.no_servers {
                // The list goes on where the object was closed.
                writer.text.pop();
                self.write_servers(hypervisor, numbers, writer).await?;
                writer.text.extend_from_slice(b"]}");
            }
            if writer.is_left {
                return Ok(());
            }
        }
        writer.text.extend_from_slice(b"]}");
        Ok(())
    }

    async fn write_servers(
        &self,
        hypervisor: &Hypervisor,
        numbers: &[u64],
        writer: &mut PieceWriter,
    ) -> Result<(), Error> {
        let mut is_first = true;
        for piece in numbers.chunks(PIECE) {
            for number in piece {
                let Some(server) = self.compute.server_on(hypervisor, *number).await? else {
                    continue;
                };
                if !std::mem::take(&mut is_first) {
                    writer.text.push(b',');
                }
                write_object(&mut writer.text, |out| self.write_server(&server, out));
            }
            writer.flush().await;
            if writer.is_left {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The name is that of the machine, not the one its user gave it.
    fn write_server(&self, server: &Server, out: &mut Fields<'_>) {
        out.field(NAME, &server.instance_name()).field(UUID, &server.id.to_string());
        self.visible.extend(|it| &it.hypervisor_server, server, out);
    }
}

impl PieceWriter {
    /// Sends what was written.
    async fn flush(&mut self) {
        if let Some(pieces) = &self.pieces {
            let text = std::mem::take(&mut self.text);
            self.is_left = pieces.send(text).await.is_err();
        }
    }

    async fn end(mut self) {
        self.flush().await;
        if let Some(pieces) = self.pieces.filter(|_| !self.is_left) {
            // A client that does not take the end has closed the connection by itself.
            let _ = pieces.end().await;
        }
    }
}
