//! Reads keys and shows screens: on a terminal, or line by line without one.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, terminal};

use crate::cli::review::style::ScreenSize;

/// How long to wait for a key before checking whether the user wants to stop.
const PATIENCE: Duration = Duration::from_millis(100);
/// The size of the screen if it is not known.
const SIZE: ScreenSize = ScreenSize {
    columns: 80,
    rows: 24,
};

/// Keys that are not characters, and the characters that they mean.
const OTHER_KEYS: &[(KeyCode, char)] = &[
    (KeyCode::Enter, '\n'),
    (KeyCode::Left, 'b'),
    (KeyCode::Backspace, 'b'),
    (KeyCode::Down, 'j'),
    (KeyCode::Up, 'k'),
    (KeyCode::F(1), '?'),
];
/// Keys that quit when pressed with Ctrl.
const ENDS: &[char] = &['c', 'd'];
const END: char = 'q';
/// A key that does nothing; the screen is drawn again.
const NOTHING: char = '\0';

/// Something that shows screens and reads keys.
pub trait Front {
    /// Shows a screen, made for its size.
    ///
    /// # Errors
    /// The screen cannot be written.
    fn show(&mut self, screen: &dyn Fn(ScreenSize) -> Vec<String>) -> io::Result<()>;

    /// The next key; `None` at the end of the input.
    ///
    /// # Errors
    /// No key can be read.
    fn key(&mut self) -> io::Result<Option<char>>;
}

/// What kind of standard input and output there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A terminal for both.
    Terminal,
    /// Keys come in lines, from a program or from a terminal that cannot move its cursor.
    Lines,
    /// Keys come from a terminal, but the output goes elsewhere, so that nobody sees the findings.
    Blind,
}

impl Seat {
    /// The kind of this process.
    pub fn here() -> Self {
        let is_able = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        match (io::stdin().is_terminal(), io::stdout().is_terminal()) {
            (true, true) if is_able => Self::Terminal,
            (true, false) => Self::Blind,
            _ => Self::Lines,
        }
    }
}

/// A terminal that gives keys as they are pressed. When this is dropped, the terminal is as before.
pub struct Terminal<W> {
    wants_end: W,
}

impl<W: Fn() -> bool> Terminal<W> {
    /// Takes over the terminal; `wants_end` tells whether a signal came.
    ///
    /// # Errors
    /// This is not a terminal.
    pub fn take(wants_end: W) -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            // The message of a panic must be visible on the normal screen.
            let print = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                print(panic);
            }));
        });
        TAKEN.store(true, Ordering::SeqCst);
        let taken = Self { wants_end };
        terminal::enable_raw_mode()?;
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            DisableLineWrap,
            cursor::Hide
        )?;
        Ok(taken)
    }
}

impl<W> Drop for Terminal<W> {
    fn drop(&mut self) {
        give_back();
    }
}

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Restores the terminal.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            cursor::Show,
            EnableLineWrap,
            LeaveAlternateScreen
        );
        let _ = terminal::disable_raw_mode();
    }
}

impl<W: Fn() -> bool> Front for Terminal<W> {
    fn show(&mut self, screen: &dyn Fn(ScreenSize) -> Vec<String>) -> io::Result<()> {
        let size = terminal::size().map_or(SIZE, |(columns, rows)| ScreenSize {
            columns: columns.into(),
            rows: rows.into(),
        });
        let mut out = io::stdout().lock();
        queue!(out, cursor::MoveTo(0, 0))?;
        for (n, row) in screen(size).iter().enumerate() {
            let next = if n == 0 { "" } else { "\r\n" };
            write!(out, "{next}{row}")?;
            queue!(out, Clear(ClearType::UntilNewLine))?;
        }
        queue!(out, Clear(ClearType::FromCursorDown))?;
        out.flush()
    }

    fn key(&mut self) -> io::Result<Option<char>> {
        while !(self.wants_end)() {
            if event::poll(PATIENCE)? {
                match event::read()? {
                    Event::Key(key) if key.kind != KeyEventKind::Release => {
                        return Ok(Some(char_of(key)));
                    }
                    Event::Resize(..) => return Ok(Some(NOTHING)),
                    _ => {}
                }
            }
        }
        Ok(None)
    }
}

fn char_of(key: KeyEvent) -> char {
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char(c) if is_ctrl && ENDS.contains(&c) => END,
        KeyCode::Char(_) if is_ctrl => NOTHING,
        KeyCode::Char(c) => c,
        code => {
            let other = OTHER_KEYS.iter().find(|(other, _)| *other == code);
            other.map_or(NOTHING, |&(_, c)| c)
        }
    }
}

/// Reads keys from lines of standard input and prints screens one below the other: for scripts, and for
/// terminals that cannot move their cursor.
#[derive(Debug, Default)]
pub struct KeyLines {
    /// The remaining keys of the current line, in reverse order.
    keys: Vec<char>,
}

impl Front for KeyLines {
    fn show(&mut self, screen: &dyn Fn(ScreenSize) -> Vec<String>) -> io::Result<()> {
        let variable = |name, default| {
            let value = std::env::var(name)
                .ok()
                .and_then(|value| value.parse().ok());
            value.unwrap_or(default)
        };
        let size = ScreenSize {
            columns: variable("COLUMNS", SIZE.columns),
            rows: variable("LINES", SIZE.rows),
        };
        let mut out = io::stdout().lock();
        for row in screen(size) {
            writeln!(out, "{}", row.trim_end())?;
        }
        writeln!(out)?;
        out.flush()
    }

    fn key(&mut self) -> io::Result<Option<char>> {
        while self.keys.is_empty() {
            let mut line = String::new();
            if io::stdin().lock().read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let keys = line.chars().filter(|c| !c.is_whitespace());
            self.keys = keys.rev().collect();
        }
        Ok(self.keys.pop())
    }
}
