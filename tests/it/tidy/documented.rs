//! Public things have a sentence. rustc's own lint would also ask for each field of an enum's
//! variant, where the variant's sentence says it; so it is asked here.
#![expect(clippy::wildcard_enum_match_arm, reason = "syn's enums are open")]

use crate::support::source::Text;
use syn::{Attribute, Ident, Visibility, visit::Visit};

struct Undocumented<'a> {
    path: &'a str,
    faults: Vec<String>,
}

impl Undocumented<'_> {
    fn ask(&mut self, name: &Ident, visibility: &Visibility, attributes: &[Attribute]) {
        if matches!(visibility, Visibility::Public(_)) {
            self.ask_public(name, attributes);
        }
    }

    fn ask_public(&mut self, name: &Ident, attributes: &[Attribute]) {
        if !attributes.iter().any(|attribute| attribute.path().is_ident("doc")) {
            let line = name.span().start().line;
            self.faults.push(format!("{}:{line}: say what `{name}` is, with `///`", self.path));
        }
    }
}

/// `#[expect(missing_docs, reason = "..")]`
fn is_argued(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("expect")).any(|attribute| {
        let list = attribute.meta.require_list().map(|list| list.tokens.to_string());
        list.is_ok_and(|list| list.starts_with("missing_docs") && list.contains("reason"))
    })
}

impl<'ast> Visit<'ast> for Undocumented<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Mod(item) if crate::architecture::is_test_only(&item.attrs) => return,
            syn::Item::Const(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            syn::Item::Enum(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            syn::Item::Fn(item) => self.ask(&item.sig.ident, &item.vis, &item.attrs),
            syn::Item::Static(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            syn::Item::Struct(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            syn::Item::Trait(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            syn::Item::Type(item) => self.ask(&item.ident, &item.vis, &item.attrs),
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        // A plain list of names is told by the enum's sentence; a longer one argues for itself.
        let is_list =
            item.variants.iter().all(|variant| matches!(variant.fields, syn::Fields::Unit));
        if matches!(item.vis, Visibility::Public(_)) && !is_list && !is_argued(&item.attrs) {
            for variant in &item.variants {
                self.ask_public(&variant.ident, &variant.attrs);
            }
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        for field in &item.fields {
            if let Some(name) = &field.ident {
                self.ask(name, &field.vis, &field.attrs);
            }
        }
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        self.ask(&method.sig.ident, &method.vis, &method.attrs);
    }
}

/// Public things of the program without a sentence.
pub fn undocumented(program: &[Text]) -> Vec<String> {
    let read = |file: &Text| {
        let mut asked = Undocumented { path: &file.path, faults: Vec::new() };
        asked.visit_file(&syn::parse_file(&file.text).unwrap());
        asked.faults
    };
    program.iter().flat_map(read).collect()
}
