//! `train`: fits the weights of a model to labelled texts and writes them as TOML.

use std::fmt::Write as _;
use std::io::Write;

use crate::base::problem::Problem;
use crate::cli::args::{Fitting, TrainArgs};
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::cli::reading::labelled::{LabelledInput, LabelledTexts, labelled};
use crate::rules::RuleSet;
use crate::train;
use crate::train::{FitOptions, Fitted, TrainingPage, page_boilerplate, story};

/// The scores whose precision and recall are printed, as probabilities.
const SCORES: [f64; 8] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99];
/// The same for stories, whose thresholds are log-odds.
const STORY_SCORES: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];
/// Smaller weights of the page model are left out.
const SMALLEST: f64 = 0.01;
/// The default of `--strength`: the inverse of the regularization strength.
const STRENGTH: f64 = 0.05;
const STORY_STRENGTH: f64 = 0.3;

/// Reports cross-validation figures, fits a model to all texts and writes it.
///
/// # Errors
/// The labels cannot be read or are not enough, or a file cannot be written.
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

/// The weights of the page model in the TOML of a pack, and the number of problems.
fn fit_furniture(
    args: &TrainArgs,
    config: &Config,
    mut rules: RuleSet,
    out: &mut dyn Write,
) -> Result<(String, usize), Error> {
    let read = labelled(request(args), config, &mut rules, |rules, document, row| {
        page_boilerplate::page(rules, document, row, &args.group_by)
    })?;
    print_counts(out, &read)?;
    let names = crate::rules::detectors::feature_names();
    let pages: Vec<&TrainingPage> = read.members.iter().collect();
    let task = Task {
        title: "Lines that would be removed from held-out groups, by bytes",
        lacks: [
            "no line is labelled as boilerplate",
            "no line is labelled as part of the article",
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

/// The weights of a story model in the TOML of a pack, and the number of problems.
fn fit_story(
    args: &TrainArgs,
    config: &Config,
    mut rules: RuleSet,
    out: &mut dyn Write,
) -> Result<(String, usize), Error> {
    check_features(&args.keep)?;
    let Some(model) = rules.story_model(args.model.as_deref()).cloned() else {
        let message = match &args.model {
            Some(name) => format!("no active rule has a story model named {name}"),
            None => "no active rule has a story model".to_owned(),
        };
        return Err(Problem::new("--model", message)
            .help("load its pack with --rules, and do not ignore its rules")
            .into());
    };
    let kept = args.keep.as_slice();
    let model = model.as_ref();
    let read = labelled(request(args), config, &mut rules, |rules, document, row| {
        let subject = story::StorySubject {
            rules,
            model,
            fixed: kept,
        };
        story::lesson(&subject, document, row, &args.group_by)
    })?;
    print_counts(out, &read)?;
    let rules = &rules;
    let subject = story::StorySubject {
        rules,
        model,
        fixed: kept,
    };
    let (mut starts, splits) = train::compose(&subject, &read.members, args.compose);
    let hint = match starts.is_empty() && args.compose > 0 {
        true => ": no group has four articles (see --group-by)",
        false => "",
    };
    writeln!(
        out,
        "{} more texts composed of their articles{hint}",
        starts.len()
    )?;
    let own = |page: fn(&story::Lesson) -> &TrainingPage| read.members.iter().map(page);
    // If real stories are labelled, composed ones are not used to measure quality.
    let has_stories = own(|lesson| &lesson.start).any(|page| page.boilerplate > 0);
    starts
        .iter_mut()
        .for_each(|page| page.is_measured = !has_stories);
    let mut task = Task {
        title: "Text that would be removed from held-out groups, by bytes",
        lacks: [
            "no labelled foreign text starts where a story could start",
            "no line where a story could start is labelled as part of the article",
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
    task.title = "Stories separated inside foreign text of held-out groups, by number";
    task.lacks = [
        "no labelled story starts inside foreign text",
        "no line inside foreign text is labelled as not starting a story",
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

/// Refuses names that are not features of stories.
fn check_features(names: &[String]) -> Result<(), Problem> {
    let all = story::feature_names();
    let unknown = names.iter().find(|name| !all.contains(&name.as_str()));
    match unknown {
        None => Ok(()),
        Some(name) => {
            let message = format!("unknown feature of stories: {name}");
            Err(Problem::new("--keep", message)
                .help(format!("the features are {}", all.join(", "))))
        }
    }
}

fn request(args: &TrainArgs) -> LabelledInput<'_> {
    LabelledInput {
        golds: &args.golds,
        paths: &args.paths,
        input: &args.input,
        evidence: &args.evidence,
        fields: vec![args.group_by.clone()],
    }
}

fn print_counts<T>(out: &mut dyn Write, read: &LabelledTexts<T>) -> Result<(), Error> {
    let (texts, unmet) = (read.members.len(), read.unmet);
    let unmet = match unmet {
        0 => String::new(),
        _ => format!(", {unmet} rows of labels without a text"),
    };
    writeln!(out, "{texts} labelled texts{unmet}")?;
    Ok(())
}

/// One model to fit.
struct Task<'s> {
    title: &'s str,
    /// The errors if there are no positive examples, and no negative ones.
    lacks: [&'s str; 2],
    /// Scores as they are printed, and as log-odds.
    scores: &'s [(f64, f64)],
    options: FitOptions,
    features: usize,
    folds: usize,
}

impl Task<'_> {
    /// Prints cross-validation figures, and fits a model to all pages.
    fn fit(&self, pages: &[&TrainingPage], out: &mut dyn Write) -> Result<Fitted, Error> {
        let examples = train::examples(pages.iter().copied());
        for (is_boilerplate, lack) in [true, false].into_iter().zip(self.lacks) {
            let mut examples = examples.iter();
            if !examples.any(|example| example.is_boilerplate == is_boilerplate) {
                return Err(Problem::new("--gold", lack)
                    .help("docs/training.md explains which labels are needed")
                    .into());
            }
        }
        let scores: Vec<f64> = self.scores.iter().map(|(_, score)| *score).collect();
        let (features, folds) = (self.features, self.folds);
        writeln!(out, "\n{} ({} training lines):", self.title, examples.len())?;
        match train::held_out(pages, features, self.options, folds, &scores) {
            None => writeln!(
                out,
                "There is only one group, so no cross-validation (see --group-by)"
            )?,
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
