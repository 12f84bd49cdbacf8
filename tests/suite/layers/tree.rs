//! The modules of the crate: what each defines and what it imports.

use std::collections::{BTreeSet, HashMap};

use syn::{Attribute, Item, Meta, UseTree, Visibility};

use super::tokens;

/// A file of Rust code: its path below `src/` and what it contains.
pub struct Source {
    pub path: String,
    pub syntax: syn::File,
    pub lines: usize,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| {
            let at = error.span().start();
            panic!("src/{path}:{}:{}: {error}", at.line, at.column + 1)
        });
        Self {
            path: path.to_owned(),
            syntax,
            lines: text.lines().count(),
        }
    }
}

/// What a name can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Def {
    Module(usize),
    /// An item other than a module: the file that defines it, and its name there.
    Item(usize, String),
}

/// One name of a `use` declaration, or a glob.
pub struct Import {
    /// The name it gives; `None` for a glob.
    pub name: Option<String>,
    pub path: Vec<String>,
    pub line: usize,
    pub is_public: bool,
}

/// A module, or a block of code that has items of its own.
pub struct Module {
    /// The names that lead to it from the crate root.
    pub path: Vec<String>,
    pub file: usize,
    pub parent: Option<usize>,
    pub is_block: bool,
    pub names: HashMap<String, Vec<Def>>,
    pub imports: Vec<Import>,
}

/// All modules outside tests.
#[derive(Default)]
pub struct Tree {
    pub modules: Vec<Module>,
    /// The root module of `lib.rs`, if there is one.
    pub lib_root: Option<usize>,
    /// By file, its module; a file without one is a test or is declared nowhere.
    pub module_of_file: HashMap<usize, usize>,
    /// The paths of modules that only tests see.
    test_modules: BTreeSet<Vec<String>>,
}

impl Tree {
    pub fn new(sources: &[Source]) -> Self {
        let mut tree = Self::default();
        for root in ["lib.rs", "main.rs"] {
            if let Some(file) = sources.iter().position(|source| source.path == root) {
                let module = tree.add_file(sources, file, Vec::new(), None);
                if root == "lib.rs" {
                    tree.lib_root = Some(module);
                }
            }
        }
        tree
    }

    /// Whether a file belongs to a module that only tests see.
    pub fn is_test(&self, source: &Source) -> bool {
        let path: Vec<String> = source
            .path
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        let has_test_attr = source.syntax.attrs.iter().any(is_cfg_test);
        has_test_attr || (1..=path.len()).any(|len| self.test_modules.contains(&path[..len]))
    }

    fn add_file(
        &mut self,
        sources: &[Source],
        file: usize,
        path: Vec<String>,
        parent: Option<usize>,
    ) -> usize {
        let module = self.add_module(path, file, parent, false);
        self.module_of_file.insert(file, module);
        self.collect(sources, module, &sources[file].syntax.items);
        module
    }

    pub fn add_module(
        &mut self,
        path: Vec<String>,
        file: usize,
        parent: Option<usize>,
        is_block: bool,
    ) -> usize {
        self.modules.push(Module {
            path,
            file,
            parent,
            is_block,
            names: HashMap::new(),
            imports: Vec::new(),
        });
        self.modules.len() - 1
    }

    /// Enters the definitions and imports of these items into a module.
    pub fn collect<'i>(
        &mut self,
        sources: &[Source],
        module: usize,
        items: impl IntoIterator<Item = &'i Item>,
    ) {
        for item in items {
            if let Item::Mod(item) = item {
                self.collect_module(sources, module, item);
            } else if !attrs(item).iter().any(is_cfg_test) {
                self.collect_item(module, item);
            }
        }
    }

    fn collect_module(&mut self, sources: &[Source], parent: usize, item: &syn::ItemMod) {
        let mut path = self.modules[parent].path.clone();
        path.push(item.ident.to_string());
        if item.attrs.iter().any(is_cfg_test) {
            self.test_modules.insert(path);
            return;
        }
        let module = if let Some((_, items)) = &item.content {
            let file = self.modules[parent].file;
            let module = self.add_module(path, file, Some(parent), false);
            self.collect(sources, module, items);
            Some(module)
        } else {
            let place = path.join("/");
            let places = [format!("{place}.rs"), format!("{place}/mod.rs")];
            let file = sources.iter().position(|file| places.contains(&file.path));
            file.map(|file| self.add_file(sources, file, path, Some(parent)))
        };
        if let Some(module) = module {
            self.define(parent, &item.ident.to_string(), Def::Module(module));
        }
    }

    fn collect_item(&mut self, module: usize, item: &Item) {
        let file = self.modules[module].file;
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::TraitAlias(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Const(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Use(item) => {
                self.modules[module].imports.extend(imports(item));
                return;
            }
            Item::Macro(item) => {
                for found in tokens::definitions(item) {
                    let def = Def::Item(file, found.name.clone());
                    self.define(module, &found.name, def);
                }
                let Some(name) = &item.ident else { return };
                if item
                    .attrs
                    .iter()
                    .any(|attr| attr.path().is_ident("macro_export"))
                    && let Some(root) = self.lib_root
                {
                    self.define(root, &name.to_string(), Def::Item(file, name.to_string()));
                }
                name
            }
            _ => return,
        };
        let name = name.to_string();
        self.define(module, &name, Def::Item(file, name.clone()));
    }

    fn define(&mut self, module: usize, name: &str, def: Def) {
        let names = &mut self.modules[module].names;
        names.entry(name.to_owned()).or_default().push(def);
    }
}

/// The names and globs of a `use` declaration.
pub fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let mut all = Vec::new();
    let start = if item.leading_colon.is_some() {
        vec![String::new()]
    } else {
        Vec::new()
    };
    let is_public = !matches!(item.vis, Visibility::Inherited);
    flatten(&item.tree, &start, is_public, &mut all);
    all
}

fn flatten(tree: &UseTree, before: &[String], is_public: bool, all: &mut Vec<Import>) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    let mut add = |name: Option<String>, mut path: Vec<String>, span: proc_macro2::Span| {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = match name {
            Some(name) if name == "self" => path.last().cloned(),
            other => other,
        };
        let line = span.start().line;
        all.push(Import {
            name,
            path,
            line,
            is_public,
        });
    };
    match tree {
        UseTree::Path(tree) => flatten(&tree.tree, &with(&tree.ident), is_public, all),
        UseTree::Group(tree) => {
            for tree in &tree.items {
                flatten(tree, before, is_public, all);
            }
        }
        UseTree::Name(tree) => add(
            Some(tree.ident.to_string()),
            with(&tree.ident),
            tree.ident.span(),
        ),
        UseTree::Rename(tree) => add(
            Some(tree.rename.to_string()),
            with(&tree.ident),
            tree.ident.span(),
        ),
        UseTree::Glob(tree) => add(None, before.to_vec(), tree.star_token.span),
    }
}

/// Whether the attribute leaves its item to tests.
pub fn is_cfg_test(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else {
        return attr.path().is_ident("test");
    };
    let names = |name: &str| tokens::has_ident(list.tokens.clone(), name);
    list.path.is_ident("cfg") && names("test") && !names("not")
}

/// The attributes of an item.
pub fn attrs(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
