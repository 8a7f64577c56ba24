//! `POST /servers`.

use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, LOCATION, Reply, StatusCode};

use super::{View, create_request, fields_of_request::read_server};

/// `POST /servers`
pub(crate) async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let request = create_request::read(&read_server(&call)?)?;
    let admin_pass = match request.admin_pass {
        Some(admin_pass) => admin_pass,
        None => new_admin_pass()?,
    };
    let servers = call.compute().create_servers(call.request(), request.new).await?;
    let Some(server) = servers.first() else {
        return Err(Fault::plain(StatusCode::INTERNAL_SERVER_ERROR).into());
    };
    let body = View::new(&call).created(server, &admin_pass);
    let location = format!("{}/servers/{}", call.url(), server.id);
    Ok(Reply::json(StatusCode::ACCEPTED, body).with_header(LOCATION, &location))
}

/// Twelve random letters and digits, none of which looks like another one.
fn new_admin_pass() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZab";
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|error| Fault::internal(&error))?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}
