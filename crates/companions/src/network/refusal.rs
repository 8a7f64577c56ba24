//! Neutron's error replies.

use ferronova_compute::{Error, FloatingIpError, SecurityGroupError, StoreError, TrafficError};
use ferronova_http::{Fault, HeaderName, Reply, StatusCode};
use serde_json::json;

use super::collection::Collection;

pub(crate) type Refusal = Reply;

/// 404 for a resource that is not in the collection.
pub(crate) fn not_found(collection: Collection, id: &str) -> Refusal {
    let names = collection.names();
    let (before, behind) = names.sentence;
    refusal(StatusCode::NOT_FOUND, names.not_found, &format!("{before} {id} {behind}"))
}

/// 404 for an unknown path.
pub(crate) fn no_route() -> Refusal {
    refusal(StatusCode::NOT_FOUND, "HTTPNotFound", "The resource could not be found.")
}

/// 405 with the allowed methods in the `Allow` header.
pub(crate) fn wrong_method(allow: &str) -> Refusal {
    let message = "The method is not allowed for this resource.";
    refusal(StatusCode::METHOD_NOT_ALLOWED, "HTTPMethodNotAllowed", message)
        .with_header(HeaderName::from_static("allow"), allow)
}

pub(crate) fn bad_request(message: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, "HTTPBadRequest", message)
}

/// 400 for an attribute with an invalid value.
pub(crate) fn invalid(attribute: &str, reason: &str) -> Refusal {
    bad_request(&format!("Invalid input for {attribute}. Reason: {reason}."))
}

/// 400 for a missing attribute.
pub(crate) fn required(attribute: &str) -> Refusal {
    let message =
        format!("Failed to parse request. Required attribute '{attribute}' not specified");
    bad_request(&message)
}

/// 409 with one of Neutron's error types.
pub(crate) fn conflict(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::CONFLICT, error_type, message)
}

/// 400 with one of Neutron's error types.
pub(crate) fn wrong(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, error_type, message)
}

/// 404 with one of Neutron's error types.
pub(crate) fn missing(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::NOT_FOUND, error_type, message)
}

/// 403 for an operation that a rule of Neutron's policy refuses.
pub(crate) fn forbidden(rule: &str) -> Refusal {
    let message = format!("{rule} is disallowed by policy");
    refusal(StatusCode::FORBIDDEN, "PolicyNotAuthorized", &message)
}

pub(crate) fn from_error(error: Error) -> Refusal {
    match error {
        Error::SecurityGroup(reason) => from_group_error(&reason),
        Error::FloatingIp(reason) => from_floating_ip_error(&reason),
        Error::Forbidden { rule } => {
            let message = format!("Policy doesn't allow {rule} to be performed.");
            refusal(StatusCode::FORBIDDEN, "PolicyNotAuthorized", &message)
        }
        Error::ServerNotFound { .. } => missing("HTTPNotFound", "Instance could not be found"),
        Error::Store(error @ StoreError::Unreachable { .. }) => {
            refusal(StatusCode::SERVICE_UNAVAILABLE, "HTTPServiceUnavailable", &error.to_string())
        }
        // Failures of the store, and errors that no call of the network service causes.
        Error::Store(_)
        | Error::Locked { .. }
        | Error::InvalidState { .. }
        | Error::NoHost { .. }
        | Error::BootsFromVolume(_)
        | Error::Image(_)
        | Error::KeyPair(_)
        | Error::Network(_)
        | Error::Volume(_)
        | Error::Flavor(_)
        | Error::Host(_)
        | Error::Limit(_)
        | Error::Pin(_)
        | Error::Tag(_)
        | Error::NotResized
        | Error::NoSuchMetadata
        | Error::ZoneNotAvailable
        | Error::SecurityGroupNotFound { .. }
        | Error::MarkerNotFound { .. }
        | Error::DeletedNeedsAdmin => {
            let fault = Fault::internal(&error);
            refusal(fault.status(), "HTTPInternalServerError", fault.message())
        }
    }
}

