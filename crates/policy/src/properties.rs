//! Properties of the language, tested on random expressions.

use std::{collections::HashMap, fmt};

use ferronova_compute::{Caller, Policy, Target};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    PolicyRules,
    check::parse_check,
    expression::Expression,
    parser::{parse_list, parse_text},
};

/// Rules that random expressions refer to.
const NAMED: &[(&str, &str)] = &[
    ("first", "role:member and not role:auditor"),
    ("second", "rule:first or user_id:%(user_id)s"),
];

/// Checks of every kind.
const CHECKS: &[&str] = &[
    "@",
    "!",
    "rule:first",
    "rule:second",
    "role:Member",
    "role:auditor",
    "role:%(user_id)s",
    "is_admin:True",
    "is_admin:False",
    "project_id:%(tenant_id)s",
    "tenant_id:p1",
    "user_id:%(user_id)s",
    "roles:auditor",
    "'p1':%(project_id)s",
    "\"100%\":100%%",
    "True:%(project_id)s",
    "system_scope:all",
    "user_id:%(domain_id)s",
];

fn check() -> impl Strategy<Value = Expression> {
    proptest::sample::select(CHECKS).prop_map(|it| parse_check(it).unwrap())
}

fn expression() -> impl Strategy<Value = Expression> {
    check().prop_recursive(6, 40, 4, |inner| {
        let members = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|it| Expression::Not(Box::new(it))),
            members.clone().prop_map(Expression::All),
            members.prop_map(Expression::Any),
        ]
    })
}

/// Words of the language in random order, which are mostly not a valid expression.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => proptest::sample::select(CHECKS).prop_map(str::to_owned),
        4 => proptest::sample::select(&["and", "OR", "not", "(", ")", "((", "))", "(not"][..])
            .prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
    ];
    prop::collection::vec(word, 0..12).prop_map(|it| it.join(" "))
}

fn caller() -> impl Strategy<Value = Caller> {
    let role = proptest::sample::select(&["member", "MEMBER", "auditor", "u1"][..]);
    let roles = prop::collection::vec(role.prop_map(str::to_owned), 0..3);
    (roles, "u[12]", "p[12]", any::<bool>()).prop_map(|(roles, user_id, project_id, is_admin)| {
        Caller { user_id, project_id, roles, is_admin }
    })
}

/// Writes an expression with as few parentheses as possible.
struct Written<'a>(&'a Expression);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expression::Not(inner) => write!(f, "not {}", Member(inner, 2)),
            Expression::All(members) => write_joined(f, members, " and ", 2),
            Expression::Any(members) => write_joined(f, members, " or ", 1),
            Expression::Always => f.write_str("@"),
            Expression::Never => f.write_str("!"),
            Expression::Rule(name) => write!(f, "rule:{name}"),
            Expression::Role(name) => write!(f, "role:{name}"),
            Expression::Equal(left, text) => write!(f, "{left}:{text}"),
            Expression::Futile(futile) => f.write_str(&futile.check),
        }
    }
}

fn write_joined(
    f: &mut fmt::Formatter<'_>,
    members: &[Expression],
    operator: &str,
    looseness: u8,
) -> fmt::Result {
    for (i, member) in members.iter().enumerate() {
        let operator = if i == 0 { "" } else { operator };
        write!(f, "{operator}{}", Member(member, looseness))?;
    }
    Ok(())
}

/// A part of an expression, and how tightly the operator around it binds: 1 for `or`, 2 for `and`
/// and `not`. The part is written in parentheses if it binds no tighter.
struct Member<'a>(&'a Expression, u8);

impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tightness = match self.0 {
            Expression::Any(_) => 1,
            Expression::All(_) => 2,
            _ => 3,
        };
        let Self(expression, around) = self;
        if tightness <= *around {
            write!(f, "({})", Written(expression))
        } else {
            Written(expression).fmt(f)
        }
    }
}

