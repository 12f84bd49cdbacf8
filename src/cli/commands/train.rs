//! `train`: fits the weights of a model on labelled texts and writes them as TOML.

use std::fmt::Write as _;
use std::io::Write;

use crate::base::problem::Problem;
use crate::cli::Outcome;
use crate::cli::args::{Fitting, TrainArgs};
use crate::cli::commands::labelled::{Asked, Labelled, labelled};
use crate::cli::config::Config;
use crate::cli::settings::Error;
use crate::rules::RuleSet;
use crate::train;
use crate::train::{FitOptions, Fitted, TrainingPage, page_boilerplate, story};

/// The scores whose precision and recall are told: probabilities.
const SCORES: [f64; 8] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99];
/// Those of stories, whose thresholds are logarithms of odds.
const STORY_SCORES: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];
/// Weights of page furniture smaller than this are left out.
const SMALLEST: f64 = 0.01;
/// How much the labels count against small weights, unless the user says otherwise.
const STRENGTH: f64 = 0.05;
const STORY_STRENGTH: f64 = 0.3;

/// Says how well models do on texts that they were not fitted on, fits one on all and writes it.
///
/// # Errors
/// Gold that cannot be read or has no labels; a file that cannot be written.
pub fn train(
    args: &TrainArgs,
    config: &Config,
    rules: RuleSet,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let (toml, problems) = match args.fitting {
        Fitting::Furniture => fit_furniture(args, config, rules, out)?,
        Fitting::Story => fit_story(args, config, rules, out)?,
    };
    match &args.output {
        None => write!(out, "\n{toml}")?,
        Some(path) => {
            let place = path.to_string_lossy();
            std::fs::write(path, toml).map_err(|error| Problem::io(&place, "write", &error))?;
            writeln!(out, "Wrote {}", crate::base::sanitise::line(&place))?;
        }
    }
    Ok(match problems {
        0 => Outcome::Clean,
        _ => Outcome::Failed,
    })
}

/// The weights of page furniture as a pack writes them, and how many problems were told.
fn fit_furniture(
    args: &TrainArgs,
    config: &Config,
    mut rules: RuleSet,
    out: &mut dyn Write,
) -> Result<(String, usize), Error> {
    let read = labelled(asked(args), config, &mut rules, |rules, document, row| {
        page_boilerplate::page(rules, document, row, &args.group_by)
    })?;
    say_read(out, &read)?;
    let names = crate::rules::detectors::feature_names();
    let pages: Vec<&TrainingPage> = read.members.iter().collect();
    let task = Task {
        title: "LabelledLines that would go of groups held out, by bytes",
        lacks: [
            "no line is labelled as residue",
            "no line is labelled as kept",
        ],
        scores: &SCORES.map(|score| (score, (score / (1.0 - score)).ln())),
        options: FitOptions {
            strength: args.strength.unwrap_or(STRENGTH),
            min_count: args.min_count,
            standardise: false,
        },
        features: names.len(),
        folds: args.folds,
    };
    let fitted = task.fit(&pages, out)?;
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
    Ok((text, read.problems))
}

