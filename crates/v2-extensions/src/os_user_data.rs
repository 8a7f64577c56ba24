//! Accepts the user data of a new server.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_juno::truth::is_empty;
use ferronova_v2::{Adds, Creation, Extension, Fault, Members, Reads};

ferronova_v2::register!(Extension {
    alias: "os-user-data",
    name: "UserData",
    namespace: "http://docs.openstack.org/compute/ext/userdata/api/v1.1",
    updated: "2012-08-07T00:00:00Z",
    description: "Add user_data to the Create Server v1.1 API.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-user-data.yaml")],
        on_create: Reads::new(&["user_data"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    let Some(value) = members.get("user_data").filter(|it| !is_empty(it)) else {
        return Ok(());
    };
    let text = value.as_str().filter(|it| is_base64(it));
    let text = text.ok_or(Fault::bad_request("Userdata content cannot be decoded"))?;
    creation.new.user_data = Some(text.to_owned());
    Ok(())
}

/// Whether a text is base64, ignoring blanks and line breaks.
fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(text).is_ok()
}
