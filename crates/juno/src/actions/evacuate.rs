//! `{"evacuate": {"host": "…", "onSharedStorage": "False"}}`

use ferronova_compute::Evacuation;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault};

use super::passwords::new_admin_pass;

/// Evacuates a server, once the version has read where to.
///
/// # Errors
///
/// 400 while its host is up; 404, 403, 409.
pub async fn evacuate(call: &Call<'_>, evacuation: Evacuation) -> Result<(), Failure> {
    Ok(call.compute().evacuate(call.request(), call.server()?, evacuation).await?)
}

/// The password that the server has afterwards: that of the request, or one that is made up; none
/// where the disk stays.
///
/// # Errors
///
/// 400 for a password on a disk that stays.
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
