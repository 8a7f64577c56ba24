//! How Neutron says no.

use ferronova_compute::{Error, FloatingIpError, SecurityGroupError, TrafficError};
use ferronova_http::{Fault, HeaderName, Reply, StatusCode};
use serde_json::json;

use super::collection::Collection;

/// An answer that says no.
pub(crate) type Refusal = Reply;

/// 404, for a thing that a collection does not have.
pub(crate) fn not_found(collection: Collection, id: &str) -> Refusal {
    let names = collection.names();
    let (before, behind) = names.sentence;
    refusal(StatusCode::NOT_FOUND, names.not_found, &format!("{before} {id} {behind}"))
}

/// 404, for a path that is none.
pub(crate) fn no_route() -> Refusal {
    refusal(StatusCode::NOT_FOUND, "HTTPNotFound", "The resource could not be found.")
}

/// 405, with the methods that would do.
pub(crate) fn wrong_method(allow: &str) -> Refusal {
    let message = "The method is not allowed for this resource.";
    refusal(StatusCode::METHOD_NOT_ALLOWED, "HTTPMethodNotAllowed", message)
        .with_header(HeaderName::from_static("allow"), allow)
}

/// 400, with what is wrong with the request.
pub(crate) fn bad_request(message: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, "HTTPBadRequest", message)
}

/// 400, with what is wrong with an attribute.
pub(crate) fn invalid(attribute: &str, reason: &str) -> Refusal {
    bad_request(&format!("Invalid input for {attribute}. Reason: {reason}."))
}

/// 400, for an attribute that is not there.
pub(crate) fn required(attribute: &str) -> Refusal {
    let message =
        format!("Failed to parse request. Required attribute '{attribute}' not specified");
    bad_request(&message)
}

/// 409, with what is in the way.
pub(crate) fn conflict(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::CONFLICT, error_type, message)
}

/// 400, with a type of Neutron's own.
pub(crate) fn wrong(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, error_type, message)
}

/// 404, with a type of Neutron's own.
pub(crate) fn missing(error_type: &str, message: &str) -> Refusal {
    refusal(StatusCode::NOT_FOUND, error_type, message)
}

/// 403, by a rule of Neutron's.
pub(crate) fn forbidden(rule: &str) -> Refusal {
    let message = format!("{rule} is disallowed by policy");
    refusal(StatusCode::FORBIDDEN, "PolicyNotAuthorized", &message)
}

/// An error of the model.
pub(crate) fn from_error(error: Error) -> Refusal {
    if let Error::SecurityGroup(reason) = &error {
        return from_group_error(reason);
    }
    if let Error::FloatingIp(reason) = &error {
        return from_floating_ip_error(reason);
    }
    let fault = Fault::from(error);
    let error_type = match fault.status() {
        StatusCode::FORBIDDEN => "PolicyNotAuthorized",
        StatusCode::BAD_REQUEST => "HTTPBadRequest",
        StatusCode::NOT_FOUND => "HTTPNotFound",
        StatusCode::CONFLICT => "Conflict",
        _ => "HTTPInternalServerError",
    };
    refusal(fault.status(), error_type, fault.message())
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
        SecurityGroupError::Exists { .. }
        | SecurityGroupError::NameTaken { .. }
        | SecurityGroupError::AlreadyAdded { .. }
        | SecurityGroupError::NotAdded { .. } => conflict("Conflict", &error.to_string()),
        SecurityGroupError::TooMany | SecurityGroupError::TooManyRules => {
            conflict("OverQuota", &error.to_string())
        }
        SecurityGroupError::NoSuchRule { id } => not_found(Collection::SecurityGroupRules, id),
        SecurityGroupError::RuleExists { rule_id, .. } => {
            let message = format!("Security group rule already exists. Rule id is {rule_id}.");
            conflict("SecurityGroupRuleExists", &message)
        }
        SecurityGroupError::WrongRule(reason) => wrong(error_type_of(reason), &reason.to_string()),
        SecurityGroupError::NoId => bad_request(&error.to_string()),
    }
}

fn from_floating_ip_error(error: &FloatingIpError) -> Refusal {
    match error {
        FloatingIpError::NoSuchId { id } => not_found(Collection::FloatingIps, id),
        FloatingIpError::Exhausted { .. } => {
            conflict("IpAddressGenerationFailure", &error.to_string())
        }
        FloatingIpError::NotFound
        | FloatingIpError::NotOwned
        | FloatingIpError::NotAssociated { .. } => {
            missing("FloatingIPNotFound", &error.to_string())
        }
        FloatingIpError::NoFixedIp
        | FloatingIpError::NoFixedIpv4 { .. }
        | FloatingIpError::NotOfServer => wrong("BadRequest", &error.to_string()),
    }
}

fn refusal(status: StatusCode, error_type: &str, message: &str) -> Refusal {
    let error = json!({"type": error_type, "message": message, "detail": ""});
    Reply::json(status, json!({ "NeutronError": error }).to_string().into_bytes())
}

/// The type of Neutron's error for what is wrong with a rule.
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
