//! That a run hands all on in order, reads no more ahead than it may, and ends where it is told to.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::{Event, run};
use crate::formats::{Fields, Options};
use crate::walk::{Found, InputFile};

/// A file of rows that have so many bytes, near enough.
fn rows(folder: &TempDir, sizes: impl Iterator<Item = usize>) -> PathBuf {
    let row = |size| format!("{{\"text\": \"{}\"}}\n", "-".repeat(size));
    let rows: String = sizes.map(row).collect();
    let path = folder.path().join("rows.jsonl");
    fs::write(&path, rows).unwrap();
    path
}

fn found(path: &Path) -> Found {
    Found::File(InputFile {
        path: Some(path.to_owned()),
        shown: path.display().to_string(),
        inside: path.file_name().unwrap().into(),
        format: None,
        is_named: true,
        rows: None,
    })
}

/// Runs over rows of these sizes. `judged` hears of each row before it is judged, `handled` of each
/// that is handed on, by its number.
fn run_over(
    sizes: impl Iterator<Item = usize>,
    judged: impl Fn() + Sync,
    mut handled: impl FnMut(usize) -> ControlFlow<()>,
) {
    let folder = TempDir::new().unwrap();
    let path = rows(&folder, sizes);
    let options = Options {
        max_record: 8 << 20,
        fields: Arc::new(Fields {
            texts: vec!["text".to_owned()],
            ..Fields::default()
        }),
        ..Options::default()
    };
    run(
        std::iter::once(found(&path)),
        &options,
        |_, parsed, _| {
            judged();
            parsed.documents[0].0.record.unwrap() as usize
        },
        |event| match event {
            Event::Piece(.., Some(number)) => handled(number),
            _ => ControlFlow::Continue(()),
        },
    );
}

#[test]
fn all_is_handed_on_in_order() {
    let sizes = (0..3000).map(|number| number * 37 % 4001);
    let mut next = 0;
    run_over(
        sizes,
        || (),
        |number| {
            assert_eq!(number, next);
            next += 1;
            ControlFlow::Continue(())
        },
    );
    assert_eq!(next, 3000);
}

#[test]
fn large_rows_are_not_all_read_ahead() {
    let (judged, mut handled, mut most) = (AtomicUsize::new(0), 0, 0);
    let rows = 8 * rayon::current_num_threads();
    run_over(
        (0..rows).map(|_| 1 << 20),
        || _ = judged.fetch_add(1, Ordering::Relaxed),
        |_| {
            most = most.max(judged.load(Ordering::Relaxed) - handled);
            handled += 1;
            ControlFlow::Continue(())
        },
    );
    assert_eq!(handled, rows);
    assert!(most <= rayon::current_num_threads() + 2, "{most}");
}

#[test]
fn a_run_ends_where_it_is_told_to() {
    let mut handled = Vec::new();
    run_over(
        (0..3000).map(|_| 2000),
        || (),
        |number| {
            handled.push(number);
            match number {
                9 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        },
    );
    assert_eq!(handled, (0..10).collect::<Vec<_>>());
}
