//! What can be wrong with a policy, said so that its author can put it right.

use std::{error, fmt, io};

/// Why a policy can't be used. Nothing of it is in force then.
#[derive(Debug)]
pub struct PolicyError {
    /// The file.
    pub file: String,
    /// The line in it, counted from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a policy.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file can't be read.
    #[error("the policy file can't be read")]
    Unreadable(#[source] io::Error),
    /// The file is not UTF-8.
    #[error("a policy file must be text in UTF-8")]
    NotUtf8,
    /// The file is not well-formed, or it is no mapping.
    #[error("not a policy in {format}: {message}")]
    Syntax {
        /// What it was read as: `JSON` or `YAML`.
        format: &'static str,
        /// What its reader said.
        message: String,
    },
    /// A rule stands in the file twice.
    #[error("{}", duplicate(.rule, *.first_line))]
    Duplicate {
        /// Which.
        rule: String,
        /// Where it stands first.
        first_line: Option<usize>,
    },
    /// A rule's value is neither a text nor a list of them.
    #[error(
        "rule `{rule}` is {found}; it must be a text in quotes, such as \"role:admin\", or a list \
         of such texts"
    )]
    NotAnExpression {
        /// Which rule.
        rule: String,
        /// What it is instead.
        found: &'static str,
    },
    /// A rule's expression can't be understood.
    #[error("rule `{rule}`: {error}")]
    Expression {
        /// Which rule.
        rule: String,
        /// Why not.
        error: ExpressionError,
    },
    /// A rule refers to one that does not exist.
    #[error(
        "rule `{rule}` refers to `rule:{name}`, but no rule has that name; define it or refer to \
         another, such as rule:admin_or_owner"
    )]
    UnknownReference {
        /// Which rule.
        rule: String,
        /// The one it refers to.
        name: String,
    },
    /// Rules refer to each other in a circle.
    #[error(
        "rules refer to each other in a circle: {}; one of them must do without",
        .rules.join(" -> ")
    )]
    Cycle {
        /// The rules on the way, the first one again at the end.
        rules: Vec<String>,
    },
    /// A rule is too large or too deep with everything that it refers to.
    #[error(
        "rule `{rule}` is too large together with the rules that it refers to; say it with fewer \
         or shorter rules"
    )]
    TooLarge {
        /// Which rule.
        rule: String,
    },
}

/// Why an expression can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// There are blanks and nothing else.
    #[error("blanks say nothing; write \"\" for always, \"!\" for never")]
    Blank,
    /// A check lacks its colon, or what belongs on either side of it.
    #[error("`{0}` is no check; a check has text on both sides of a colon, such as role:admin")]
    NotACheck(String),
    /// What begins with a quote is no text in quotes.
    #[error(
        "`{0}` does not begin with a text in quotes; such a text ends before the colon, with the \
         quote it began with, and holds neither colons nor backslashes, such as \
         'member':%(user_id)s"
    )]
    BadLiteral(String),
    /// Another service would be asked.
    #[error(
        "`{0}` would ask another service, which is not supported; decide by role, project and user \
         instead"
    )]
    Remote(String),
    /// A `%` begins nothing that a target could fill in.
    #[error(
        "`{0}` has a % that begins neither %(project_id)s nor %(user_id)s; a plain % is written %%"
    )]
    BadPlace(String),
    /// A check should stand before this, or at the end.
    #[error("{}", check_missing(.0.as_deref()))]
    CheckMissing(Option<String>),
    /// `and` or `or` should stand before this.
    #[error("`and` or `or` is missing before `{0}`")]
    OperatorMissing(String),
    /// A `(` has no `)`.
    #[error("a `(` is not closed; add a `)`")]
    Unclosed,
    /// A `)` has no `(`.
    #[error("a `)` closes nothing; add a `(` or remove it")]
    Unopened,
    /// Parentheses, and `not`, are nested too deep.
    #[error(
        "parentheses or `not` are nested more than {} deep; give the inner part a name and refer \
         to it with rule:NAME",
        crate::expression::MAX_DEPTH
    )]
    TooDeep,
    /// A list holds something that is neither a text nor a list of them.
    #[error("the list holds {0}; it may hold checks such as \"role:admin\" and lists of checks")]
    BadMember(&'static str),
    /// A member of a list is more than one check.
    #[error(
        "the member `{0}` is more than one check; a list is `or`, a list within it is `and`, and \
         expressions stand in a text instead of a list"
    )]
    CompoundMember(String),
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl error::Error for PolicyError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.problem.source()
    }
}

fn duplicate(rule: &str, first_line: Option<usize>) -> String {
    match first_line {
        Some(line) => format!("rule `{rule}` stands already in line {line}; keep one of them"),
        None => format!("rule `{rule}` stands there twice; keep one of them"),
    }
}

fn check_missing(word: Option<&str>) -> String {
    match word {
        Some(word) => format!("a check such as role:admin is missing before `{word}`"),
        None => "a check such as role:admin is missing at the end".to_owned(),
    }
}
