//! A trie over the characters of phrases: finds those that a text begins with.

use rustc_hash::FxHashMap;

use crate::text::char_info::joins_word;

/// Phrases, each with a value.
#[derive(Debug)]
pub struct PrefixTrie<T> {
    next: FxHashMap<(u32, char), u32>,
    /// By node, the values of the phrases that end there.
    ends: Vec<Vec<T>>,
}

impl<T> Default for PrefixTrie<T> {
    fn default() -> Self {
        Self {
            next: FxHashMap::default(),
            ends: vec![Vec::new()],
        }
    }
}

impl<T> PrefixTrie<T> {
    /// Adds a phrase, not empty.
    pub fn add(&mut self, phrase: &str, value: T) {
        let mut node = Self::ROOT;
        for c in phrase.chars() {
            let new = self.next.len() as u32 + 1;
            node = *self.next.entry((node, c)).or_insert(new);
        }
        self.ends.resize_with(self.next.len() + 1, Vec::new);
        self.ends[node as usize].push(value);
    }

    /// The node at which every walk begins.
    pub const ROOT: u32 = 0;

    /// The node after this one and a character.
    pub fn step(&self, node: u32, c: char) -> Option<u32> {
        self.next.get(&(node, c)).copied()
    }

    /// The values of the phrases that end at a node.
    pub fn ends(&self, node: u32) -> &[T] {
        &self.ends[node as usize]
    }

    /// For each phrase that these characters begin with, gives the character after it and the phrase's value to a test.
    /// Whether the test holds for one of them; the search ends there.
    pub fn any(
        &self,
        mut chars: impl Iterator<Item = char> + Clone,
        mut test: impl FnMut(Option<char>, &T) -> bool,
    ) -> bool {
        let mut node = Self::ROOT;
        while let Some(c) = chars.next() {
            match self.step(node, c) {
                Some(next) => node = next,
                None => return false,
            }
            let ends = self.ends(node);
            if !ends.is_empty() {
                let following = chars.clone().next();
                if ends.iter().any(|value| test(following, value)) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether a text begins with one of the phrases, and no letter or digit follows it.
    pub fn opens(&self, text: impl Iterator<Item = char> + Clone) -> bool {
        self.any(text, |following, _| !following.is_some_and(joins_word))
    }
}

impl<S: AsRef<str>> FromIterator<S> for PrefixTrie<()> {
    fn from_iter<I: IntoIterator<Item = S>>(phrases: I) -> Self {
        let mut trie = Self::default();
        phrases
            .into_iter()
            .for_each(|phrase| trie.add(phrase.as_ref(), ()));
        trie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_ends_with_its_word() {
        let phrases: PrefixTrie<()> = ["read", "read also", "see"].iter().collect();
        let opens = |text: &str| phrases.opens(text.chars());
        assert!(opens("read also this") && opens("read") && opens("see: that"));
        assert!(!opens("reader") && !opens("rea") && !opens("seen"));
    }
}
