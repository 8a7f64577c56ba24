//! Schemas of query strings.

use ferronova_http::{Fault, QueryString};
use serde_json::Value;

use super::{Check, Python, Schema, interpreter::Refusal};

/// The parameters that a call takes. A schema has a [`Python::check_query`] of its own, as every
/// parameter is a list of strings in Nova.
///
/// ```
/// use ferronova_extend::schema::{Others, Parameter, Python, QuerySchema, STRING};
/// use ferronova_http::QueryString;
///
/// const PAGING: &[Parameter] = &[Parameter::many("marker", STRING)];
/// const LIST: QuerySchema =
///     QuerySchema { parts: &[PAGING], pattern: None, others: Others::Refused };
///
/// let check = |query| Python::Three.check_query(&QueryString::parse(query), &LIST);
/// assert!(check("marker=a&marker=b").is_ok());
/// assert!(check("x=1").is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct QuerySchema {
    /// The parameters, in the order in which they are checked, in parts that schemas share.
    pub parts: &'static [&'static [Parameter]],
    /// Names that are known, too, with any value.
    pub pattern: Option<NamePattern>,
    /// What happens to other parameters.
    pub others: Others,
}

/// A parameter of a query.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    name: &'static str,
    times: Times,
    value: Schema,
}

/// How often a query may have a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    Once,
    Many,
}

/// A pattern of names.
#[derive(Clone, Copy, Debug)]
pub struct NamePattern {
    /// The pattern as messages quote it.
    pub text: &'static str,
    /// Decides about a name.
    pub passes: fn(&str) -> bool,
}

/// What happens to parameters that a schema does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// They have no effect.
    Ignored,
    /// The request is refused.
    Refused,
}

impl QuerySchema {
    /// Whether a parameter has an effect.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.parameters().any(|it| it.name == name)
            || self.pattern.is_some_and(|it| (it.passes)(name))
    }

    fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parts.iter().copied().flatten()
    }
}

impl Parameter {
    /// The parameter's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// A parameter that may be there at most once.
    #[must_use]
    pub const fn once(name: &'static str, value: Schema) -> Self {
        Self { name, times: Times::Once, value }
    }

    /// A parameter that may be there several times. Each value has to fit.
    #[must_use]
    pub const fn many(name: &'static str, value: Schema) -> Self {
        Self { name, times: Times::Many, value }
    }
}

impl Python {
    /// Checks a query string.
    ///
    /// # Errors
    ///
    /// 400 with the message of the first parameter, in the order of the schema, that does not fit,
    /// or of those that the schema does not know.
    pub fn check_query(self, query: &QueryString, schema: &QuerySchema) -> Result<(), Fault> {
        let named = query.by_name();
        for parameter in schema.parameters() {
            if let Some((_, values)) = named.iter().find(|(name, _)| *name == parameter.name) {
                self.check_parameter(*parameter, values)
                    .map_err(|it| it.into_fault("query parameters"))?;
            }
        }
        if schema.others == Others::Ignored {
            return Ok(());
        }
        let unknown = named.iter().map(|(name, _)| *name).filter(|it| !schema.knows(it));
        let refused = match schema.pattern {
            Some(pattern) => self.mismatches(unknown, pattern.text),
            None => self.others(unknown),
        };
        refused.map_or(Ok(()), |message| Err(Fault::bad_request(message)))
    }

    fn check_parameter(self, parameter: Parameter, values: &[&str]) -> Result<(), Refusal> {
        let name = Some(parameter.name);
        for value in values {
            self.find_refusal(name, &Value::from(*value), parameter.value)?;
        }
        if parameter.times == Times::Once {
            self.find_refusal(name, &Value::from(values), &[Check::AtMost(1)])?;
        }
        Ok(())
    }
}
