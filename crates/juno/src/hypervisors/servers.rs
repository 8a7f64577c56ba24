//! `GET /os-hypervisors/{pattern}/servers`: the servers on each hypervisor.
//!
//! The list is not paged, so it is as long as the fleet. A long list is sent in pieces while it is
//! read.

use ferronova_compute::{Compute, Error, Hypervisor, Server, error_chain};
use ferronova_extend::{Call, Fields, Key, Visible, write_object};
use ferronova_http::{Failure, PieceSender, Reply};
use uuid::Uuid;

use super::{
    OptionalKeys, OptionalKeysFn,
    list::{HYPERVISORS, matching},
    view::write_brief,
};

const SERVERS: Key = Key::new("servers");
const NAME: Key = Key::new("name");
const UUID: Key = Key::new("uuid");

/// Number of servers per piece. A list of fewer servers is sent as a whole.
const PIECE: usize = 100;

/// `GET /os-hypervisors/{pattern}/servers`: the hypervisors whose host name contains the pattern,
/// with the servers on each.
///
/// # Errors
///
/// - 404 if no host name contains the pattern.
/// - 503 if there is no memory for a large reply.
pub async fn servers(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let hypervisors = matching(&call).await?;
    let ids = call.compute().servers_on(&hypervisors).await?;
    let n_servers: usize = ids.iter().map(Vec::len).sum();
    let list = ServersByHypervisor {
        compute: call.compute().clone(),
        visible: call.visible(),
        hypervisors: hypervisors.into_iter().zip(ids).collect(),
        optional: optional(&call),
    };
    let mut writer = PieceWriter::default();
    if n_servers < PIECE {
        list.write(&mut writer).await?;
        return Ok(Reply::ok(writer.text));
    }
    let large_reply = call.large_reply();
    if !large_reply.reserve().await {
        return Ok(large_reply.finish(Vec::new())?);
    }
    let (reply, pieces) = Reply::in_pieces("application/json");
    writer.pieces = Some(pieces);
    tokio::spawn(async move {
        // The servers' ids in `list` take memory, so this memory stays reserved until the list
        // is sent.
        let _large_reply = large_reply;
        list.send(writer).await;
    });
    Ok(reply)
}

struct ServersByHypervisor {
    compute: Compute,
    visible: Visible,
    /// The hypervisors, each with the ids of its servers.
    hypervisors: Vec<(Hypervisor, Vec<Uuid>)>,
    optional: OptionalKeys,
}

/// Takes the text of the list, and sends it in pieces. If `pieces` is `None`, the whole list stays
/// in `text`.
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

    /// Writes the whole list, unless the client leaves.
    async fn write(&self, writer: &mut PieceWriter) -> Result<(), Error> {
        writer.text.extend_from_slice(b"{\"");
        writer.text.extend_from_slice(HYPERVISORS.as_str().as_bytes());
        writer.text.extend_from_slice(b"\":[");
        for (n, (hypervisor, ids)) in self.hypervisors.iter().enumerate() {
            if n > 0 {
                writer.text.push(b',');
            }
            write_object(&mut writer.text, |out| {
                write_brief(hypervisor, self.optional, out);
                if !ids.is_empty() || self.optional.no_servers {
                    out.raw(SERVERS, |buffer| buffer.push(b'['));
                }
            });
            if !ids.is_empty() || self.optional.no_servers {
                // Reopens the object to add the list of servers.
                writer.text.pop();
                self.write_servers(hypervisor, ids, writer).await?;
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
        ids: &[Uuid],
        writer: &mut PieceWriter,
    ) -> Result<(), Error> {
        let mut is_first = true;
        for piece in ids.chunks(PIECE) {
            for id in piece {
                let Some(server) = self.compute.server_on(hypervisor, *id).await? else {
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

    /// Writes a server, with its name on the hypervisor instead of the name that the user gave.
    fn write_server(&self, server: &Server, out: &mut Fields<'_>) {
        out.field(NAME, &server.instance_name()).field(UUID, &server.id.to_string());
        self.visible.extend(|it| &it.hypervisor_server, server, out);
    }
}

impl PieceWriter {
    /// Sends the text written so far.
    async fn flush(&mut self) {
        if let Some(pieces) = &self.pieces {
            let text = std::mem::take(&mut self.text);
            self.is_left = pieces.send(text).await.is_err();
        }
    }

    async fn end(mut self) {
        self.flush().await;
        if let Some(pieces) = self.pieces.filter(|_| !self.is_left) {
            // An error means that the client has closed the connection, so nothing is left to do.
            let _ = pieces.end().await;
        }
    }
}
