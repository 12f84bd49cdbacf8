//! Walks through the code and notes which file names what of which other file.

use proc_macro2::Span;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, Meta, Stmt, Token};

use super::graph::{Edge, Graph, TypeName};
use super::lookup::crate_name;
use super::tokens;
use super::tree::{Def, Import, Source, Tree, attrs, imports, is_cfg_test};

/// Notes into the graph what the code of all files names.
pub fn walk(sources: &[Source], tree: &mut Tree, graph: &mut Graph) {
    for (file, source) in sources.iter().enumerate() {
        if let Some(&scope) = tree.module_of_file.get(&file) {
            let mut walker = Walker {
                sources,
                tree: &mut *tree,
                graph: &mut *graph,
                file,
                scope,
            };
            walker.visit_file(&source.syntax);
        }
    }
}

struct Walker<'w> {
    sources: &'w [Source],
    tree: &'w mut Tree,
    graph: &'w mut Graph,
    file: usize,
    /// The module or block that the walk is in.
    scope: usize,
}

/// Which meanings of a path count.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Items,
    ItemsAndModules,
    /// A public import: of a module below, it says where the item is and uses nothing.
    ReExport,
}

impl Walker<'_> {
    fn note(&mut self, path: &[String], line: usize, takes: Takes) {
        let defs = self.tree.resolve(self.scope, path);
        let is_ours = ["crate", "self", "super", &crate_name()].contains(&path[0].as_str());
        if defs.is_empty() && is_ours {
            let place = format!("{}:{line}", self.graph.place(self.file));
            self.graph
                .unresolved
                .push(format!("{place}: {}", path.join("::")));
        }
        for def in defs {
            let (to, name) = match def {
                Def::Item(file, name) => (file, name),
                Def::Module(module) if takes != Takes::Items => {
                    let module = &self.tree.modules[module];
                    (module.file, module.path.last().cloned().unwrap_or_default())
                }
                Def::Module(_) => continue,
            };
            if to == self.file {
                continue;
            }
            let is_below = self.graph.is_below(to, self.file);
            self.graph.edges.push(Edge {
                from: self.file,
                to,
                name,
                path: path.join("::"),
                line,
                is_re_export: takes == Takes::ReExport && is_below,
            });
        }
    }

    fn note_import(&mut self, import: &Import) {
        let takes = if import.is_public {
            Takes::ReExport
        } else {
            Takes::ItemsAndModules
        };
        self.note(&import.path, import.line, takes);
    }

    fn note_tokens(&mut self, tokens: proc_macro2::TokenStream) {
        for path in tokens::paths(tokens) {
            self.note(&path.segments, path.line, Takes::Items);
        }
    }

    fn note_type(&mut self, name: String, line: usize) {
        self.graph.types.push(TypeName {
            name,
            file: self.file,
            line,
        });
    }

    fn note_if_type(&mut self, item: &Item) {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::TraitAlias(item) => &item.ident,
            Item::Type(item) => &item.ident,
            _ => return,
        };
        self.note_type(name.to_string(), line_of(name.span()));
    }

    /// Continues in another scope.
    fn within(&mut self, scope: usize, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }
}

impl<'ast> Visit<'ast> for Walker<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attrs(item).iter().any(is_cfg_test) {
            self.note_if_type(item);
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let Some((_, items)) = &item.content else {
            return;
        };
        let defs = self.tree.modules[self.scope]
            .names
            .get(&item.ident.to_string());
        let module = defs.into_iter().flatten().find_map(|def| match def {
            Def::Module(module) => Some(*module),
            Def::Item(..) => None,
        });
        if let Some(module) = module {
            self.within(module, |walker| {
                for item in items {
                    walker.visit_item(item);
                }
            });
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for import in imports(item) {
            self.note_import(&import);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        for found in tokens::definitions(item) {
            if found.is_type {
                self.note_type(found.name, found.line);
            }
        }
        if item.ident.is_some() {
            self.note_tokens(item.mac.tokens.clone());
        } else {
            self.visit_macro(&item.mac);
        }
    }

    /// The arguments of a call are expressions for most macros; for the others, only their paths are read.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        match arguments.parse2(call.tokens.clone()) {
            Ok(arguments) => {
                for argument in &arguments {
                    Visit::visit_expr(self, argument);
                }
            }
            Err(_) => self.note_tokens(call.tokens.clone()),
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let items = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        let items: Vec<&Item> = items.collect();
        if items.is_empty() {
            return visit::visit_block(self, block);
        }
        let path = self.tree.modules[self.scope].path.clone();
        let scope = self
            .tree
            .add_module(path, self.file, Some(self.scope), true);
        self.tree.collect(self.sources, scope, items);
        self.within(scope, |walker| visit::visit_block(walker, block));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let segments = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            let segments: Vec<String> = segments.collect();
            let line = line_of(path.segments[0].ident.span());
            self.note(&segments, line, Takes::Items);
        }
        visit::visit_path(self, path);
    }

    /// Attributes name items in tokens, and in strings such as `#[serde(with = "crate::hex")]`.
    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        let Meta::List(list) = &attr.meta else {
            return;
        };
        if list.path.is_ident("derive") {
            return;
        }
        self.note_tokens(list.tokens.clone());
        for token in list.tokens.clone() {
            if let proc_macro2::TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                && let Ok(path) = text.parse::<syn::Path>()
                && path.segments.len() > 1
            {
                let segments = path
                    .segments
                    .iter()
                    .map(|segment| segment.ident.to_string());
                let segments: Vec<String> = segments.collect();
                self.note(&segments, line_of(literal.span()), Takes::ItemsAndModules);
            }
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attrs = match item {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !attrs.iter().any(is_cfg_test) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        let attrs = match item {
            syn::TraitItem::Const(item) => &item.attrs,
            syn::TraitItem::Fn(item) => &item.attrs,
            syn::TraitItem::Type(item) => &item.attrs,
            _ => return visit::visit_trait_item(self, item),
        };
        if !attrs.iter().any(is_cfg_test) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !field.attrs.iter().any(is_cfg_test) {
            visit::visit_field(self, field);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if !local.attrs.iter().any(is_cfg_test) {
            visit::visit_local(self, local);
        }
    }
}

fn line_of(span: Span) -> usize {
    span.start().line
}
