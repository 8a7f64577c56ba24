//! Errors of policies, worded so that the author of a policy can fix it.

use std::{error, fmt, io};

/// Why a policy can't be used. None of its rules take effect.
#[derive(Debug)]
pub struct PolicyError {
    pub file: String,
    /// The line, counted from 1, if it is known.
    pub line: Option<usize>,
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
    /// The file is not well-formed, or not a mapping.
    #[error("not a policy in {format}: {message}")]
    Syntax {
        /// `JSON` or `YAML`.
        format: &'static str,
        /// The message of the parser.
        message: String,
    },
    /// The file has a rule twice.
    #[error("{}", duplicate(.rule, *.first_line))]
    Duplicate {
        rule: String,
        /// The line of the first of the two.
        first_line: Option<usize>,
    },
    /// A rule's value is neither a text nor a list of texts.
    #[error(
        "rule `{rule}` is {found}; it must be a text in quotes, such as \"role:admin\", or a list \
         of such texts"
    )]
    NotAnExpression {
        rule: String,
        /// What the value is instead.
        found: &'static str,
    },
    /// A rule's expression can't be understood.
    #[error("rule `{rule}`: {error}")]
    Expression { rule: String, error: ExpressionError },
    /// A rule refers to a rule that does not exist.
    #[error(
        "rule `{rule}` refers to `rule:{name}`, but no rule has that name; define it or refer to \
         another, such as rule:admin_or_owner"
    )]
    UnknownReference {
        rule: String,
        /// The missing rule.
        name: String,
    },
    /// Rules refer to each other in a circle.
    #[error(
        "rules refer to each other in a circle: {}; remove one of the references",
        .rules.join(" -> ")
    )]
    Cycle {
        /// The rules in the order of their references. The first rule is repeated at the end.
        rules: Vec<String>,
    },
    /// A rule is too large or too deep, including everything that it refers to.
    #[error(
        "rule `{rule}` is too large together with the rules that it refers to; use fewer \
         or shorter rules"
    )]
    TooLarge { rule: String },
}

/// Why an expression can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// The expression consists of spaces only.
    #[error("the expression is blank; write \"\" for always, \"!\" for never")]
    Blank,
    /// A check lacks its colon, or the text before or after the colon.
    #[error("`{0}` is not a check; a check has text on both sides of a colon, such as role:admin")]
    NotACheck(String),
    /// A check begins with a quotation mark, but not with a whole text in quotes.
    #[error(
        "`{0}` does not begin with a text in quotes; such a text ends before the colon, with the \
         quote it began with, and holds neither colons nor backslashes, such as \
         'member':%(user_id)s"
    )]
    BadLiteral(String),
    /// The check would ask another service.
    #[error(
        "`{0}` would ask another service, which is not supported; decide by role, project and user \
         instead"
    )]
    Remote(String),
    /// A `%` begins no placeholder.
    #[error(
        "`{0}` has a % that begins neither %(project_id)s nor %(user_id)s; a plain % is written %%"
    )]
    BadPlace(String),
    /// A check is missing before this word, or at the end.
    #[error("{}", check_missing(.0.as_deref()))]
    CheckMissing(Option<String>),
    /// `and` or `or` is missing before this word.
    #[error("`and` or `or` is missing before `{0}`")]
    OperatorMissing(String),
    /// A `(` has no `)`.
    #[error("a `(` is not closed; add a `)`")]
    Unclosed,
    /// A `)` has no `(`.
    #[error("a `)` closes nothing; add a `(` or remove it")]
    Unopened,
    /// Parentheses or `not` are nested too deep.
    #[error(
        "parentheses or `not` are nested more than {} deep; give the inner part a name and refer \
         to it with rule:NAME",
        crate::expression::MAX_DEPTH
    )]
    TooDeep,
    /// A list has a member that is neither a text nor a list of texts.
    #[error("the list holds {0}; it may hold checks such as \"role:admin\" and lists of checks")]
    BadMember(&'static str),
    /// A member of a list is more than one check.
    #[error(
        "the member `{0}` is more than one check; a list is `or`, a list within it is `and`, and \
         an expression is written as a text instead of a list"
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
        Some(line) => format!("rule `{rule}` is already in line {line}; keep one of them"),
        None => format!("rule `{rule}` is in the file twice; keep one of them"),
    }
}

fn check_missing(word: Option<&str>) -> String {
    match word {
        Some(word) => format!("a check such as role:admin is missing before `{word}`"),
        None => "a check such as role:admin is missing at the end".to_owned(),
    }
}
