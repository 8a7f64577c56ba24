//! `{"evacuate": {"host": "…", "onSharedStorage": "False"}}`

use ferronova_compute::Evacuation;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault};

use super::passwords::new_admin_pass;

/// Evacuates a server, after the version has parsed the request.
pub async fn evacuate(call: &Call<'_>, evacuation: Evacuation) -> Result<(), Failure> {
    Ok(call.compute().evacuate(call.request(), call.server()?, evacuation).await?)
}

/// Returns the server's password after the evacuation: the password in the request, or a generated
/// password. Returns `None` if the disk is kept.
///
/// Fails if a password is given although the disk is kept.
pub fn password_of_evacuation(
    admin_pass: Option<String>,
    is_shared: bool,
) -> Result<Option<String>, Fault> {
    match admin_pass {
        Some(_) if is_shared => {
            Err(Fault::bad_request("admin password can't be changed on existing disk"))
        }
        None if is_shared => Ok(None),
        Some(admin_pass) => Ok(Some(admin_pass)),
        None => new_admin_pass().map(Some),
    }
}
