//! Finds the operation of a request in the API reference.

use ferronova_server::ApiVersion;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The first path segments of the versions whose responses are checked.
const MOUNTS: &[(&str, ApiVersion)] = &[
    ("v2", ApiVersion::V2),
    ("v1.1", ApiVersion::V2),
    ("v2.1", ApiVersion::V21),
    ("v3", ApiVersion::V3),
];

/// An operation: a method of a path.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
}

/// Lists the operations of a document.
pub(crate) fn list(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object();
    let paths = paths.into_iter().flatten();
    let methods = |item: &Value| -> Vec<String> {
        let names = item.as_object().into_iter().flatten().map(|(name, _)| name);
        names.filter(|it| *it != "parameters").cloned().collect()
    };
    let of_path = |(path, item): (&String, &Value)| {
        let path = path.clone();
        methods(item)
            .into_iter()
            .map(move |method| Operation { method, path: path.clone() })
            .collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

/// Finds the operation of a request; of several matches, the one with the most literal segments in
/// its path.
pub(crate) fn find<'a>(
    operations: &'a [Operation],
    method: &str,
    path: &str,
) -> Option<&'a Operation> {
    let matching = operations
        .iter()
        .filter(|it| it.method.eq_ignore_ascii_case(method) && matches(&it.path, path));
    matching.min_by_key(|it| it.path.matches('{').count())
}

fn matches(template: &str, path: &str) -> bool {
    let mut path = path.split('/');
    let mut template = template.split('/');
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(name), Some(text)) if name.starts_with('{') => {
                if text.is_empty() {
                    return false;
                }
            }
            (Some(literal), Some(text)) if literal == text => {}
            _ => return false,
        }
    }
}

/// Returns the version of a path, and the path as the API reference writes it: decoded, without
/// query, format and repeated slashes, with the usual name of the version, and on v2.1 without
/// project. The list of versions counts as a path of v2, whose reference describes it.
pub(crate) fn split_version(path: &str) -> Option<(ApiVersion, String)> {
    let path = path.split('?').next().unwrap_or_default();
    let mut path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let after_root = path.strip_prefix('/')?;
    if after_root.is_empty() {
        return Some((ApiVersion::V2, "/".to_owned()));
    }
    let (segment, rest) =
        after_root.find('/').map_or((after_root, ""), |at| after_root.split_at(at));
    let (_, version) = MOUNTS.iter().find(|(it, _)| *it == segment)?;
    let rest = match version {
        ApiVersion::V2 | ApiVersion::V3 => without_format(rest),
        ApiVersion::V21 => without_project(rest),
    };
    Some((*version, format!("/{}{rest}", version.as_str())))
}

fn without_format(path: &str) -> &str {
    path.strip_suffix(".json").or_else(|| path.strip_suffix(".xml")).unwrap_or(path)
}

/// Removes a project id, which consists of hexadecimal digits and dashes, if a path follows it.
fn without_project(path: &str) -> &str {
    let is_of_project = |it: char| it.is_ascii_hexdigit() || it == '-';
    let after_slash = path.strip_prefix('/').unwrap_or_default();
    match after_slash.find('/') {
        Some(at) if after_slash[..at].chars().all(is_of_project) && after_slash.len() > at + 1 => {
            &after_slash[at..]
        }
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<String> {
        let paths = ["/v2/", "/v2/{p}/servers", "/v2/{p}/servers/detail", "/v2/{p}/servers/{id}"];
        let mut operations: Vec<Operation> =
            paths.map(|it| Operation { method: "get".into(), path: it.into() }).into();
        let deletion = Operation { method: "delete".into(), path: "/v2/{p}/servers/{id}".into() };
        operations.push(deletion);
        let (_, path) = split_version(path)?;
        find(&operations, method, &path).map(|it| it.path.clone())
    }

    #[test]
    fn a_literal_path_comes_before_a_template_as_far_as_both_have_the_method() {
        let detail = found("GET", "/v2/p/servers/detail").unwrap();
        let server = found("DELETE", "/v2/p/servers/detail").unwrap();

        assert_eq!((&*detail, &*server), ("/v2/{p}/servers/detail", "/v2/{p}/servers/{id}"));
    }

    #[test]
    fn a_path_is_found_however_it_is_written() {
        for path in [
            "/v2/p/servers",
            "/v1.1/p/servers?limit=1",
            "/v2/p/servers.json",
            "//v2///p//servers",
            "/v2/p/s%65rvers",
        ] {
            assert_eq!(found("GET", path).as_deref(), Some("/v2/{p}/servers"), "{path}");
        }
        assert_eq!(found("GET", "/v2/").as_deref(), Some("/v2/"));
    }

    #[test]
    fn a_path_that_no_operation_has_is_not_found() {
        for path in ["/v2", "/v2/p", "/v2//servers", "/v2/p/servers/", "/v2/p/servers/a/b"] {
            assert_eq!(found("GET", path), None, "{path}");
        }
        assert_eq!(found("POST", "/v2/p/servers"), None);
        assert!(split_version("/identity/v3").is_none());
        assert!(split_version("/v2.json").is_none());
    }

    #[test]
    fn a_project_in_a_path_of_v2_1_is_left_out() {
        for (path, expected) in [
            ("/v2.1", "/v2.1"),
            ("/v2.1/", "/v2.1/"),
            ("/v2.1/servers", "/v2.1/servers"),
            ("/v2.1/servers/", "/v2.1/servers/"),
            ("/v2.1/de00-01/servers", "/v2.1/servers"),
            ("/v2.1/DE00/servers/detail?limit=1", "/v2.1/servers/detail"),
            ("/v2.1/servers/de00/action", "/v2.1/servers/de00/action"),
            ("/v2.1/demo/servers", "/v2.1/demo/servers"),
            ("/v2.1/de00", "/v2.1/de00"),
            ("/v2.1/de00/", "/v2.1/de00/"),
            ("/v2.1/servers.json", "/v2.1/servers.json"),
        ] {
            let expected = Some((ApiVersion::V21, expected.to_owned()));
            assert_eq!(split_version(path), expected, "{path}");
        }
    }
}
