//! The fragments of the API reference that describe v2.1.

/// The fragments of the API reference, in the order in which they are merged.
pub const API_REF: &[&str] = &[
    include_str!("../../../api-ref/common/responses.yaml"),
    include_str!("../../../api-ref/common/values.yaml"),
    include_str!("../../../api-ref/v2.1/common.yaml"),
    include_str!("../../../api-ref/common/versions.yaml"),
    include_str!("../../../api-ref/v2.1/versions.yaml"),
    include_str!("../../../api-ref/common/extensions.yaml"),
    include_str!("../../../api-ref/v2.1/extensions.yaml"),
];
