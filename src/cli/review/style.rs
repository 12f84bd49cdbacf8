//! The size of the screen, and the escape sequences for its styles.

/// The size of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenSize {
    /// Columns of the terminal.
    pub columns: usize,
    /// Rows of the terminal.
    pub rows: usize,
}

/// Whether text on the screen has styles.
#[derive(Debug, Clone, Copy)]
pub struct ScreenStyle {
    /// Whether escape sequences are written.
    pub is_coloured: bool,
}

impl ScreenStyle {
    /// Plain text without escape sequences.
    pub const NONE: Self = Self { is_coloured: false };

    fn sequence(self, sequence: &'static str) -> &'static str {
        match self.is_coloured {
            true => sequence,
            false => "",
        }
    }

    /// Starts reverse video, for the flagged text.
    pub fn reverse(self) -> &'static str {
        self.sequence("\u{1b}[7m")
    }

    /// Starts bold text.
    pub fn bold(self) -> &'static str {
        self.sequence("\u{1b}[1m")
    }

    /// Starts dim text.
    pub fn dim(self) -> &'static str {
        self.sequence("\u{1b}[2m")
    }

    /// Ends any style.
    pub fn plain(self) -> &'static str {
        self.sequence("\u{1b}[0m")
    }
}
