//! Names in the tokens of macros and attributes, which have no syntax tree.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ItemMacro;

const TYPES: &[&str] = &["struct", "enum", "union", "trait", "type"];
const VALUES: &[&str] = &["fn", "const", "static"];

/// A path in tokens, such as `crate::a::B`.
#[derive(Debug)]
pub struct TokenPath {
    pub segments: Vec<String>,
    pub line: usize,
}

/// The paths in these tokens, at any depth; one lower-case word alone is no path.
pub fn paths(tokens: TokenStream) -> Vec<TokenPath> {
    all_paths(tokens)
        .into_iter()
        .filter(|path| path.segments.len() > 1 || path.segments[0].starts_with(char::is_uppercase))
        .collect()
}

fn all_paths(tokens: TokenStream) -> Vec<TokenPath> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => found.extend(all_paths(group.stream())),
            TokenTree::Ident(first) if begins_path(&tokens, at) => {
                let mut path = TokenPath {
                    segments: vec![first.to_string()],
                    line: first.span().start().line,
                };
                while is_separator(&tokens, at + 1) {
                    match tokens.get(at + 3) {
                        Some(TokenTree::Ident(next)) => path.segments.push(next.to_string()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            for mut inner in all_paths(group.stream()) {
                                inner.segments.splice(0..0, path.segments.iter().cloned());
                                found.push(inner);
                            }
                            path.segments.clear();
                        }
                        _ => break,
                    }
                    at += 3;
                }
                if !path.segments.is_empty() {
                    found.push(path);
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether a path can begin at this identifier: it is no field, method, lifetime, variable of a macro, or
/// later part of a path.
fn begins_path(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize, mark: char| {
        let token = at.checked_sub(back).and_then(|at| tokens.get(at));
        is_punct(token, mark)
    };
    let is_member = before(1, '.') && !before(2, '.');
    let is_variable =
        before(1, '$') && !matches!(&tokens[at], TokenTree::Ident(ident) if ident == "crate");
    let is_later = before(1, ':') && before(2, ':');
    !(is_member || before(1, '\'') || is_variable || is_later)
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

/// Whether these tokens hold this identifier, at any depth.
pub fn has_ident(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => has_ident(group.stream(), name),
        _ => false,
    })
}

/// An item that a macro defines.
pub struct Definition {
    pub name: String,
    pub line: usize,
    pub is_type: bool,
}

/// The items that a macro defines by names that are in its tokens: those that a call is given, and those in
/// the body of `macro_rules!`.
pub fn definitions(item: &ItemMacro) -> Vec<Definition> {
    let tokens: Vec<TokenTree> = item.mac.tokens.clone().into_iter().collect();
    if item.ident.is_none() {
        return top_level_definitions(&tokens);
    }
    let is_body = |at: usize| {
        at > 1 && is_punct(tokens.get(at - 1), '>') && is_punct(tokens.get(at - 2), '=')
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(body) = token
            && is_body(at)
        {
            let body: Vec<TokenTree> = body.stream().into_iter().collect();
            found.extend(top_level_definitions(&body));
        }
    }
    found
}

fn top_level_definitions(tokens: &[TokenTree]) -> Vec<Definition> {
    let pairs = tokens.windows(2);
    pairs
        .filter_map(|pair| {
            let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = pair else {
                return None;
            };
            let is = |words: &[&str]| words.iter().any(|word| keyword == word);
            (is(TYPES) || is(VALUES)).then(|| Definition {
                name: name.to_string(),
                line: name.span().start().line,
                is_type: is(TYPES),
            })
        })
        .collect()
}

/// Whether a token is this punctuation.
fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}
