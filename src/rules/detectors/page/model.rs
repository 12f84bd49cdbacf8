//! The model of page furniture: weights of features, words and categories, all from a pack.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::page::chars::fold_word;
use crate::rules::detectors::page::features::{Most, names, on, on_by};
use crate::rules::detectors::page::memory::Lexicon;
use crate::rules::detectors::page::properties::{Depth, PROPERTIES, Property, Row, Values};
use crate::rules::{Category, Compiler, RuleError};

/// A model as a pack's `[page_models]` writes it: a logistic regression over features that are on or
/// off. A line is furniture with the probability `1 / (1 + exp(-(bias + the sum of its weights)))`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageModelSpec {
    /// What a line has before any feature.
    pub bias: f64,
    /// The weights of features by name; those that are not named weigh nothing.
    #[schemars(with = "BTreeMap<String, f64>")]
    pub weights: BTreeMap<Spanned<String>, f64>,
    /// Words that hold sentences together, of all languages.
    #[serde(default)]
    pub function_words: Vec<String>,
    /// Beginnings of words that do not count when words are compared; the first that fits is taken.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// What the findings of other rules say.
    pub categories: Sources,
    /// The model compiled, for all rules that name it.
    #[serde(skip)]
    compiled: OnceCell<Arc<PageModel>>,
}

/// What the findings of other rules say, by their categories.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sources {
    /// Such lines are metadata of the article: they are never taken.
    pub metadata: Vec<Category>,
    /// Such findings say nothing about the lines that they stand on.
    pub not_residue: Vec<Category>,
    /// Such lines are residue, but do not show that the document is a page.
    pub not_evidence: Vec<Category>,
}

impl Sources {
    pub fn says_nothing(&self, category: Category) -> bool {
        self.not_residue.contains(&category)
    }

    /// Whether a finding shows that the document is a page.
    pub fn is_evidence(&self, category: Category) -> bool {
        let others = [&self.metadata, &self.not_residue, &self.not_evidence];
        !others.iter().any(|list| list.contains(&category))
    }
}

/// A compiled model.
#[derive(Debug)]
pub struct PageModel {
    bias: f64,
    /// By feature.
    weights: Vec<f64>,
    /// By depth, what reading so deep can add.
    most_added: [Most; Depth::ALL.len()],
    pub lexicon: Lexicon,
    pub sources: Sources,
}

impl PageModelSpec {
    /// The model, compiled once.
    ///
    /// # Errors
    /// A weight of a feature that does not exist.
    pub fn compiled(&self, compiler: &Compiler) -> Result<Arc<PageModel>, RuleError> {
        if let Some(model) = self.compiled.get() {
            return Ok(Arc::clone(model));
        }
        let model = Arc::new(PageModel::new(self, compiler)?);
        Ok(Arc::clone(self.compiled.get_or_init(|| model)))
    }
}

/// What sums of the same weights in another order may differ by.
const ROUNDING: f64 = 1e-9;

impl PageModel {
    fn new(spec: &PageModelSpec, compiler: &Compiler) -> Result<Self, RuleError> {
        let names = names();
        let numbers: HashMap<&str, usize> = names
            .iter()
            .enumerate()
            .map(|(number, name)| (name.as_str(), number))
            .collect();
        let mut weights = vec![0.0; names.len()];
        for (name, weight) in &spec.weights {
            let number = numbers.get(name.get_ref().as_str()).ok_or_else(|| {
                let valid: Vec<_> = PROPERTIES.iter().map(|row| row.name).collect();
                compiler
                    .source
                    .unknown(name.span(), "feature", name.get_ref(), &valid)
            })?;
            weights[*number] = *weight;
        }
        let fold = |words: &[String]| -> Vec<String> {
            let words = words.iter();
            words
                .map(|word| fold_word(word, &mut String::new()).to_owned())
                .collect()
        };
        Ok(Self {
            bias: spec.bias,
            most_added: Depth::ALL.map(|depth| Most::new(depth.of_words(), &weights)),
            weights,
            lexicon: Lexicon::new(&fold(&spec.function_words), fold(&spec.prefixes)),
            sources: spec.categories.clone(),
        })
    }

    /// The probability that a line is furniture.
    pub fn probability(&self, values: &Values) -> f64 {
        let weights = on(values).map(|(feature, _)| self.weights[feature]);
        logistic(self.bias + weights.sum::<f64>())
    }

    /// The bound on the probability of a line of which nothing was read.
    pub fn bound(&self) -> Bound<'_> {
        Bound {
            model: self,
            sum: self.bias,
            depths: 0,
        }
    }

    /// Adds to each property what it says for a line being furniture.
    pub fn add_reasons(&self, values: &Values, reasons: &mut [f64]) {
        for (feature, property) in on(values) {
            reasons[property as usize] += self.weights[feature];
        }
    }
}

/// A bound on the probability of a line, by how deep it was read.
pub struct Bound<'m> {
    model: &'m PageModel,
    sum: f64,
    /// How many depths were read.
    depths: usize,
}

impl Bound<'_> {
    /// Adds what reading one deeper says, which set these values.
    pub fn add_next(&mut self, values: &Values) {
        let depth = Depth::ALL[self.depths];
        let weights = on_by(depth, values).map(|(feature, _)| self.model.weights[feature]);
        self.sum += weights.sum::<f64>();
        self.depths += 1;
    }

    /// The highest probability that the line can have, whatever reading deeper says.
    pub fn most(&self, values: &Values) -> f64 {
        let deeper = self.model.most_added[self.depths..].iter();
        let added: f64 = deeper.map(|most| most.of(values)).sum();
        logistic(self.sum + added + ROUNDING)
    }
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// So many reasons are told.
const REASONS: usize = 3;

/// By property, the place of what it looks at among all that properties look at; and those.
static ABOUT: LazyLock<(Vec<usize>, Vec<&str>)> = LazyLock::new(|| {
    let (mut places, mut all) = (Vec::new(), Vec::new());
    for Row { about, .. } in PROPERTIES {
        let known = all.iter().position(|known| known == about);
        places.push(known.unwrap_or(all.len()));
        if known.is_none() {
            all.push(*about);
        }
    }
    (places, all)
});

/// What spoke most for lines being furniture, in words, the strongest first.
pub fn told(reasons: &[f64]) -> Vec<&'static str> {
    let mut by_words: Vec<(&str, f64)> = ABOUT.1.iter().map(|&about| (about, 0.0)).collect();
    for (&about, weight) in ABOUT.0.iter().zip(reasons) {
        by_words[about].1 += weight;
    }
    by_words.retain(|&(_, weight)| weight > 0.0);
    by_words.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    by_words.truncate(REASONS);
    by_words.into_iter().map(|(about, _)| about).collect()
}

/// No reasons yet.
pub fn no_reasons() -> Vec<f64> {
    vec![0.0; Property::COUNT]
}