fn from_group_error(error: &SecurityGroupError) -> Refusal {
    match error {
        SecurityGroupError::NotFound { name: id, .. } | SecurityGroupError::NoSuchId { id } => {
            not_found(Collection::SecurityGroups, id)
        }
        SecurityGroupError::DeletesDefault => conflict(
            "SecurityGroupCannotRemoveDefault",
            "Insufficient rights for removing default security group.",
        ),
        SecurityGroupError::UpdatesDefault => conflict(
            "SecurityGroupCannotUpdateDefault",
            "Updating default security group not allowed.",
        ),
        SecurityGroupError::InUse { id } => {
            conflict("SecurityGroupInUse", &format!("Security Group {id} in use."))
        }
        SecurityGroupError::Exists { name } => {
            conflict("Conflict", &format!("Security group {name} already exists"))
        }
        SecurityGroupError::NameTaken { name, project_id } => {
            let message = format!("Security group {name} already exists for project {project_id}.");
            conflict("Conflict", &message)
        }
        SecurityGroupError::AlreadyAdded { .. } | SecurityGroupError::NotAdded { .. } => {
            conflict("Conflict", &error.to_string())
        }
        SecurityGroupError::TooMany => {
            conflict("OverQuota", "Quota exceeded for resources: ['security_group'].")
        }
        SecurityGroupError::TooManyRules => {
            conflict("OverQuota", "Quota exceeded for resources: ['security_group_rule'].")
        }
        SecurityGroupError::NoSuchRule { id } => not_found(Collection::SecurityGroupRules, id),
        SecurityGroupError::RuleExists { rule_id, .. } => {
            let message = format!("Security group rule already exists. Rule id is {rule_id}.");
            conflict("SecurityGroupRuleExists", &message)
        }
        SecurityGroupError::WrongRule(reason) => wrong(error_type_of(reason), &reason.to_string()),
        SecurityGroupError::NoId => bad_request("Security group id should be uuid"),
    }
}

fn from_floating_ip_error(error: &FloatingIpError) -> Refusal {
    match error {
        FloatingIpError::NoSuchId { id } => not_found(Collection::FloatingIps, id),
        FloatingIpError::Exhausted { pool } => {
            let message = match pool {
                Some(pool) => format!("No more floating ips in pool {pool}."),
                None => "No more floating ips available.".to_owned(),
            };
            conflict("IpAddressGenerationFailure", &message)
        }
        FloatingIpError::NotFound => missing("FloatingIPNotFound", "floating ip not found"),
        FloatingIpError::NotOwned => missing("FloatingIPNotFound", "Not authorized."),
        FloatingIpError::NotAssociated { address, id } => {
            let message = format!("Floating ip {address} is not associated with instance {id}.");
            missing("FloatingIPNotFound", &message)
        }
        FloatingIpError::NoFixedIp => {
            wrong("BadRequest", "No nw_info cache associated with instance")
        }
        FloatingIpError::NoFixedIpv4 { address, id } => {
            let message = format!(
                "Unable to associate floating IP {address} to any fixed IPs for instance {id}. \
                 Instance has no fixed IPv4 addresses to associate."
            );
            wrong("BadRequest", &message)
        }
        FloatingIpError::NotOfServer => {
            wrong("BadRequest", "Specified fixed address not assigned to instance")
        }
    }
}

fn refusal(status: StatusCode, error_type: &str, message: &str) -> Refusal {
    let error = json!({"type": error_type, "message": message, "detail": ""});
    Reply::json(status, json!({ "NeutronError": error }).to_string().into_bytes())
}

/// Returns Neutron's error type for an invalid security group rule.
fn error_type_of(error: &TrafficError) -> &'static str {
    match error {
        TrafficError::Protocol(_) => "SecurityGroupRuleInvalidProtocol",
        TrafficError::PortsWithoutProtocol => "SecurityGroupProtocolRequiredWithPorts",
        TrafficError::NoPorts(_) => "SecurityGroupInvalidProtocolForPort",
        TrafficError::PortZero => "SecurityGroupInvalidPortValue",
        TrafficError::PortRange => "SecurityGroupInvalidPortRange",
        TrafficError::IcmpValue { .. } => "SecurityGroupInvalidIcmpValue",
        TrafficError::NoIcmpType(_) => "SecurityGroupMissingIcmpType",
        TrafficError::OtherVersion(..) => "SecurityGroupRuleParameterConflict",
        TrafficError::ProtocolOfOtherVersion(..) => "SecurityGroupEthertypeConflictWithProtocol",
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::PartialServer;

    use super::*;

    #[test]
    fn a_server_whose_part_of_the_cloud_is_away_is_503() {
        let server = Box::new(PartialServer::default());

        let refusal = from_error(StoreError::Unreachable { server }.into());

        assert_eq!(refusal.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
