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
#[derive(Debug)]
pub enum Problem {
    /// The file can't be read.
    Unreadable(io::Error),
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is not well-formed, or it is no mapping.
    Syntax {
        /// What it was read as: `JSON` or `YAML`.
        format: &'static str,
        /// What its reader said.
        message: String,
    },
    /// A rule stands in the file twice.
    Duplicate {
        /// Which.
        rule: String,
        /// Where it stands first.
        first_line: Option<usize>,
    },
    /// A rule's value is neither a text nor a list of them.
    NotAnExpression {
        /// Which rule.
        rule: String,
        /// What it is instead.
        found: &'static str,
    },
    /// A rule's expression can't be understood.
    Expression {
        /// Which rule.
        rule: String,
        /// Why not.
        error: ExpressionError,
    },
    /// A rule refers to one that does not exist.
    UnknownReference {
        /// Which rule.
        rule: String,
        /// The one it refers to.
        name: String,
    },
    /// Rules refer to each other in a circle.
    Cycle {
        /// The rules on the way, the first one again at the end.
        rules: Vec<String>,
    },
    /// A rule is too large or too deep with everything that it refers to.
    TooLarge {
        /// Which rule.
        rule: String,
    },
}

/// Why an expression can't be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionError {
    /// There are blanks and nothing else.
    Blank,
    /// A check lacks its colon, or what belongs on either side of it.
    NotACheck(String),
    /// What begins with a quote is no text in quotes.
    BadLiteral(String),
    /// Another service would be asked.
    Remote(String),
    /// A `%` begins nothing that a target could fill in.
    BadPlace(String),
    /// A check should stand before this, or at the end.
    CheckMissing(Option<String>),
    /// `and` or `or` should stand before this.
    OperatorMissing(String),
    /// A `(` has no `)`.
    Unclosed,
    /// A `)` has no `(`.
    Unopened,
    /// Parentheses, and `not`, are nested too deep.
    TooDeep,
    /// A list holds something that is neither a text nor a list of them.
    BadMember(&'static str),
    /// A member of a list is more than one check.
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
        match &self.problem {
            Problem::Unreadable(source) => Some(source),
            Problem::NotUtf8
            | Problem::Syntax { .. }
            | Problem::Duplicate { .. }
            | Problem::NotAnExpression { .. }
            | Problem::Expression { .. }
            | Problem::UnknownReference { .. }
            | Problem::Cycle { .. }
            | Problem::TooLarge { .. } => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => f.write_str("the policy file can't be read"),
            Self::NotUtf8 => f.write_str("a policy file must be text in UTF-8"),
            Self::Syntax { format, message } => write!(f, "not a policy in {format}: {message}"),
            Self::Duplicate { rule, first_line: Some(line) } => {
                write!(f, "rule `{rule}` stands already in line {line}; keep one of them")
            }
            Self::Duplicate { rule, first_line: None } => {
                write!(f, "rule `{rule}` stands there twice; keep one of them")
            }
            Self::NotAnExpression { rule, found } => write!(
                f,
                "rule `{rule}` is {found}; it must be a text in quotes, such as \"role:admin\", \
                 or a list of such texts"
            ),
            Self::Expression { rule, error } => write!(f, "rule `{rule}`: {error}"),
            Self::UnknownReference { rule, name } => write!(
                f,
                "rule `{rule}` refers to `rule:{name}`, but no rule has that name; define it or \
                 refer to another, such as rule:admin_or_owner"
            ),
            Self::Cycle { rules } => write!(
                f,
                "rules refer to each other in a circle: {}; one of them must do without",
                rules.join(" -> ")
            ),
            Self::TooLarge { rule } => write!(
                f,
                "rule `{rule}` is too large together with the rules that it refers to; say it \
                 with fewer or shorter rules"
            ),
        }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => {
                f.write_str("blanks say nothing; write \"\" for always, \"!\" for never")
            }
            Self::NotACheck(word) => write!(
                f,
                "`{word}` is no check; a check has text on both sides of a colon, such as \
                 role:admin"
            ),
            Self::BadLiteral(word) => write!(
                f,
                "`{word}` does not begin with a text in quotes; such a text ends before the \
                 colon, with the quote it began with, and holds neither colons nor backslashes, \
                 such as 'member':%(user_id)s"
            ),
            Self::Remote(word) => write!(
                f,
                "`{word}` would ask another service, which is not supported; decide by role, \
                 project and user instead"
            ),
            Self::BadPlace(word) => write!(
                f,
                "`{word}` has a % that begins neither %(project_id)s nor %(user_id)s; a plain % \
                 is written %%"
            ),
            Self::CheckMissing(Some(word)) => {
                write!(f, "a check such as role:admin is missing before `{word}`")
            }
            Self::CheckMissing(None) => {
                f.write_str("a check such as role:admin is missing at the end")
            }
            Self::OperatorMissing(word) => write!(f, "`and` or `or` is missing before `{word}`"),
            Self::Unclosed => f.write_str("a `(` is not closed; add a `)`"),
            Self::Unopened => f.write_str("a `)` closes nothing; add a `(` or remove it"),
            Self::TooDeep => write!(
                f,
                "parentheses or `not` are nested more than {} deep; give the inner part a name \
                 and refer to it with rule:NAME",
                crate::expression::MAX_DEPTH
            ),
            Self::BadMember(found) => write!(
                f,
                "the list holds {found}; it may hold checks such as \"role:admin\" and lists of \
                 checks"
            ),
            Self::CompoundMember(member) => write!(
                f,
                "the member `{member}` is more than one check; a list is `or`, a list within it \
                 is `and`, and expressions stand in a text instead of a list"
            ),
        }
    }
}

impl error::Error for ExpressionError {}
