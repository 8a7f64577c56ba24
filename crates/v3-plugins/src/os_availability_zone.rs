//! The availability zone a new server asks for, and which there are.

use ferronova_juno::zones;
use ferronova_v3::{Creation, Fault, Members, Method, Plugin, Route, ready, validation};

struct AvailabilityZone;

impl Plugin for AvailabilityZone {
    const ALIAS: &str = "os-availability-zone";
    const NAME: &str = "AvailabilityZone";
    const DESCRIPTION: &str = "1. Add availability_zone to the Create Server API.\n       2. Add availability zones describing.\n    ";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/zones.yaml"),
        include_str!("../../../api-ref/v3/os-availability-zone.yaml"),
    ];
    const CREATE_MEMBERS: &[&str] = &["availability_zone"];
    const ROUTES: &[Route] = &[
        Route {
            method: Method::GET,
            path: "/os-availability-zone",
            rule: Some("compute_extension:v3:os-availability-zone:list"),
            words: None,
            run: |call| ready(Ok(zones::list(&call))),
        },
        Route {
            method: Method::GET,
            path: "/os-availability-zone/detail",
            rule: Some("compute_extension:v3:os-availability-zone:detail"),
            words: None,
            run: |call| ready(Ok(zones::detail(&call))),
        },
    ];

    /// A host behind the zone, as v2 takes it, is no part of a name.
    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.get("availability_zone") {
            validation::check("availability_zone", value, validation::NAME)?;
            creation.new.availability_zone = validation::parsed(value);
        }
        Ok(())
    }
}

ferronova_v3::register!(AvailabilityZone);
