//! Creates several servers with one request.

use ferronova_v3::{Creation, Fault, Members, Plugin, validation};

struct MultipleCreate;

impl Plugin for MultipleCreate {
    const ALIAS: &str = "os-multiple-create";
    const NAME: &str = "MultipleCreate";
    const DESCRIPTION: &str = "Allow multiple create in the Create Server API.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/reservation.yaml"),
        include_str!("../../../api-ref/v3/os-multiple-create.yaml"),
    ];
    const CREATE_MEMBERS: &[&str] = &["min_count", "max_count", "return_reservation_id"];

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        let count = |name: &str| {
            members.get(name).map(|it| validation::positive_integer(name, it)).transpose()
        };
        let min_count = count("min_count")?.unwrap_or(1);
        let max_count = count("max_count")?.unwrap_or(min_count);
        if min_count > max_count {
            return Err(Fault::bad_request("min_count must be <= max_count"));
        }
        creation.new.min_count = min_count;
        creation.new.max_count = max_count;
        if let Some(value) = members.get("return_reservation_id") {
            creation.answers_with_reservation =
                validation::boolean("return_reservation_id", value)?;
        }
        Ok(())
    }
}

ferronova_v3::register!(MultipleCreate);
