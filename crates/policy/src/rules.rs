//! The policy port, implemented by rules.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry as Slot},
    fs,
    path::Path,
    sync::Arc,
};

use ferronova_compute::{Caller, Policy, Target};
use serde_json::Value;

use crate::{
    FutileCheck, PolicyError, Problem, UnknownRule,
    compiled::Node,
    defaults,
    file::{self, Entry},
    former_names,
    link::{Rule, link},
    parser::{parse_list, parse_text},
    warnings,
};

/// All rules: the rules of a file, and the default rules for names that the file does not contain.
#[derive(Debug)]
pub struct PolicyRules {
    rules: HashMap<String, Arc<Node>>,
    /// The rule that decides for a name that no rule has.
    default: Arc<Node>,
    /// The names of those rules of the file that differ from the defaults.
    changed: HashSet<String>,
    unknown_rules: Vec<UnknownRule>,
    futile_checks: Vec<FutileCheck>,
}

impl PolicyRules {
    #[must_use]
    pub fn defaults() -> Self {
        // A test checks that the defaults are valid. If they were not, this policy would refuse
        // everything.
        Self::over_defaults(Vec::new(), "the defaults").unwrap_or_else(|_| Self {
            rules: HashMap::new(),
            default: Arc::new(Node::Never),
            changed: HashSet::new(),
            unknown_rules: Vec::new(),
            futile_checks: Vec::new(),
        })
    }

    /// Reads the rules of a file in JSON or YAML. They replace the defaults of the same names.
    ///
    /// # Errors
    ///
    /// If the file can't be read, or for the reasons of [`Self::from_text`].
    pub fn load(path: &Path) -> Result<Self, PolicyError> {
        let file = path.display().to_string();
        let failed = |problem| PolicyError { file: file.clone(), line: None, problem };
        let bytes = fs::read(path).map_err(|it| failed(Problem::Unreadable(it)))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let (good, _) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
            let line = good.split(|it| *it == b'\n').count();
            PolicyError { line: Some(line), ..failed(Problem::NotUtf8) }
        })?;
        Self::from_text(&text, &file)
    }

    /// Like [`Self::load`], but from a text. `name` is used in messages. The format follows from
    /// its ending: `.json`, `.yaml` or `.yml`. With any other name, the text is JSON if it begins
    /// with a brace, else YAML. A blank text has no rules.
    ///
    /// # Errors
    ///
    /// - If the text is not well-formed.
    /// - If the text has a rule twice.
    /// - If a rule is invalid or too large.
    /// - If a rule refers to a missing rule or, even through other rules, to itself.
    pub fn from_text(text: &str, name: &str) -> Result<Self, PolicyError> {
        let entries = file::read(text, name)?;
        let changed = entries.iter().filter(|it| !is_default(it)).map(|it| it.name.clone());
        let changed: Vec<String> = changed.collect();
        let mut rules = Self::over_defaults(parse(entries, name)?, name)?;
        rules.changed.extend(changed);
        Ok(rules)
    }

    fn over_defaults(mut rules: Vec<Rule>, file: &str) -> Result<Self, PolicyError> {
        let failed = |(line, problem)| PolicyError { file: file.to_owned(), line, problem };
        let unknown_rules = warnings::unknown_rules(&rules, file);
        let futile_checks = warnings::futile_checks(&rules, file);
        let mut defaults = default_rules().map_err(failed)?;
        let mut of_today = former_names::rules_of_today(&rules);
        let is_default =
            |it: &Rule| defaults.iter().any(|d| d.name == it.name && d.expression == it.expression);
        let changed = of_today.iter().filter(|it| !is_default(it)).map(|it| it.name.clone());
        let changed = changed.collect();
        rules.append(&mut of_today);
        defaults.retain(|it| !rules.iter().any(|rule| rule.name == it.name));
        rules.append(&mut defaults);
        let rules = link(&rules).map_err(failed)?;
        let default = rules.get("default").cloned().unwrap_or_else(|| Arc::new(Node::Never));
        Ok(Self { rules, default, changed, unknown_rules, futile_checks })
    }

    /// The rules of the file that are never checked, in order.
    #[must_use]
    pub fn unknown_rules(&self) -> &[UnknownRule] {
        &self.unknown_rules
    }

    /// The checks of the file that never hold, in order.
    #[must_use]
    pub fn futile_checks(&self) -> &[FutileCheck] {
        &self.futile_checks
    }

    /// Whether the caller is an administrator by the rule `context_is_admin`.
    #[must_use]
    pub fn is_admin(&self, caller: &Caller) -> bool {
        self.allows("context_is_admin", caller, Target::own(caller))
    }
}

impl Policy for PolicyRules {
    fn allows(&self, rule: &str, caller: &Caller, target: Target<'_>) -> bool {
        match self.rules.get(rule) {
            Some(node) => node.holds(caller, target),
            None => defaults::is_decided_by_default(rule) && self.default.holds(caller, target),
        }
    }

    /// Whether the file changes the rule. A rule that equals the default is not a change, since the
    /// file that comes with Nova contains all defaults.
    fn is_changed(&self, rule: &str) -> bool {
        self.changed.contains(rule)
    }

    fn generation(&self) -> u64 {
        0
    }
}

/// Whether a rule of the file equals the default.
fn is_default(entry: &Entry) -> bool {
    let text = entry.value.as_str().map(str::trim);
    defaults::rules().any(|(name, default)| name == entry.name && Some(default) == text)
}

/// Parses the rules of a file.
fn parse(entries: Vec<Entry>, file: &str) -> Result<Vec<Rule>, PolicyError> {
    let mut lines = HashMap::new();
    let mut rules = Vec::with_capacity(entries.len());
    for Entry { name, line, value } in entries {
        let failed = |problem| PolicyError { file: file.to_owned(), line, problem };
        match lines.entry(name.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(line);
            }
            Slot::Occupied(slot) => {
                let first_line = *slot.get();
                return Err(failed(Problem::Duplicate { rule: name, first_line }));
            }
        }
        let expression = match &value {
            Value::String(text) => parse_text(text),
            Value::Array(list) => parse_list(list),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
                let found = file::kind_of(&value);
                return Err(failed(Problem::NotAnExpression { rule: name, found }));
            }
        };
        let expression = expression
            .map_err(|error| failed(Problem::Expression { rule: name.clone(), error }))?;
        rules.push(Rule { name, line, expression });
    }
    Ok(rules)
}

fn default_rules() -> Result<Vec<Rule>, (Option<usize>, Problem)> {
    let parse = |(name, text): (&str, &str)| match parse_text(text) {
        Ok(expression) => Ok(Rule { name: name.to_owned(), line: None, expression }),
        Err(error) => Err((None, Problem::Expression { rule: name.to_owned(), error })),
    };
    defaults::rules().map(parse).collect()
}
