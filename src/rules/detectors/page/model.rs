//! The page boilerplate model: weights of features, word lists and categories, all from a pack.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::page::features::{Most, names, on, on_by};
use crate::rules::detectors::page::lexicon::Lexicon;
use crate::rules::detectors::page::properties::{PROPERTIES, ReadDepth, Values};
use crate::rules::detectors::page::reasons::Reasons;
use crate::rules::detectors::page::sources::Sources;
use crate::rules::error::RuleError;
use crate::text::fold_word;

/// A model as a pack's `[page_models]` writes it: a logistic regression over features that are on or
/// off. A line is boilerplate with the probability `1 / (1 + exp(-(bias + the sum of its weights)))`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageModelSpec {
    /// The sum of a line before any feature.
    pub bias: f64,
    /// The weights of features by name; 0 for a feature that is not named.
    #[schemars(with = "BTreeMap<String, f64>")]
    pub weights: BTreeMap<Spanned<String>, f64>,
    /// Words that hold sentences together, of all languages.
    #[serde(default)]
    pub function_words: Vec<String>,
    /// Prefixes that are ignored when words are compared; the first one that fits is removed.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// What the findings of other rules mean.
    pub categories: Sources,
    /// The model compiled, for all rules that name it.
    #[serde(skip)]
    compiled: OnceCell<Arc<PageModel>>,
}

/// A compiled model.
#[derive(Debug)]
pub struct PageModel {
    bias: f64,
    /// The weights by feature number.
    weights: Vec<f64>,
    /// By depth, the most that reading so deep can add to the sum.
    most_added: [Most; ReadDepth::ALL.len()],
    /// Its word lists.
    pub lexicon: Lexicon,
    /// What the findings of other rules mean.
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

/// How much sums of the same weights in another order may differ.
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
            most_added: ReadDepth::ALL.map(|depth| Most::new(depth.of_words(), &weights)),
            weights,
            lexicon: Lexicon::new(&fold(&spec.function_words), fold(&spec.prefixes)),
            sources: spec.categories.clone(),
        })
    }

    /// The probability that a line is boilerplate.
    pub fn probability(&self, values: &Values) -> f64 {
        let weights = on(values).map(|(feature, _)| self.weights[feature]);
        logistic(self.bias + weights.sum::<f64>())
    }

    /// The bound on the probability of a line before it is read.
    pub fn bound(&self) -> Bound<'_> {
        Bound {
            model: self,
            sum: self.bias,
            depths: 0,
        }
    }

    /// Adds what speaks for a line with these values being boilerplate.
    pub fn add_reasons(&self, values: &Values, reasons: &mut Reasons) {
        for (feature, property) in on(values) {
            reasons.add(property, values, self.weights[feature]);
        }
    }
}

/// An upper bound on the probability of a line, by how deep it has been read.
pub struct Bound<'m> {
    model: &'m PageModel,
    sum: f64,
    /// How many depths have been read.
    depths: usize,
}

impl Bound<'_> {
    /// Adds the weights of the next depth, which has set these values.
    pub fn add_next(&mut self, values: &Values) {
        let depth = ReadDepth::ALL[self.depths];
        let weights = on_by(depth, values).map(|(feature, _)| self.model.weights[feature]);
        self.sum += weights.sum::<f64>();
        self.depths += 1;
    }

    /// The highest probability that the line can have, whatever the deeper properties are.
    pub fn most(&self, values: &Values) -> f64 {
        let deeper = self.model.most_added[self.depths..].iter();
        let added: f64 = deeper.map(|most| most.of(values)).sum();
        logistic(self.sum + added + ROUNDING)
    }
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}
