//! Where keys come from and screens go: a terminal, or lines of keys where there is none.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, terminal};

use crate::cli::review::screen::Size;

/// How long a key is waited for before we look whether the user wants to end.
const PATIENCE: Duration = Duration::from_millis(100);
/// The size of a screen where nothing tells it.
const SIZE: Size = Size {
    columns: 80,
    rows: 24,
};

/// Keys that are no characters, and those that they stand for.
const OTHER_KEYS: &[(KeyCode, char)] = &[
    (KeyCode::Enter, '\n'),
    (KeyCode::Left, 'b'),
    (KeyCode::Backspace, 'b'),
    (KeyCode::Down, 'j'),
    (KeyCode::Up, 'k'),
    (KeyCode::F(1), '?'),
];
/// Keys that stand for the end, with Ctrl.
const ENDS: &[char] = &['c', 'd'];
const END: char = 'q';
/// What asks for nothing but another look at the screen.
const NOTHING: char = '\0';

/// Where keys come from and screens go.
pub trait Front {
    /// Shows a screen, made for the room that there is.
    ///
    /// # Errors
    /// When nobody can see it.
    fn show(&mut self, screen: &dyn Fn(Size) -> Vec<String>) -> io::Result<()>;

    /// The next key; `None` where no more will come.
    ///
    /// # Errors
    /// When none can be read.
    fn key(&mut self) -> io::Result<Option<char>>;
}

/// What standard input and output are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A terminal before which a person sits.
    Terminal,
    /// Lines of keys from a program, or from a terminal that cannot move its cursor.
    Lines,
    /// Keys from a terminal, and nobody who sees what they are about.
    Blind,
}

impl Seat {
    /// Where this program was started.
    pub fn here() -> Self {
        let is_able = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        match (io::stdin().is_terminal(), io::stdout().is_terminal()) {
            (true, true) if is_able => Self::Terminal,
            (true, false) => Self::Blind,
            _ => Self::Lines,
        }
    }
}

/// A terminal whose keys come as they are pressed. It is as before once this is dropped.
pub struct Terminal<W> {
    wants_end: W,
}

impl<W: Fn() -> bool> Terminal<W> {
    /// Takes the terminal; `wants_end` says whether a signal came.
    ///
    /// # Errors
    /// When it is none.
    pub fn take(wants_end: W) -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            // What a fault of the program says must be seen, below what stood on the screen before.
            let say = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                say(panic);
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

/// Makes the terminal as it was before.
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
    fn show(&mut self, screen: &dyn Fn(Size) -> Vec<String>) -> io::Result<()> {
        let size = terminal::size().map_or(SIZE, |(columns, rows)| Size {
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

/// Lines of keys on standard input, and screens one below the other: for scripts, and for terminals
/// that cannot move their cursor.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of the line at hand, the last one first.
    keys: Vec<char>,
}

impl Front for Lines {
    fn show(&mut self, screen: &dyn Fn(Size) -> Vec<String>) -> io::Result<()> {
        let said = |name, otherwise| {
            let said = std::env::var(name).ok().and_then(|said| said.parse().ok());
            said.unwrap_or(otherwise)
        };
        let size = Size {
            columns: said("COLUMNS", SIZE.columns),
            rows: said("LINES", SIZE.rows),
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
