//! Tests that a run returns all results in order, reads only a limited amount ahead, and ends when it should.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tempfile::TempDir;

use crate::io::formats::{Fields, ReadOptions};
use crate::io::formats::{Found, InputFile};
use crate::run::engine::{Event, run};

/// A file with one row of text per size. The sizes are in bytes of text.
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

/// Runs over rows of these sizes, in bytes. `checked` is called for each row that is checked, `handled` for
/// each row that is handled, with its number (counted from 0).
fn run_over(
    sizes: impl Iterator<Item = usize>,
    checked: impl Fn() + Sync,
    mut handled: impl FnMut(usize) -> ControlFlow<()>,
) {
    let folder = TempDir::new().unwrap();
    let path = rows(&folder, sizes);
    let options = ReadOptions {
        max_record: 8 << 20,
        fields: Arc::new(Fields {
            texts: vec!["text".to_owned()],
            ..Fields::default()
        }),
        ..ReadOptions::default()
    };
    run(
        std::iter::once(found(&path)),
        &options,
        |_, parsed, _| {
            checked();
            parsed.documents[0].0.record.unwrap() as usize
        },
        |event| match event {
            Event::Piece(.., Some(number)) => handled(number),
            _ => ControlFlow::Continue(()),
        },
    );
}

/// Runs `work` on a pool with this number of threads.
fn with_threads(threads: usize, work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(work);
}

#[test]
fn all_is_handed_on_in_order() {
    for threads in [1, 2, 3, 8] {
        with_threads(threads, || {
            let mut next = 0;
            run_over(
                (0..3000).map(|number| number * 37 % 4001),
                || (),
                |number| {
                    assert_eq!(number, next);
                    next += 1;
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(next, 3000);
        });
    }
}

#[test]
fn exactly_the_threads_of_the_pool_check() {
    with_threads(3, || {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let patience = Instant::now() + Duration::from_secs(20);
        run_over(
            (0..600).map(|_| 9000),
            || {
                let at_once = now.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(at_once, Ordering::SeqCst);
                while most.load(Ordering::SeqCst) < 3 && Instant::now() < patience {
                    std::thread::yield_now();
                }
                now.fetch_sub(1, Ordering::SeqCst);
            },
            |_| ControlFlow::Continue(()),
        );
        assert_eq!(most.into_inner(), 3);
    });
}

#[test]
fn large_rows_are_not_all_read_ahead() {
    with_threads(2, || {
        let (checked, mut handled, mut most) = (AtomicUsize::new(0), 0, 0);
        run_over(
            (0..20).map(|_| 1 << 20),
            || _ = checked.fetch_add(1, Ordering::SeqCst),
            |_| {
                most = most.max(checked.load(Ordering::SeqCst) - handled);
                handled += 1;
                ControlFlow::Continue(())
            },
        );
        assert_eq!(handled, 20);
        assert!(most <= 4, "{most}");
    });
}

#[test]
fn a_handler_may_use_the_threads_even_in_several_runs_at_once() {
    with_threads(2, || {
        let run = |_| {
            run_over(
                (0..300).map(|_| 5000),
                || (),
                |_| {
                    (0..64).into_par_iter().for_each(|_| ());
                    ControlFlow::Continue(())
                },
            );
        };
        (0..4).into_par_iter().for_each(run);
    });
}

#[test]
fn a_run_ends_when_the_handler_breaks() {
    for threads in [1, 2] {
        with_threads(threads, || {
            let checked = AtomicUsize::new(0);
            let (mut handled, mut until_then) = (Vec::new(), 0);
            run_over(
                (0..3000).map(|_| 2000),
                || _ = checked.fetch_add(1, Ordering::SeqCst),
                |number| {
                    handled.push(number);
                    until_then = checked.load(Ordering::SeqCst);
                    match number {
                        9 => ControlFlow::Break(()),
                        _ => ControlFlow::Continue(()),
                    }
                },
            );
            assert_eq!(handled, (0..10).collect::<Vec<_>>());
            // Each other thread may have been checking a batch.
            assert!(checked.into_inner() - until_then <= 200 * (threads - 1));
        });
    }
}
