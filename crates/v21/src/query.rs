//! Query strings: the schema of each, by its name in the table of microversions, and the link to
//! the next page.

use ferronova_extend::schema::Python;
use ferronova_http::{Fault, QueryString, write_json_string_inside};
use form_urlencoded::Serializer;

use crate::kit::{Call, Query};

/// Reads the query of a call and checks it.
///
/// # Errors
///
/// 400 that names the parameter.
pub(crate) fn read<'a>(call: &Call<'a>, query: Query) -> Result<QueryString<'a>, Fault> {
    let parsed = call.query();
    Python::Three.check_query(&parsed, call.edition.query(query))?;
    Ok(parsed)
}

/// Returns the link to the next page of a list, escaped for a JSON string: the parameters that have
/// an effect, sorted by name, and the id of the last item of this page as the marker.
pub(crate) fn next_link(call: &Call<'_>, path: &str, query: Query, last_id: &str) -> Vec<u8> {
    let known = call.edition.query(query);
    let parsed = call.query();
    let mut kept: Vec<(&str, &str)> =
        parsed.iter().filter(|(name, _)| *name != "marker" && known.knows(name)).collect();
    kept.sort_by_key(|(name, _)| *name);
    let text =
        Serializer::new(String::new()).extend_pairs(kept).append_pair("marker", last_id).finish();
    let mut link = Vec::new();
    write_json_string_inside(&mut link, &format!("{}/{path}?{text}", call.url()));
    link
}
