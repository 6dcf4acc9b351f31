//! One source file read as Rust: every path it writes, every word the walls may forbid. The one
//! rule: macros and attributes are read too, token by token; comments and test code are not.

#![expect(clippy::wildcard_enum_match_arm, reason = "syn's enums are open")]

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A path as written, with where it stands.
#[derive(Debug, Clone)]
pub struct Written {
    /// `["super", "form", "Fault"]`
    pub segments: Vec<String>,
    /// The line, from 1.
    pub line: usize,
    /// The inline modules it stands in, inside the file.
    pub inside: Vec<String>,
}

/// One name a `use` brings in.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The path behind it.
    pub path: Written,
    /// The name it has here; `*` for a glob.
    pub name: String,
    /// `pub use`, in any of its forms.
    pub passed_on: bool,
}

/// What one file says.
#[derive(Debug, Default)]
pub struct Reading {
    /// Paths of two segments and more, outside `use`.
    pub paths: Vec<Written>,
    /// What its `use` items bring in.
    pub uses: Vec<Brought>,
    /// Names of its own items.
    pub items: Vec<String>,
    /// Names of its private child files (`mod check;`).
    pub private_children: Vec<String>,
    /// Words the walls may forbid, with their line.
    pub words: Vec<(&'static str, usize)>,
    inside: Vec<String>,
}

/// Reads a file.
pub fn read(ast: &syn::File) -> Reading {
    let mut reading = Reading::default();
    reading.visit_file(ast);
    reading
}

/// `#[cfg(test)]` stands on it.
pub fn is_test_only(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

const WRITES: [&str; 14] = [
    "ActiveModel",
    "ActiveModelTrait",
    "TransactionTrait",
    "delete_by_id",
    "delete_many",
    "delete_from",
    "exec_with_returning",
    "exec_without_returning",
    "execute",
    "execute_raw",
    "execute_unprepared",
    "insert_into",
    "insert_many",
    "update_many",
];

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let starts = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "PRAGMA ", "CREATE ", "ALTER "];
    starts.iter().any(|start| text.starts_with(start))
        || (text.starts_with("UPDATE ") && text.contains("SET "))
        || (text.starts_with("WITH ") && text.contains(" AS ("))
}

fn is_html(text: &str) -> bool {
    const TAGS: &str = " a b br button code dd div dl dt em form h1 h2 h3 h4 html body head i img \
                        input label li link meta ol option p script section select span strong \
                        style svg table td textarea th tr ul ";
    text.split('<').skip(1).any(|after| {
        let after = after.strip_prefix('/').unwrap_or(after);
        let tag: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
        !tag.is_empty()
            && TAGS.contains(&format!(" {tag} "))
            && after[tag.len()..].starts_with([' ', '>', '/'])
    })
}

fn is_dot(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(sign)) if sign.as_char() == '.')
}

impl Reading {
    fn word(&mut self, word: &'static str, line: usize) {
        self.words.push((word, line));
    }

    fn ident(&mut self, ident: &Ident) {
        let line = ident.span().start().line;
        if ident == "f32" || ident == "f64" {
            self.word("floats", line);
        } else if ident == "async" || ident == "await" {
            self.word("async", line);
        } else if WRITES.iter().any(|write| ident == write) {
            self.word("writes", line);
        }
    }

    fn string(&mut self, text: &str, line: usize) {
        if is_sql(text) {
            self.word("sql", line);
        }
        if is_html(text) {
            self.word("html", line);
        }
    }

    fn path(&mut self, segments: Vec<String>, line: usize) {
        if segments.len() > 1 {
            self.paths.push(Written { segments, line, inside: self.inside.clone() });
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colon =
            |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) => {}
                TokenTree::Literal(literal) => {
                    self.literal(literal, tokens.get(at.wrapping_sub(1)));
                }
                TokenTree::Ident(first) => {
                    let mut segments = vec![first.to_string()];
                    self.ident(first);
                    while is_colon(at + 1)
                        && is_colon(at + 2)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        self.ident(next);
                        segments.push(next.to_string());
                        at += 3;
                    }
                    self.path(segments, first.span().start().line);
                }
            }
            at += 1;
        }
    }

    fn literal(&mut self, literal: &proc_macro2::Literal, before: Option<&TokenTree>) {
        let line = literal.span().start().line;
        match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(text) => self.string(&text.value(), line),
            // `pair.0.1` is two fields; the lexer calls its end a float.
            syn::Lit::Float(_) if !is_dot(before) => self.word("floats", line),
            _ => {}
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String], passed_on: bool) {
        let mut path = before.to_vec();
        match tree {
            syn::UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.use_tree(&step.tree, &path, passed_on);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, before, passed_on);
                }
            }
            syn::UseTree::Name(leaf) => {
                if leaf.ident != "self" {
                    path.push(leaf.ident.to_string());
                }
                let name = path.last().cloned().unwrap_or_default();
                self.brought(path, name, &leaf.ident, passed_on);
            }
            syn::UseTree::Rename(leaf) => {
                if leaf.ident != "self" {
                    path.push(leaf.ident.to_string());
                }
                self.brought(path, leaf.rename.to_string(), &leaf.ident, passed_on);
            }
            syn::UseTree::Glob(star) => {
                let line = star.star_token.spans[0].start().line;
                let path = Written { segments: path, line, inside: self.inside.clone() };
                self.uses.push(Brought { path, name: "*".to_owned(), passed_on });
            }
        }
    }

    fn brought(&mut self, segments: Vec<String>, name: String, at: &Ident, passed_on: bool) {
        self.ident(at);
        let line = at.span().start().line;
        let path = Written { segments, line, inside: self.inside.clone() };
        self.uses.push(Brought { path, name, passed_on });
    }

    fn item_name(&mut self, ident: &Ident) {
        if self.inside.is_empty() {
            self.items.push(ident.to_string());
        }
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    use syn::Item;
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Reading {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test_only(attributes(item)) {
            return;
        }
        match item {
            syn::Item::Const(item) => self.item_name(&item.ident),
            syn::Item::Enum(item) => self.item_name(&item.ident),
            syn::Item::Fn(item) => self.item_name(&item.sig.ident),
            syn::Item::Static(item) => self.item_name(&item.ident),
            syn::Item::Struct(item) => self.item_name(&item.ident),
            syn::Item::Trait(item) => self.item_name(&item.ident),
            syn::Item::Type(item) => self.item_name(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.content.is_none() && matches!(module.vis, syn::Visibility::Inherited) {
            self.private_children.push(module.ident.to_string());
        }
        self.inside.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.inside.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let passed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.use_tree(&item.tree, &[], passed_on);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        if !is_test_only(&method.attrs) {
            visit::visit_impl_item_fn(self, method);
        }
    }

    // `pub(in crate::room)` is a fence, not a use.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            visit::visit_attribute(self, attribute);
        }
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.visit_path(&list.path);
        self.tokens(list.tokens.clone());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if let Some(first) = path.segments.first() {
            self.path(segments, first.ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.ident(ident);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(word) = signature.asyncness {
            self.word("async", word.span.start().line);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.word("async", block.async_token.span.start().line);
        visit::visit_expr_async(self, block);
    }

    fn visit_expr_await(&mut self, wait: &'ast syn::ExprAwait) {
        self.word("async", wait.await_token.span.start().line);
        visit::visit_expr_await(self, wait);
    }

    fn visit_lit_float(&mut self, number: &'ast syn::LitFloat) {
        self.word("floats", number.span().start().line);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.string(&text.value(), text.span().start().line);
    }
}
