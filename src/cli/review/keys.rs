//! What each key does in a review: a table.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Accept,
    Skip,
    Reject,
    Always,
    Never,
    Back,
    More,
    Down,
    Up,
    Help,
    Apply,
    Quit,
}

/// A key, on a Latin keyboard and on an Arabic one, where whoever reads Arabic need not change it.
pub struct Key {
    pub action: Action,
    /// As the screen shows it, and in a word.
    pub shown: &'static str,
    pub word: &'static str,
    pub about: &'static str,
    /// Any of these.
    pub chars: &'static [char],
}

/// All keys, in the order of the help.
pub const KEYS: &[Key] = &[
    Key {
        action: Action::Accept,
        shown: "a",
        word: "accept",
        about: "it is residue (Enter, too): its fix is applied in the end",
        chars: &['a', '\n', '\u{634}'],
    },
    Key {
        action: Action::Skip,
        shown: "s",
        word: "skip",
        about: "say nothing of it; --skipped shows it again",
        chars: &['s', '\u{633}'],
    },
    Key {
        action: Action::Reject,
        shown: "r",
        word: "reject",
        about: "it is the article's own: no fix may touch it",
        chars: &['r', '\u{642}'],
    },
    Key {
        action: Action::Always,
        shown: "A",
        word: "always",
        about: "accept this and all that its rule finds, unseen",
        chars: &['A', '\u{650}'],
    },
    Key {
        action: Action::Never,
        shown: "R",
        word: "never",
        about: "ask no more about this rule in this review",
        chars: &['R', '\u{64c}'],
    },
    Key {
        action: Action::Back,
        shown: "b",
        word: "back",
        about: "take back what was said last, and go there",
        chars: &['b', '\u{644}'],
    },
    Key {
        action: Action::More,
        shown: "o",
        word: "more",
        about: "whole lines and more of them, or fewer again",
        chars: &['o', '\u{62e}'],
    },
    Key {
        action: Action::Down,
        shown: "j",
        word: "down",
        about: "further down in the text (arrow, too)",
        chars: &['j', '\u{62a}'],
    },
    Key {
        action: Action::Up,
        shown: "k",
        word: "up",
        about: "further up in the text (arrow, too)",
        chars: &['k', '\u{646}'],
    },
    Key {
        action: Action::Help,
        shown: "?",
        word: "help",
        about: "this help, or away with it",
        chars: &['?', '\u{61f}'],
    },
    Key {
        action: Action::Apply,
        shown: "y",
        word: "yes",
        about: "at the end: apply what was accepted",
        chars: &['y', '\u{63a}'],
    },
    Key {
        action: Action::Quit,
        shown: "q",
        word: "quit",
        about: "leave; what was said is kept (Ctrl-C, too)",
        chars: &['q', '\u{636}'],
    },
];

/// What a character asks for.
pub fn action_of(c: char) -> Option<Action> {
    let key = KEYS.iter().find(|key| key.chars.contains(&c));
    key.map(|key| key.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_for_two_things() {
        let mut chars: Vec<char> = KEYS.iter().flat_map(|key| key.chars).copied().collect();
        let all = chars.len();
        chars.sort_unstable();
        chars.dedup();
        assert_eq!(chars.len(), all);
        assert!(KEYS.iter().all(|key| {
            let shown = key.shown.chars().next();
            shown.and_then(action_of) == Some(key.action)
        }));
    }
}
