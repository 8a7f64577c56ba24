//! The user data of a new server.

use ferronova_v3::{Adds, Creation, Fault, Members, Plugin, Reads, validation};

ferronova_v3::register!(Plugin {
    alias: "os-user-data",
    name: "UserData",
    description: "Add user_data to the Create Server API.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v3/os-user-data.yaml")],
        on_create: Reads::new(&["user_data"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.get("user_data") {
        validation::check("user_data", value, validation::BASE64)?;
        creation.new.user_data = validation::parsed(value).filter(|it: &String| !it.is_empty());
    }
    Ok(())
}
