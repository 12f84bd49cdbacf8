//! From a path to the items that it names, through imports, re-exports and globs.

use super::tree::{Def, Tree};

/// The imports that are being followed, each a module and a position in its list: no import is followed to
/// find itself.
type Followed = Vec<(usize, usize)>;

impl Tree {
    /// What a path names where it is written: the definitions, or else the modules.
    pub fn resolve(&self, scope: usize, path: &[String]) -> Vec<Def> {
        let mut found = self.follow(scope, path, &mut Vec::new());
        if found.iter().any(|def| matches!(def, Def::Item(..))) {
            found.retain(|def| matches!(def, Def::Item(..)));
        }
        found
    }

    fn follow(&self, scope: usize, path: &[String], followed: &mut Followed) -> Vec<Def> {
        let Some((first, mut rest)) = path.split_first() else {
            return Vec::new();
        };
        let mut found = match first.as_str() {
            "crate" => vec![Def::Module(self.root_of(scope))],
            "self" => vec![Def::Module(self.module_of(scope))],
            "super" => self.above(self.module_of(scope)),
            _ => self.look_up(scope, first, followed),
        };
        if found.is_empty() && *first == crate_name() {
            found.extend(self.lib_root.map(Def::Module));
        }
        while let (Some((next, others)), [Def::Module(module)]) = (rest.split_first(), &found[..])
            && next == "super"
        {
            found = self.above(*module);
            rest = others;
        }
        for name in rest {
            found = self.step(scope, &found, name, followed);
        }
        found
    }

    /// What a name means inside of these; what belongs to a type counts as the type.
    fn step(&self, scope: usize, within: &[Def], name: &str, followed: &mut Followed) -> Vec<Def> {
        let mut found = Vec::new();
        for def in within {
            if let Def::Module(module) = def {
                found.extend(self.member(scope, *module, name, followed));
            }
        }
        if found.is_empty() {
            let items = within.iter().filter(|def| matches!(def, Def::Item(..)));
            found.extend(items.cloned());
        }
        found
    }

    /// What a name means to code in this scope: its own names, then those of the blocks around it and their
    /// module.
    fn look_up(&self, scope: usize, name: &str, followed: &mut Followed) -> Vec<Def> {
        let found = self.member(scope, scope, name, followed);
        match self.modules[scope].parent {
            Some(parent) if found.is_empty() && self.modules[scope].is_block => {
                self.look_up(parent, name, followed)
            }
            _ => found,
        }
    }

    /// What a name means in a module, seen from code in `scope`.
    fn member(&self, scope: usize, module: usize, name: &str, followed: &mut Followed) -> Vec<Def> {
        let mut found = self.modules[module]
            .names
            .get(name)
            .cloned()
            .unwrap_or_default();
        for is_glob in [false, true] {
            if is_glob && !found.is_empty() {
                break;
            }
            for (at, import) in self.modules[module].imports.iter().enumerate() {
                let is_match = match &import.name {
                    Some(given) => !is_glob && given == name,
                    None => is_glob,
                };
                let is_visible = import.is_public || self.is_within(scope, module);
                if !is_match || !is_visible || followed.contains(&(module, at)) {
                    continue;
                }
                followed.push((module, at));
                let targets = self.follow(module, &import.path, followed);
                if is_glob {
                    for def in targets {
                        if let Def::Module(target) = def {
                            found.extend(self.member(module, target, name, followed));
                        }
                    }
                } else {
                    found.extend(targets);
                }
                followed.pop();
            }
        }
        found
    }

    fn is_within(&self, scope: usize, module: usize) -> bool {
        let mut at = Some(scope);
        while let Some(here) = at {
            if here == module {
                return true;
            }
            at = self.modules[here].parent;
        }
        false
    }

    /// The module around a block; a module itself.
    fn module_of(&self, scope: usize) -> usize {
        match self.modules[scope].parent {
            Some(parent) if self.modules[scope].is_block => self.module_of(parent),
            _ => scope,
        }
    }

    fn above(&self, module: usize) -> Vec<Def> {
        let parent = self.modules[module].parent;
        let parent = parent.map(|parent| Def::Module(self.module_of(parent)));
        parent.into_iter().collect()
    }

    fn root_of(&self, scope: usize) -> usize {
        self.modules[scope]
            .parent
            .map_or(scope, |parent| self.root_of(parent))
    }
}

/// The name by which the program and its tests know the library.
pub fn crate_name() -> String {
    env!("CARGO_PKG_NAME").replace('-', "_")
}
