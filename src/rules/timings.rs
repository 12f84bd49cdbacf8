//! The time that a run takes, by phase and by rule, summed over all threads: `--timings`.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::base::names::named;

named! {
    /// What is done with a document besides running rules.
    pub enum Phase {
        Read = "read", "reading files, decompressing them and splitting them into records";
        Parse = "parse", "finding the texts in records";
        Fold = "fold", "folding texts, splitting them into lines and searching them for literals";
        Prefilter = "gate", "choosing the lines that each rule checks, by the literals in them and by how they begin";
        Apply = "apply", "choosing fixes and applying them";
        Report = "report", "writing findings in the output format, if it has a separate part for each document";
        Write = "write", "writing findings and cleaned files, in order";
    }
}

/// Measures the time of work if it is switched on; costs nothing otherwise. Clones share their clocks.
#[derive(Debug, Clone, Default)]
pub struct Timings(Option<Arc<Clocks>>);

#[derive(Debug)]
struct Clocks {
    /// By phase, in the order of [`Phase::ALL`].
    phases: Vec<Clock>,
    /// By index of the rule.
    rules: Vec<Clock>,
}

#[derive(Debug, Default)]
struct Clock {
    nanoseconds: AtomicU64,
    times: AtomicU64,
}

impl Clock {
    fn add(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    fn time(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }

    fn times(&self) -> u64 {
        self.times.load(Ordering::Relaxed)
    }
}

impl Timings {
    /// Timings that measure, for this number of rules.
    pub fn on(rules: usize) -> Self {
        let clocks = |n: usize| (0..n).map(|_| Clock::default()).collect();
        Self(Some(Arc::new(Clocks {
            phases: clocks(Phase::ALL.len()),
            rules: clocks(rules),
        })))
    }

    /// Does work that belongs to a phase.
    pub fn phase<T>(&self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let made = self.measured(|clocks| &clocks.phases[phase as usize], work);
        if let Some(clocks) = &self.0 {
            let times = &clocks.phases[phase as usize].times;
            times.fetch_add(1, Ordering::Relaxed);
        }
        made
    }

    /// Does work for a rule, by its index, and counts that the rule ran once more.
    pub fn rule<T>(&self, rule: usize, work: impl FnOnce() -> T) -> T {
        let made = self.rule_on(rule, work);
        if let Some(clocks) = &self.0 {
            clocks.rules[rule].times.fetch_add(1, Ordering::Relaxed);
        }
        made
    }

    /// Does more work for a rule that was counted already.
    pub fn rule_on<T>(&self, rule: usize, work: impl FnOnce() -> T) -> T {
        self.measured(|clocks| &clocks.rules[rule], work)
    }

    fn measured<T>(&self, clock: impl Fn(&Clocks) -> &Clock, work: impl FnOnce() -> T) -> T {
        let Some(clocks) = &self.0 else { return work() };
        let start = Instant::now();
        let made = work();
        clock(clocks).add(start.elapsed());
        made
    }

    /// A table of the time of each phase and of each rule, the slowest rule first; `None` if nothing was measured.
    /// The labels are those of the rules, in the order of their indices.
    pub fn table(&self, labels: impl IntoIterator<Item = String>) -> Option<String> {
        let clocks = self.0.as_ref()?;
        let of_rules: Duration = clocks.rules.iter().map(Clock::time).sum();
        let of_phases: Duration = clocks.phases.iter().map(Clock::time).sum();
        let all = (of_rules + of_phases).as_secs_f64().max(f64::MIN_POSITIVE);
        let mut table = String::from("Time of all threads by phase:\n");
        let mut row = |time: Duration, times: Option<u64>, name: &str, about: &str| {
            let (seconds, times) = (time.as_secs_f64(), times.map(|n| n.to_string()));
            let _ = writeln!(
                table,
                "{seconds:>9.3} s {:>5.1} % {:>10}  {name:<9} {about}",
                100.0 * seconds / all,
                times.unwrap_or_default()
            );
        };
        for (&phase, clock) in Phase::ALL.iter().zip(&clocks.phases) {
            row(
                clock.time(),
                Some(clock.times()),
                phase.name(),
                phase.about(),
            );
        }
        row(
            of_rules,
            None,
            "rules",
            "running the rules on the lines that were chosen for them",
        );
        let mut by_time: Vec<_> = labels.into_iter().zip(&clocks.rules).collect();
        by_time.retain(|(_, clock)| clock.times() > 0);
        by_time.sort_by_key(|(_, clock)| std::cmp::Reverse(clock.time()));
        table.push_str("\nRules by time, with the number of times that each ran:\n");
        for (label, clock) in by_time {
            let seconds = clock.time().as_secs_f64();
            let _ = writeln!(
                table,
                "{seconds:>9.3} s {:>5.1} % {:>10}  {label}",
                100.0 * seconds / all,
                clock.times(),
            );
        }
        Some(table)
    }
}
