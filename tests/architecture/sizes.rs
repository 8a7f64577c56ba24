//! How long files and functions may be.

use proc_macro2::Span;
use syn::{
    Block, ExprArray, ImplItemFn, ItemFn, Signature, TraitItemFn,
    spanned::Spanned,
    visit::{self, Visit},
};

use crate::tree::Tree;

const LINES_OF_A_FILE: usize = 500;
const LINES_OF_A_FUNCTION: usize = 70;

/// A file has at most 500 lines.
pub(crate) fn of_files_are_small(tree: &Tree) -> Vec<String> {
    let lengths = tree.sources("").map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, n_lines)| *n_lines > LINES_OF_A_FILE);
    long.map(|(path, n_lines)| format!("{path} has {n_lines} lines")).collect()
}

/// A function has at most 70 lines, from its name to its last brace. A table of values, such as the
/// cases of a test, counts as one of them.
pub(crate) fn of_functions_are_small(tree: &Tree) -> Vec<String> {
    let mut functions = Functions::default();
    for (path, text) in tree.sources("") {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        path.clone_into(&mut functions.path);
        functions.visit_file(&file);
    }
    functions.too_long
}

#[derive(Default)]
struct Functions {
    path: String,
    too_long: Vec<String>,
}

impl Functions {
    fn measure(&mut self, signature: &Signature, body: &Block) {
        let mut tables = Tables::default();
        tables.visit_block(body);
        let n_lines = n_lines(signature.span()) + n_lines(body.span()) - 1 - tables.n_more_lines;
        if n_lines > LINES_OF_A_FUNCTION {
            let Self { path, too_long } = self;
            too_long.push(format!("{path}: {} has {n_lines} lines", signature.ident));
        }
    }
}

/// How many lines tables have beyond the first of each.
#[derive(Default)]
struct Tables {
    n_more_lines: usize,
}

impl<'ast> Visit<'ast> for Tables {
    fn visit_expr_array(&mut self, it: &'ast ExprArray) {
        self.n_more_lines += n_lines(it.span()) - 1;
    }
}

fn n_lines(span: Span) -> usize {
    span.end().line - span.start().line + 1
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, it: &'ast ItemFn) {
        self.measure(&it.sig, &it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast ImplItemFn) {
        self.measure(&it.sig, &it.block);
        visit::visit_impl_item_fn(self, it);
    }

    fn visit_trait_item_fn(&mut self, it: &'ast TraitItemFn) {
        if let Some(body) = &it.default {
            self.measure(&it.sig, body);
        }
        visit::visit_trait_item_fn(self, it);
    }
}