/// Evaluates an expression without compiling it: each check is evaluated from its text, and all
/// values are strings, as in oslo.policy.
fn naive(expression: &Expression, caller: &Caller, target: Target<'_>) -> bool {
    let all = |members: &[Expression]| members.iter().all(|it| naive(it, caller, target));
    match expression {
        Expression::Not(inner) => !naive(inner, caller, target),
        Expression::All(members) => all(members),
        Expression::Any(members) => members.iter().any(|it| naive(it, caller, target)),
        Expression::Rule(name) => {
            let (_, text) = NAMED.iter().find(|(it, _)| it == name).unwrap();
            naive(&parse_text(text).unwrap(), caller, target)
        }
        _ => naive_check(&Written(expression).to_string(), caller, target),
    }
}

fn naive_check(check: &str, caller: &Caller, target: Target<'_>) -> bool {
    let Some((kind, text)) = check.split_once(':') else {
        return check == "@";
    };
    let text = text
        .replace("%(project_id)s", target.project_id)
        .replace("%(user_id)s", target.user_id)
        .replace("%%", "%");
    let is_admin = if caller.is_admin { "True" } else { "False" };
    let known = HashMap::from([
        ("user_id", caller.user_id.as_str()),
        ("project_id", &caller.project_id),
        ("is_admin", is_admin),
    ]);
    match kind {
        "role" => caller.roles.iter().any(|it| it.to_lowercase() == text.to_lowercase()),
        "roles" => caller.roles.contains(&text),
        _ if kind.starts_with('\'') => kind.trim_matches('\'') == text,
        _ => known.get(kind).is_some_and(|it| *it == text),
    }
}

/// A policy with the rules in [`NAMED`], and with the expression `asked` as the rule `asked`.
fn rules(asked: &str) -> PolicyRules {
    let named = NAMED.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text)));
    let asked = ("asked".to_owned(), Value::from(asked));
    let file = Value::Object(named.chain([asked]).collect());
    PolicyRules::from_text(&file.to_string(), "test.json").unwrap()
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_it_was(expression in expression()) {
        prop_assert_eq!(parse_text(&Written(&expression).to_string()), Ok(expression));
    }

    #[test]
    fn rules_answer_as_their_text_says(
        expression in expression(),
        caller in caller(),
        project_id in "p[12]",
        user_id in "u[12]",
    ) {
        let target = Target { project_id: &project_id, user_id: &user_id };

        let answer = rules(&Written(&expression).to_string()).allows("asked", &caller, target);

        prop_assert_eq!(answer, naive(&expression, &caller, target));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in prop_oneof![words(), "\\PC*", ".*"]) {
        let _ = parse_text(&text);
        let _ = parse_check(&text);
        let _ = PolicyRules::from_text(&text, "policy");
        let _ = PolicyRules::from_text(&text, "policy.json");
        let _ = PolicyRules::from_text(&text, "policy.yaml");
        let _ = PolicyRules::from_text(&Value::Object([(text.clone(), Value::from(text))].into_iter().collect()).to_string(), "policy.json");
    }

    #[test]
    fn whatever_reads_well_is_written_and_read_again_as_the_same(text in words()) {
        if let Ok(expression) = parse_text(&text) {
            prop_assert_eq!(parse_text(&Written(&expression).to_string()), Ok(expression));
        }
    }

    #[test]
    fn not_binds_tighter_than_and_and_and_tighter_than_or(
        a in check(), b in check(), c in check(), d in check(),
    ) {
        let [a, b, c, d] = [a, b, c, d].map(|it| Written(&it).to_string());

        let without = parse_text(&format!("not {a} and {b} or {c} and not {d}"));

        prop_assert_eq!(without, parse_text(&format!("((not {a}) and {b}) or ({c} and (not {d}))")));
    }

    #[test]
    fn a_list_means_the_same_as_its_text(
        lists in prop::collection::vec(prop::collection::vec(proptest::sample::select(CHECKS), 1..4), 1..4),
    ) {
        let text: Vec<String> = lists.iter().map(|it| it.join(" and ")).collect();
        let list: Vec<Value> = lists.iter().map(|it| Value::from(it.clone())).collect();

        prop_assert_eq!(parse_list(&list), parse_text(&text.join(" or ")));
    }
}
