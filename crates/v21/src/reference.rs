//! The fragments of the API reference that describe v2.1.

/// The fragments of the API reference, in the order in which they are merged.
pub const API_REF: &[&str] = &[
    include_str!("../../../api-ref/common/responses.yaml"),
    include_str!("../../../api-ref/common/values.yaml"),
    include_str!("../../../api-ref/v2.1/common.yaml"),
    include_str!("../../../api-ref/common/versions.yaml"),
    include_str!("../../../api-ref/v2.1/versions.yaml"),
    include_str!("../../../api-ref/common/server-values.yaml"),
    include_str!("../../../api-ref/v2.1/server-schemas.yaml"),
    include_str!("../../../api-ref/v2.1/unreachable-servers.yaml"),
    include_str!("../../../api-ref/v2.1/servers.yaml"),
    include_str!("../../../api-ref/v2.1/server-filters.yaml"),
    include_str!("../../../api-ref/v2.1/server-actions.yaml"),
    include_str!("../../../api-ref/common/server-metadata.yaml"),
    include_str!("../../../api-ref/v2.1/server-metadata.yaml"),
    include_str!("../../../api-ref/v2.1/server-tags.yaml"),
    include_str!("../../../api-ref/common/ips.yaml"),
    include_str!("../../../api-ref/v2.1/ips.yaml"),
    include_str!("../../../api-ref/v2.1/os-instance-actions.yaml"),
    include_str!("../../../api-ref/common/flavor-extra-specs.yaml"),
    include_str!("../../../api-ref/v2.1/flavors.yaml"),
];
