//! What a new server reads when it first starts.

use ferronova_v3::{Creation, Fault, Members, Plugin, validation};

struct UserData;

impl Plugin for UserData {
    const ALIAS: &str = "os-user-data";
    const NAME: &str = "UserData";
    const DESCRIPTION: &str = "Add user_data to the Create Server API.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v3/os-user-data.yaml")];
    const CREATE_MEMBERS: &[&str] = &["user_data"];

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.get("user_data") {
            validation::check("user_data", value, validation::BASE64)?;
            creation.new.user_data = validation::parsed(value).filter(|it: &String| !it.is_empty());
        }
        Ok(())
    }
}

ferronova_v3::register!(UserData);
