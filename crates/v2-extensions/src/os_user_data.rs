//! Takes what a new server is to read when it first starts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_juno::truth::is_empty;
use ferronova_v2::{Creation, Extension, Fault, Members};

struct UserData;

impl Extension for UserData {
    const ALIAS: &str = "os-user-data";
    const NAME: &str = "UserData";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/userdata/api/v1.1";
    const UPDATED: &str = "2012-08-07T00:00:00Z";
    const DESCRIPTION: &str = "Add user_data to the Create Server v1.1 API.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-user-data.yaml")];

    const CREATE_MEMBERS: &[&str] = &["user_data"];

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        let Some(value) = members.get("user_data").filter(|it| !is_empty(it)) else {
            return Ok(());
        };
        let text = value.as_str().filter(|it| is_base64(it));
        let text = text.ok_or(Fault::bad_request("Userdata content cannot be decoded"))?;
        creation.new.user_data = Some(text.to_owned());
        Ok(())
    }
}

ferronova_v2::register!(UserData);

/// Blanks and line breaks do not count.
fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(text).is_ok()
}
