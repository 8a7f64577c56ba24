//! Reads which files of a crate use which: tokens are enough for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Arrows;

/// The names from the root of the crate to a module or to something in it.
type Names = Vec<String>;

/// The modules of a crate.
pub(super) struct Crate {
    modules: BTreeMap<Names, Module>,
}

#[derive(Default)]
struct Module {
    file: String,
    /// What `use` says: the name it gives, the path, and whether others see it.
    imports: Vec<Import>,
    /// The paths whose whole content it imports.
    globs: Vec<Names>,
    /// The paths in its code, as they are written.
    paths: Vec<Names>,
    /// The names that stand alone in its code, or first in a path.
    mentions: BTreeSet<String>,
    /// The names that it defines.
    items: BTreeSet<String>,
}

struct Import {
    name: String,
    path: Names,
    is_exported: bool,
}

impl Crate {
    /// Reads a crate from its topmost file.
    pub(super) fn read(top: &Path) -> Self {
        let mut it = Self { modules: BTreeMap::new() };
        let folder = top.parent().expect("it is in a folder");
        it.read_file(folder, top, folder, &Vec::new());
        it
    }

    fn read_file(&mut self, root: &Path, path: &Path, children: &Path, name: &Names) {
        let text = fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
        let tokens: TokenStream =
            text.parse().unwrap_or_else(|it| panic!("{}: {it}", path.display()));
        let file = path.strip_prefix(root).expect("it is in the crate").display().to_string();
        let mut declared = Vec::new();
        self.read_tokens(tokens, name, &file, &mut declared);
        for child in declared {
            let mut folder = children.to_owned();
            folder.extend(&child[name.len()..]);
            let beside = folder.with_extension("rs");
            let path = if beside.is_file() { beside } else { folder.join("mod.rs") };
            self.read_file(root, &path, &folder, &child);
        }
    }

    /// Reads the tokens of a module, and notes the modules that have files of their own.
    fn read_tokens(
        &mut self,
        tokens: TokenStream,
        name: &Names,
        file: &str,
        declared: &mut Vec<Names>,
    ) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let module = self.modules.entry(name.clone()).or_default();
        file.clone_into(&mut module.file);
        let mut inner = Vec::new();
        module.read(&tokens, &mut inner);
        for (child, content) in inner {
            let child = [name.as_slice(), &[child]].concat();
            match content {
                Some(group) => self.read_tokens(group.stream(), &child, file, declared),
                None => declared.push(child),
            }
        }
    }

    /// Which file uses which.
    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (name, module) in &self.modules {
            let used = module
                .imports
                .iter()
                .filter(|it| !it.is_exported || module.mentions.contains(&it.name))
                .map(|it| &it.path)
                .chain(&module.globs)
                .chain(&module.paths);
            for path in used {
                if let Some(target) = self.find(name, path, 0)
                    && target.file != module.file
                {
                    arrows.entry(module.file.clone()).or_default().insert(target.file.clone());
                }
            }
        }
        arrows
    }

    /// The module in which the end of a path is defined; `None` outside of the crate.
    fn find(&self, from: &Names, path: &[String], depth: usize) -> Option<&Module> {
        let mut place = from.clone();
        let mut rest = path;
        while let [first, behind @ ..] = rest {
            match first.as_str() {
                "crate" => place.clear(),
                "self" => {}
                "super" => drop(place.pop()),
                _ => break,
            }
            rest = behind;
        }
        let is_relative = rest.len() == path.len();
        if is_relative && !self.modules.contains_key(&child(&place, path.first()?)) {
            return None;
        }
        while let [first, behind @ ..] = rest {
            let inner = child(&place, first);
            if self.modules.contains_key(&inner) {
                place = inner;
                rest = behind;
                continue;
            }
            let module = self.modules.get(&place)?;
            let imported = module.imports.iter().find(|it| it.name == *first);
            if let Some(import) = imported.filter(|_| depth < 16) {
                let whole = [import.path.as_slice(), behind].concat();
                return self.find(&place, &whole, depth + 1);
            }
            if module.items.contains(first) {
                return Some(module);
            }
            let through_globs = module.globs.iter().find_map(|it| {
                let target = self.find(&place, it, depth + 1)?;
                target.items.contains(first).then_some(target)
            });
            return through_globs.or(Some(module));
        }
        self.modules.get(&place)
    }
}

fn child(place: &[String], name: &str) -> Names {
    [place, &[name.to_owned()]].concat()
}

