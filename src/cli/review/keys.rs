//! The keys of the review, as a table.

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAction {
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

/// A key. It has characters of a Latin and of an Arabic keyboard, so that readers of Arabic do not have
/// to switch keyboards.
pub struct KeyBinding {
    /// What it does.
    pub action: KeyAction,
    /// The key as the screen shows it.
    pub shown: &'static str,
    /// What it does, in one word.
    pub word: &'static str,
    /// What it does, for the help.
    pub about: &'static str,
    /// The characters of the key.
    pub chars: &'static [char],
}

/// All keys, in the order of the help.
pub const KEYS: &[KeyBinding] = &[
    KeyBinding {
        action: KeyAction::Accept,
        shown: "a",
        word: "accept",
        about: "it is boilerplate: apply its fix at the end (also Enter)",
        chars: &['a', '\n', '\u{634}'],
    },
    KeyBinding {
        action: KeyAction::Skip,
        shown: "s",
        word: "skip",
        about: "decide nothing; --skipped shows it again",
        chars: &['s', '\u{633}'],
    },
    KeyBinding {
        action: KeyAction::Reject,
        shown: "r",
        word: "reject",
        about: "it belongs to the article: no fix may change it",
        chars: &['r', '\u{642}'],
    },
    KeyBinding {
        action: KeyAction::Always,
        shown: "A",
        word: "always",
        about: "accept this and everything else that its rule finds",
        chars: &['A', '\u{650}'],
    },
    KeyBinding {
        action: KeyAction::Never,
        shown: "R",
        word: "never",
        about: "do not show findings of this rule again in this review",
        chars: &['R', '\u{64c}'],
    },
    KeyBinding {
        action: KeyAction::Back,
        shown: "b",
        word: "back",
        about: "take back the last decision, and return to it",
        chars: &['b', '\u{644}'],
    },
    KeyBinding {
        action: KeyAction::More,
        shown: "o",
        word: "more",
        about: "show whole lines and more text, or less again",
        chars: &['o', '\u{62e}'],
    },
    KeyBinding {
        action: KeyAction::Down,
        shown: "j",
        word: "down",
        about: "scroll down (also the arrow key)",
        chars: &['j', '\u{62a}'],
    },
    KeyBinding {
        action: KeyAction::Up,
        shown: "k",
        word: "up",
        about: "scroll up (also the arrow key)",
        chars: &['k', '\u{646}'],
    },
    KeyBinding {
        action: KeyAction::Help,
        shown: "?",
        word: "help",
        about: "show or hide this help",
        chars: &['?', '\u{61f}'],
    },
    KeyBinding {
        action: KeyAction::Apply,
        shown: "y",
        word: "yes",
        about: "at the end: apply what was accepted",
        chars: &['y', '\u{63a}'],
    },
    KeyBinding {
        action: KeyAction::Quit,
        shown: "q",
        word: "quit",
        about: "quit; your decisions are saved (also Ctrl-C)",
        chars: &['q', '\u{636}'],
    },
];

/// What the key with this character does.
pub fn action_of(c: char) -> Option<KeyAction> {
    let key = KEYS.iter().find(|key| key.chars.contains(&c));
    key.map(|key| key.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
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
