//! Resolves the references between rules, so that the evaluation of a rule needs no lookup.

use std::{collections::HashMap, sync::Arc};

use crate::{Problem, compiled::Node, expression::Expression};

/// Maximum depth of a rule, including the rules that it refers to. The evaluation of the rule
/// recurses that deep.
const MAX_HEIGHT: usize = 300;

/// Maximum number of checks that are needed to evaluate a rule. A rule that is referenced counts at
/// every reference, so without this limit the evaluation of a few lines could take exponential
/// time.
const MAX_SIZE: usize = 100_000;

/// A rule whose references are not resolved yet.
pub(crate) struct Rule {
    pub(crate) name: String,
    /// Its line in the file; `None` for a default.
    pub(crate) line: Option<usize>,
    pub(crate) expression: Expression,
}

/// Resolves all references. The names of the rules are distinct.
///
/// # Errors
///
/// The problem, and the line of the rule with the problem.
pub(crate) fn link(rules: &[Rule]) -> Result<HashMap<String, Arc<Node>>, (Option<usize>, Problem)> {
    let mut linker = Linker {
        rules: rules.iter().map(|it| (it.name.as_str(), it)).collect(),
        linked: HashMap::new(),
        path: Vec::new(),
    };
    for rule in rules {
        linker.link(rule, 0)?;
    }
    Ok(linker.linked.into_iter().map(|(name, it)| (name.to_owned(), it.node)).collect())
}

struct Linker<'a> {
    rules: HashMap<&'a str, &'a Rule>,
    linked: HashMap<&'a str, Tree<Arc<Node>>>,
    /// The rules that are being linked. Each is referenced by the rule before it.
    path: Vec<&'a Rule>,
}

/// A node, and the cost of evaluating it.
#[derive(Clone)]
struct Tree<N> {
    node: N,
    height: usize,
    size: usize,
}

type ProblemInLine = (Option<usize>, Problem);

impl<'a> Linker<'a> {
    fn link(&mut self, rule: &'a Rule, depth: usize) -> Result<Tree<Arc<Node>>, ProblemInLine> {
        if let Some(linked) = self.linked.get(rule.name.as_str()) {
            return Ok(linked.clone());
        }
        if let Some(start) = self.path.iter().position(|it| it.name == rule.name) {
            return Err(self.cycle(start));
        }
        self.path.push(rule);
        let Tree { node, height, size } = self.follow(rule, &rule.expression, depth)?;
        self.path.pop();
        let tree = Tree { node: Arc::new(node), height, size };
        self.linked.insert(&rule.name, tree.clone());
        Ok(tree)
    }

    fn follow(
        &mut self,
        rule: &'a Rule,
        expression: &'a Expression,
        depth: usize,
    ) -> Result<Tree<Node>, ProblemInLine> {
        if depth > MAX_HEIGHT {
            return Err(too_large(rule));
        }
        let tree = match expression {
            Expression::Always => leaf(Node::Always),
            Expression::Never | Expression::Futile(_) => leaf(Node::Never),
            Expression::Role(name) => leaf(Node::Role(name.clone())),
            Expression::Equal(left, text) => leaf(Node::Equal(left.clone(), text.clone())),
            Expression::Not(inner) => {
                let inner = self.follow(rule, inner, depth + 1)?;
                above(Node::Not(Box::new(inner.node)), inner.height, inner.size)
            }
            Expression::All(members) => self.join(rule, members, Node::All, depth)?,
            Expression::Any(members) => self.join(rule, members, Node::Any, depth)?,
            Expression::Rule(name) => {
                let other = self.rules.get(name.as_str()).copied();
                let other = other.ok_or_else(|| unknown_reference(rule, name))?;
                let linked = self.link(other, depth + 1)?;
                above(Node::Rule(linked.node), linked.height, linked.size)
            }
        };
        if tree.height > MAX_HEIGHT || tree.size > MAX_SIZE {
            return Err(too_large(rule));
        }
        Ok(tree)
    }

    fn join(
        &mut self,
        rule: &'a Rule,
        members: &'a [Expression],
        join: fn(Vec<Node>) -> Node,
        depth: usize,
    ) -> Result<Tree<Node>, ProblemInLine> {
        let mut nodes = Vec::with_capacity(members.len());
        let (mut height, mut size) = (0, 0);
        for member in members {
            let tree = self.follow(rule, member, depth + 1)?;
            nodes.push(tree.node);
            height = height.max(tree.height);
            size += tree.size;
        }
        Ok(above(join(nodes), height, size))
    }

    /// The error for a circle of references, which begins at index `start` of the path.
    fn cycle(&self, start: usize) -> ProblemInLine {
        let circle = self.path.get(start..).unwrap_or_default();
        let line = circle.iter().find_map(|it| it.line);
        let again = circle.first();
        let rules = circle.iter().chain(again).map(|it| it.name.clone()).collect();
        (line, Problem::Cycle { rules })
    }
}

fn leaf(node: Node) -> Tree<Node> {
    above(node, 0, 0)
}

fn above(node: Node, height: usize, size: usize) -> Tree<Node> {
    Tree { node, height: height + 1, size: size + 1 }
}

fn too_large(rule: &Rule) -> ProblemInLine {
    (rule.line, Problem::TooLarge { rule: rule.name.clone() })
}

fn unknown_reference(rule: &Rule, name: &str) -> ProblemInLine {
    let problem = Problem::UnknownReference { rule: rule.name.clone(), name: name.to_owned() };
    (rule.line, problem)
}
