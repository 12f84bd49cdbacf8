//! `train`: fits the model of page furniture on labelled pages and writes it as TOML.

use std::fmt::Write as _;
use std::io::Write;

use super::Outcome;
use crate::cli::TrainArgs;
use crate::problem::Problem;
use crate::rule::RuleSet;
use crate::settings::Error;
use crate::train::{self, Example, Fitted, Options};

/// The scores whose precision and recall are told.
const SCORES: [f64; 8] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99];
/// Weights smaller than this are left out.
const SMALLEST: f64 = 0.01;

/// Says how well models do on pages that they were not fitted on, fits one on all and writes it.
///
/// # Errors
/// Gold that cannot be read or has no labels; a file that cannot be written.
pub fn train(args: &TrainArgs, rules: &RuleSet, out: &mut dyn Write) -> Result<Outcome, Error> {
    let names = crate::kinds::feature_names();
    let pages = train::read(&args.gold, &args.texts, &args.group_by, rules)?;
    let options = Options {
        strength: args.strength,
        min_count: args.min_count,
    };
    let lines: usize = pages.iter().map(|page| page.lines.len()).sum();
    writeln!(out, "{} pages, {lines} labelled lines", pages.len())?;
    match train::held_out(&pages, names.len(), options, args.folds, &SCORES) {
        None => writeln!(out, "One group alone: nothing to hold out (see --group-by)")?,
        Some(held) => {
            writeln!(out, "On groups held out, by bytes:")?;
            writeln!(out, "score  precision  recall")?;
            for (score, held) in SCORES.iter().zip(held) {
                let (precision, recall) = (held.precision(), held.recall());
                writeln!(out, "{score:<5}  {precision:<9.4}  {recall:.4}")?;
            }
        }
    }
    let examples: Vec<&Example> = pages
        .iter()
        .flat_map(|page| &page.lines)
        .map(|line| &line.example)
        .collect();
    let toml = toml(&train::fit(&examples, names.len(), options), &names);
    match &args.output {
        None => write!(out, "\n{toml}")?,
        Some(path) => {
            let place = path.to_string_lossy();
            std::fs::write(path, toml).map_err(|error| Problem::io(&place, "write", &error))?;
            writeln!(out, "Wrote {}", crate::sanitise::line(&place))?;
        }
    }
    Ok(Outcome::Clean)
}

/// The model as a pack writes it, its features by name.
fn toml(fitted: &Fitted, names: &[String]) -> String {
    let mut text = format!(
        "[page_models.page]\nbias = {:.4}\n\n[page_models.page.weights]\n",
        fitted.bias
    );
    let mut weights: Vec<_> = names.iter().zip(&fitted.weights).collect();
    weights.retain(|(_, weight)| weight.abs() >= SMALLEST);
    weights.sort_by_key(|(name, _)| *name);
    for (name, weight) in weights {
        let _ = writeln!(text, "\"{name}\" = {weight:.4}");
    }
    text
}