/// The weights of a story model as a pack writes them, and how many problems were told.
fn fit_story(
    args: &TrainArgs,
    config: &Config,
    mut rules: RuleSet,
    out: &mut dyn Write,
) -> Result<(String, usize), Error> {
    check_features(&args.keep)?;
    let Some(model) = rules.story_model(args.model.as_deref()).cloned() else {
        let message = match &args.model {
            Some(name) => format!("no rule that reports has a story model named {name}"),
            None => "no rule that reports has a story model".to_owned(),
        };
        return Err(Problem::new("--model", message)
            .help("load its pack with --rules, and ignore none of its rules")
            .into());
    };
    let kept = args.keep.as_slice();
    let model = model.as_ref();
    let read = labelled(asked(args), config, &mut rules, |rules, document, row| {
        let subject = story::StorySubject {
            rules,
            model,
            fixed: kept,
        };
        story::lesson(&subject, document, row, &args.group_by)
    })?;
    say_read(out, &read)?;
    let rules = &rules;
    let subject = story::StorySubject {
        rules,
        model,
        fixed: kept,
    };
    let (mut starts, splits) = train::compose(&subject, &read.members, args.compose);
    let hint = match starts.is_empty() && args.compose > 0 {
        true => ": no group has four (see --group-by)",
        false => "",
    };
    writeln!(out, "{} texts made of their articles{hint}", starts.len())?;
    let own = |page: fn(&story::Lesson) -> &TrainingPage| read.members.iter().map(page);
    // Where stories are labelled, those that were made say little of what is out there.
    let has_stories = own(|lesson| &lesson.start).any(|page| page.boilerplate > 0);
    starts
        .iter_mut()
        .for_each(|page| page.is_measured = !has_stories);
    let mut task = Task {
        title: "Text that would go of groups held out, by bytes",
        lacks: [
            "no foreign text begins where a story could open",
            "no line at which a story could open is labelled as kept",
        ],
        scores: &STORY_SCORES.map(|score| (score, score)),
        options: FitOptions {
            strength: args.strength.unwrap_or(STORY_STRENGTH),
            min_count: args.min_count,
            standardise: true,
        },
        features: story::feature_names().len(),
        folds: args.folds,
    };
    let pages: Vec<&TrainingPage> = own(|lesson| &lesson.start).chain(&starts).collect();
    let start = task.fit(&pages, out)?;
    task.title = "Stories parted inside foreign text of groups held out, by number";
    task.lacks = [
        "no story is known to begin inside foreign text",
        "no line inside foreign text is known to begin no story",
    ];
    let pages: Vec<&TrainingPage> = own(|lesson| &lesson.split).chain(&splits).collect();
    let split = task.fit(&pages, out)?;
    let mut text = String::new();
    for (part, fitted, old) in [
        ("start", start, model.start.values()),
        ("split", split, model.split.values()),
    ] {
        let _ = write!(
            text,
            "[models.{}.{part}]\nbias = {:.3}\n",
            model.name, fitted.bias
        );
        let weights = fitted.weights.iter().zip(old);
        for (feature, (&fitted, old)) in story::feature_names().iter().zip(weights) {
            let _ = match fitted == 0.0 {
                true if old == 0.0 => Ok(()),
                true => writeln!(text, "{feature} = {old} # kept"),
                false => writeln!(text, "{feature} = {fitted:.3}"),
            };
        }
        text.push('\n');
    }
    Ok((text, read.problems))
}

/// Refuses a name that is no feature's.
fn check_features(names: &[String]) -> Result<(), Problem> {
    let all = story::feature_names();
    let unknown = names.iter().find(|name| !all.contains(&name.as_str()));
    match unknown {
        None => Ok(()),
        Some(name) => {
            let message = format!("stories have no feature named {name}");
            Err(Problem::new("--keep", message).help(format!("there are {}", all.join(", "))))
        }
    }
}

fn asked(args: &TrainArgs) -> Asked<'_> {
    Asked {
        golds: &args.golds,
        paths: &args.paths,
        input: &args.input,
        evidence: &args.evidence,
        fields: vec![args.group_by.clone()],
    }
}

fn say_read<T>(out: &mut dyn Write, read: &Labelled<T>) -> Result<(), Error> {
    let (texts, unmet) = (read.members.len(), read.unmet);
    let unmet = match unmet {
        0 => String::new(),
        _ => format!(", {unmet} rows of gold without a text"),
    };
    writeln!(out, "{texts} labelled texts{unmet}")?;
    Ok(())
}

/// Something to fit.
struct Task<'s> {
    title: &'s str,
    /// What is wrong where nothing is labelled as residue, and where nothing is as kept.
    lacks: [&'s str; 2],
    /// Scores as they are told, and as logarithms of odds.
    scores: &'s [(f64, f64)],
    options: FitOptions,
    features: usize,
    folds: usize,
}

impl Task<'_> {
    /// Says how well models do on pages that they were not fitted on, and fits one on all.
    fn fit(&self, pages: &[&TrainingPage], out: &mut dyn Write) -> Result<Fitted, Error> {
        let examples = train::examples(pages.iter().copied());
        for (is_boilerplate, lack) in [true, false].into_iter().zip(self.lacks) {
            let mut examples = examples.iter();
            if !examples.any(|example| example.is_boilerplate == is_boilerplate) {
                return Err(Problem::new("--gold", lack)
                    .help("docs/training.md says which labels teach what")
                    .into());
            }
        }
        let scores: Vec<f64> = self.scores.iter().map(|(_, score)| *score).collect();
        let (features, folds) = (self.features, self.folds);
        writeln!(
            out,
            "\n{} ({} lines to learn from):",
            self.title,
            examples.len()
        )?;
        match train::held_out(pages, features, self.options, folds, &scores) {
            None => writeln!(out, "One group alone: nothing to hold out (see --group-by)")?,
            Some(held) => {
                writeln!(out, "score  precision  recall")?;
                for ((score, _), held) in self.scores.iter().zip(held) {
                    let (precision, recall) = (held.precision(), held.recall());
                    writeln!(out, "{score:<5}  {precision:<9.4}  {recall:.4}")?;
                }
            }
        }
        Ok(train::fit(&examples, features, self.options))
    }
}
