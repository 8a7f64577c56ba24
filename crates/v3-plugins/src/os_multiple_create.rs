//! Creates several servers with one request.

use ferronova_v3::{Adds, Creation, Fault, Members, Plugin, Reads, validation};

ferronova_v3::register!(Plugin {
    alias: "os-multiple-create",
    name: "MultipleCreate",
    description: "Allow multiple create in the Create Server API.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/reservation.yaml"),
            include_str!("../../../api-ref/v3/os-multiple-create.yaml"),
        ],
        on_create: Reads::new(&["min_count", "max_count", "return_reservation_id"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    let read = |name: &str| -> Result<_, Fault> {
        let Some(value) = members.get(name) else { return Ok(None) };
        validation::check(name, value, validation::POSITIVE)?;
        Ok(Some(validation::count(value)))
    };
    let min_count = read("min_count")?.unwrap_or(1);
    let max_count = read("max_count")?.unwrap_or(min_count);
    if min_count > max_count {
        return Err(Fault::bad_request("min_count must be <= max_count"));
    }
    creation.new.min_count = min_count;
    creation.new.max_count = max_count;
    if let Some(value) = members.get("return_reservation_id") {
        validation::check("return_reservation_id", value, validation::BOOLEAN)?;
        creation.answers_with_reservation = validation::truth(value);
    }
    Ok(())
}
