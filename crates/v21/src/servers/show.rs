//! `GET /servers/{id}`

use ferronova_compute::{Error, PartialServer, Parts, Server, StoreError, Target};
use ferronova_extend::{Key, object, write_object};
use ferronova_http::{Failure, Reply};

use crate::{
    kit::{Call, Feature, Query},
    query,
    view::{SIZE, ServerView, View, parts_of},
};

const SERVER: Key = Key::new("server");

/// Shows a server, or what is known of it.
pub(super) async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    query::read(&call, Query::Other)?;
    let parts = parts_to_read(&call, ServerView::Shown);
    let found = call.compute.show_parts(call.request(), call.server()?, parts).await;
    let mut server = match found {
        Ok(server) => server,
        Err(Error::Store(StoreError::Unreachable { server }))
            if call.edition.has(Feature::PartialServers) =>
        {
            let target = Target { project_id: &server.project_id, user_id: server_user(&server) };
            call.require_on(target)?;
            let view = call.view(ServerView::Shown, call.passed_on(target));
            return Ok(Reply::ok(object(|out| {
                out.object(SERVER, |out| view.write_shown_partial(&server, out));
            })));
        }
        Err(error) => return Err(error.into()),
    };
    let passed = call.passed_on(Target::server(&server));
    let mut view = call.view(ServerView::Shown, passed);
    let work = call.compute.unseen_work().show(&mut server);
    view.relate(call.compute.related(std::slice::from_ref(&server), view.needs()).await?);
    let reply = reply(&mut view, &server);
    if let Some(work) = work {
        work.seen();
    }
    Ok(reply)
}

/// The user of a server that does not answer; nobody if it is not known.
fn server_user(server: &PartialServer) -> &str {
    server.user_id.as_deref().unwrap_or_default()
}

/// The parts of a server that must be read before it is known which members the caller sees. Only a
/// caller who reaches other projects can see more there than in its own.
fn parts_to_read(call: &Call<'_>, view: ServerView) -> Parts {
    let passed = call.passed();
    parts_of(call.edition.shown(view), Some(&passed).filter(|_| !call.caller.is_admin))
}

/// The reply with a server.
pub(super) fn reply(view: &mut View, server: &Server) -> Reply {
    let mut body = Vec::with_capacity(SIZE);
    write_object(&mut body, |out| {
        out.object(SERVER, |out| view.write(server, out));
    });
    Reply::ok(body)
}
