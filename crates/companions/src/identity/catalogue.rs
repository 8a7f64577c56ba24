//! The catalogue: the services of the cloud and their endpoints.

use serde::Serialize;

/// The only region.
const REGION: &str = "RegionOne";

/// Placeholder for the project's id in paths.
const PROJECT: &str = "{project}";

/// A service, with the paths that its endpoint has in the catalogues of v3 and v2.0. Clients of
/// v2.0 take the first endpoint of a type, and some fail if there are two, so each type has exactly
/// one.
struct Service {
    /// The ids of the service and of its endpoints are derived from this number, so it must never
    /// be reused for another service.
    number: u8,
    kind: &'static str,
    name: &'static str,
    v3: &'static str,
    v2: &'static str,
}

const SERVICES: &[Service] = &[
    Service { number: 1, kind: "compute", name: "nova", v3: "/v2/{project}", v2: "/v2/{project}" },
    Service {
        number: 2,
        kind: "compute_legacy",
        name: "nova_legacy",
        v3: "/v2/{project}",
        v2: "/v2/{project}",
    },
    Service { number: 6, kind: "computev3", name: "novav3", v3: "/v3", v2: "/v3" },
    Service {
        number: 3,
        kind: "identity",
        name: "keystone",
        v3: "/identity/v3",
        v2: "/identity/v2.0",
    },
    Service { number: 4, kind: "image", name: "glance", v3: "/image", v2: "/image" },
    Service { number: 5, kind: "network", name: "neutron", v3: "/network", v2: "/network" },
];

#[derive(Serialize)]
pub(crate) struct ServiceV3 {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    endpoints: [EndpointV3; 3],
}

#[derive(Serialize)]
struct EndpointV3 {
    id: String,
    interface: &'static str,
    region: &'static str,
    region_id: &'static str,
    url: String,
}

#[derive(Serialize)]
pub(crate) struct ServiceV2 {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    endpoints_links: [(); 0],
    endpoints: [EndpointV2; 1],
}

#[derive(Serialize)]
struct EndpointV2 {
    id: String,
    region: &'static str,
    #[serde(rename = "publicURL")]
    public_url: String,
    #[serde(rename = "internalURL")]
    internal_url: String,
    #[serde(rename = "adminURL")]
    admin_url: String,
}

/// Returns the catalogue that v3 shows with a token for the project.
pub(crate) fn of_v3(base_url: &str, project_id: &str) -> Vec<ServiceV3> {
    let entry = |service: &Service| {
        let url = url(base_url, service.v3, project_id);
        let endpoint = |(number, interface)| EndpointV3 {
            id: service.endpoint_id(number),
            interface,
            region: REGION,
            region_id: REGION,
            url: url.clone(),
        };
        ServiceV3 {
            id: service.id(),
            kind: service.kind,
            name: service.name,
            endpoints: [(1, "public"), (2, "internal"), (3, "admin")].map(endpoint),
        }
    };
    SERVICES.iter().map(entry).collect()
}

/// Returns the catalogue that v2.0 shows with a token for the project.
pub(crate) fn of_v2(base_url: &str, project_id: &str) -> Vec<ServiceV2> {
    let entry = |service: &Service| {
        let url = url(base_url, service.v2, project_id);
        let endpoint = EndpointV2 {
            id: service.endpoint_id(1),
            region: REGION,
            public_url: url.clone(),
            internal_url: url.clone(),
            admin_url: url,
        };
        ServiceV2 {
            kind: service.kind,
            name: service.name,
            endpoints_links: [],
            endpoints: [endpoint],
        }
    };
    SERVICES.iter().map(entry).collect()
}

impl Service {
    fn id(&self) -> String {
        format!("5e{:030x}", self.number)
    }

    fn endpoint_id(&self, interface: u8) -> String {
        format!("e{interface}{:030x}", self.number)
    }
}

fn url(base_url: &str, path: &str, project_id: &str) -> String {
    format!("{base_url}{}", path.replace(PROJECT, project_id))
}
