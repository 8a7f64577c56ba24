//! The availability zone a new server asks for.

use ferronova_v3::{Creation, Fault, Members, Plugin, validation};

struct AvailabilityZone;

impl Plugin for AvailabilityZone {
    const ALIAS: &str = "os-availability-zone";
    const NAME: &str = "AvailabilityZone";
    const DESCRIPTION: &str = "Lets a new server ask for an availability zone.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v3/os-availability-zone.yaml")];
    const CREATE_MEMBERS: &[&str] = &["availability_zone"];

    /// A host behind the zone, as v2 takes it, is no part of a name.
    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.get("availability_zone") {
            let zone = validation::name("availability_zone", value)?;
            creation.new.availability_zone = Some(zone.to_owned());
        }
        Ok(())
    }
}

ferronova_v3::register!(AvailabilityZone);
