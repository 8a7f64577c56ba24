//! Creating and updating servers, after the version has parsed the request.

use ferronova_compute::{MAX_SERVERS_AT_ONCE, Server, ServerUpdate};
use ferronova_extend::{Call, Creation, Key, write_object};
use ferronova_http::{Failure, Fault, LOCATION, Reply, StatusCode};

use super::ServerView;
use crate::actions::new_admin_pass;

/// Number of copies of a request's data in memory while servers are created: the parsed request,
/// the servers to be stored, and their encoded form.
const COPIES: usize = 3;

const RESERVATION_ID: Key = Key::new("reservation_id");

/// Creates servers. Replies with the first server and its password, which is `admin_pass` or
/// generated. If the request asks for the reservation id, replies with this id alone.
pub async fn create(
    call: &Call<'_>,
    creation: Creation,
    admin_pass: Option<String>,
) -> Result<Reply, Failure> {
    let Creation { new, answers_with_reservation } = creation;
    let admin_pass = match admin_pass {
        Some(admin_pass) => admin_pass,
        None => new_admin_pass()?,
    };
    let n_servers = new.max_count.clamp(1, MAX_SERVERS_AT_ONCE).try_into().unwrap_or(usize::MAX);
    let wanted = call.body_len().saturating_mul(n_servers).saturating_mul(COPIES);
    let _held = call.hold_large(wanted).await?;
    let servers = call.compute().create_servers(call.request(), new).await?;
    let Some(first) = servers.first() else {
        return Err(Fault::plain(StatusCode::INTERNAL_SERVER_ERROR).into());
    };
    if answers_with_reservation {
        let mut body = Vec::new();
        write_object(&mut body, |out| {
            out.field(RESERVATION_ID, &first.reservation_id);
        });
        return Ok(Reply::json(StatusCode::ACCEPTED, body));
    }
    let body = ServerView::new(call).created(first, &admin_pass);
    let location = format!("{}/servers/{}", call.url(), first.id);
    Ok(Reply::json(StatusCode::ACCEPTED, body).with_header(LOCATION, &location))
}

/// Updates the server in the path. A locked server can be updated, too.
pub async fn update(call: &Call<'_>, update: ServerUpdate) -> Result<Reply, Failure> {
    let server = call.compute().update_server(call.request(), call.server()?, update).await?;
    Ok(Reply::ok(ServerView::new(call).updated(&server)))
}

/// The reply to a rebuild: the whole server with its password.
pub(crate) fn rebuilt(call: &Call<'_>, server: &Server, admin_pass: &str) -> Reply {
    let body = ServerView::new(call).rebuilt(server, admin_pass);
    Reply::json(StatusCode::ACCEPTED, body)
}
