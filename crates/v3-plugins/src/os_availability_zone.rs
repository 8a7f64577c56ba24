//! The availability zone of a new server, and the list of zones.

use ferronova_juno::zones;
use ferronova_v3::{Adds, Creation, Fault, Members, Plugin, Reads, Route, handler, validation};

ferronova_v3::register!(Plugin {
    alias: "os-availability-zone",
    name: "AvailabilityZone",
    description: "1. Add availability_zone to the Create Server API.\n       2. Add availability zones describing.\n    ",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/zones.yaml"),
            include_str!("../../../api-ref/v3/os-availability-zone.yaml"),
        ],
        on_create: Reads::new(&["availability_zone"], read),
        routes: &[
            Route::get("/os-availability-zone", handler!(zones::list))
                .ruled("compute_extension:v3:os-availability-zone:list"),
            Route::get("/os-availability-zone/detail", handler!(zones::detail))
                .ruled("compute_extension:v3:os-availability-zone:detail"),
        ],
        ..Adds::NOTHING
    },
});

/// Reads the zone. `zone:host`, which v2 accepts, is not a valid name here.
fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.get("availability_zone") {
        validation::check("availability_zone", value, validation::NAME)?;
        creation.new.availability_zone = validation::parsed(value);
    }
    Ok(())
}