impl Module {
    /// Reads tokens; hands out the modules in them, with their content if that is here.
    fn read(&mut self, tokens: &[TokenTree], inner: &mut Vec<(String, Option<Group>)>) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let rest = &tokens[at..];
            at += 1;
            if is_test(rest) {
                at += 1 + item_length(&rest[2..]);
                continue;
            }
            match token {
                TokenTree::Group(group) => {
                    let content: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.read(&content, inner);
                }
                TokenTree::Ident(word) => match (word.to_string().as_str(), rest) {
                    ("use", _) => {
                        let length = rest.iter().take_while(|it| !is_punct(it, ';')).count();
                        let is_exported = is_exported(&tokens[..at - 1]);
                        self.read_use(&rest[1..length], &[], is_exported);
                        at += length;
                    }
                    ("mod", [_, TokenTree::Ident(name), TokenTree::Group(group), ..]) => {
                        inner.push((name.to_string(), Some(group.clone())));
                        at += 2;
                    }
                    ("mod", [_, TokenTree::Ident(name), ..]) => {
                        inner.push((name.to_string(), None));
                        at += 2;
                    }
                    (keyword, [_, TokenTree::Ident(name), ..])
                        if defines(keyword) && name != "fn" =>
                    {
                        self.items.insert(name.to_string());
                        at += 1;
                    }
                    _ => at += self.read_path(rest) - 1,
                },
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Reads a path that begins with an identifier; returns how many tokens it has.
    fn read_path(&mut self, tokens: &[TokenTree]) -> usize {
        let mut path = Names::new();
        let mut length = 0;
        while let Some(TokenTree::Ident(name)) = tokens.get(length) {
            path.push(name.to_string());
            length += 1;
            if !tokens.get(length..length + 2).is_some_and(|it| it.iter().all(is_colon)) {
                break;
            }
            length += 2;
        }
        if let Some(first) = path.first() {
            self.mentions.insert(first.clone());
        }
        if path.len() > 1 {
            self.paths.push(path);
        }
        length
    }

    /// Reads what follows `use`, or a part of it in braces, behind the path before it.
    fn read_use(&mut self, tokens: &[TokenTree], before: &[String], is_exported: bool) {
        for part in tokens.split(|it| is_punct(it, ',')).filter(|it| !it.is_empty()) {
            let mut path = before.to_vec();
            let mut renamed = None;
            let mut words = part.iter();
            while let Some(token) = words.next() {
                match token {
                    TokenTree::Ident(word) if word == "as" => {
                        renamed = words.next().map(ToString::to_string);
                    }
                    TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Group(group) => {
                        let content: Vec<TokenTree> = group.stream().into_iter().collect();
                        self.read_use(&content, &path, is_exported);
                        path.clear();
                    }
                    TokenTree::Punct(it) if it.as_char() == '*' => {
                        self.globs.push(std::mem::take(&mut path));
                    }
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
            if let Some(last) = path.last() {
                let name = renamed.unwrap_or_else(|| last.clone());
                self.imports.push(Import { name, path, is_exported });
            }
        }
    }
}

/// Whether a word is followed by the name of what it defines.
fn defines(keyword: &str) -> bool {
    let keywords = ["const", "enum", "fn", "static", "struct", "trait", "type", "union"];
    keywords.contains(&keyword)
}

/// Whether `pub` or `pub(…)` ends the tokens.
fn is_exported(before: &[TokenTree]) -> bool {
    let before = match before {
        [before @ .., TokenTree::Group(it)] if it.delimiter() == Delimiter::Parenthesis => before,
        _ => before,
    };
    matches!(before.last(), Some(TokenTree::Ident(word)) if word == "pub")
}

/// Whether tokens begin with `#[cfg(test)]`.
fn is_test(tokens: &[TokenTree]) -> bool {
    let [sign, TokenTree::Group(attribute), ..] = tokens else { return false };
    is_punct(sign, '#') && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// How many tokens the item has that tokens begin with.
fn item_length(tokens: &[TokenTree]) -> usize {
    let is_use = tokens.iter().take(3).any(|it| matches!(it, TokenTree::Ident(it) if it == "use"));
    let is_end = |it: &TokenTree| match it {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !is_use,
        TokenTree::Punct(_) => is_punct(it, ';') || (is_punct(it, ',') && !is_use),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    tokens.iter().position(is_end).map_or(tokens.len(), |it| it + 1)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == sign)
}

fn is_colon(token: &TokenTree) -> bool {
    is_punct(token, ':')
}
