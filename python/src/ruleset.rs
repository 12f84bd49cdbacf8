//! The class for users: rules that check and clean texts.

use std::ffi::CString;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use arrow_array::RecordBatch;
use corpus_lint::cli::Error;
use corpus_lint::cli::messages;
use corpus_lint::io::formats::ReadOptions;
use corpus_lint::rules::{Applicability, RuleSet};
use corpus_lint::run::survey::Sketch;
use pyo3::create_exception;
use pyo3::exceptions::{PyUserWarning, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::capsule::{Chunked, Table};
use crate::column::Texts;
use crate::evidence::{self, Evidence};
use crate::fields::{self, Fields, Values};
use crate::recipe::{Recipe, RecipeArgs};
use crate::rows::Rows;
use crate::{cleaned, counts, findings};

create_exception!(
    corpus_lint,
    LoadError,
    PyValueError,
    "Rules that cannot be loaded; the text is what the command line prints."
);

/// Compiled rules. They do not change: use one from as many threads as you like, fork, or
/// pickle it. The pickle contains the rule files and the part of the survey that checks
/// need, so that no file is needed where it is unpickled.
#[pyclass(frozen, module = "corpus_lint")]
pub struct Ruleset {
    recipe: Recipe,
    /// The survey that the rules use, packed.
    survey: Option<Vec<u8>>,
    rules: RuleSet,
    options: ReadOptions,
}

impl Ruleset {
    /// Makes the rules of a recipe, without a survey.
    fn new(recipe: Recipe) -> Result<Self, Error> {
        let (rules, options) = recipe.rules()?;
        Ok(Self {
            recipe,
            survey: None,
            rules,
            options,
        })
    }

    fn consult(&mut self, evidence: Evidence) {
        self.rules.set_survey(Some(evidence.survey));
        self.survey = Some(evidence.packed);
    }
}

fn load_error(error: impl Into<Error>) -> PyErr {
    LoadError::new_err(messages::command_error_text(&error.into()))
}

/// A survey with enough memory leaves out only lines in fewer documents than this.
const LEAST: u32 = 2;

/// The recipe, and the packed survey.
type Pickled<'py> = (String, Option<Bound<'py, PyBytes>>);

fn applicability(is_unsafe: bool) -> Applicability {
    match is_unsafe {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    }
}

#[pymethods]
impl Ruleset {
    /// Loads the shipped rules and the rules of `packs` (rule files, or folders of rule
    /// files), as the options `--rules`, `--config`, `--survey`, `--select`, `--ignore` and
    /// `--extend-select` do. Unlike the command line, it reads a `corpus-lint.toml` only if
    /// `config` names it. Without a survey (the path of a table that `corpus-lint survey` or
    /// an engine wrote), it checks each text alone.
    ///
    /// Raises LoadError for a file that cannot be read, for every error of the rule files,
    /// for a name that selects nothing, and for a file that is not a survey or was made of
    /// other fields. Warns with UserWarning if more lines occur in several documents than can
    /// be held in memory.
    #[staticmethod]
    #[pyo3(signature = (packs=Vec::new(), config=None, *, survey=None, select=Vec::new(), ignore=Vec::new(), extend_select=Vec::new()))]
    fn load(
        py: Python,
        packs: Vec<PathBuf>,
        config: Option<PathBuf>,
        survey: Option<PathBuf>,
        select: Vec<String>,
        ignore: Vec<String>,
        extend_select: Vec<String>,
    ) -> PyResult<Self> {
        let args = RecipeArgs {
            packs,
            config,
            select,
            ignore,
            extend_select,
        };
        let made = py.detach(|| {
            let mut made = Self::new(Recipe::read(args)?)?;
            let mut least = LEAST;
            if let Some(path) = survey.or(made.recipe.survey_path()?) {
                let table = evidence::open(&path, &counts::stamp(&made.options))?;
                if made.rules.needs_survey() {
                    let evidence = Evidence::read(&table)?;
                    least = evidence.survey.least;
                    made.consult(evidence);
                }
            }
            Ok((made, least))
        });
        let (made, least) = made.map_err(|error: Error| load_error(error))?;
        if least > LEAST {
            let left_out = format!(
                "lines in fewer than {least} documents were left out of the survey: too many lines occur in several documents"
            );
            let category = py.get_type::<PyUserWarning>();
            PyErr::warn(py, &category, &CString::new(left_out)?, 1)?;
        }
        Ok(made)
    }

    /// The columns that are used besides the text: those that the configuration or a rule
    /// names, and `id`, `url` and `title`. Only checks with a survey, and making a survey,
    /// use `id`.
    #[getter]
    fn fields(&self) -> Vec<&str> {
        fields::names(&self.options.fields)
    }

    /// Surveys a column of texts: counts in how many texts each line occurs. Arguments and
    /// errors are those of `check`. Rows that cannot be checked do not count. Rows without a
    /// source have the source `.`, like files in the working directory on the command line.
    ///
    /// Returns the table that `docs/survey.md` describes, with hashes, counts and names. Each
    /// key occurs once, and keys are in order. The metadata make a Parquet file of it a
    /// survey. Tables can be added up.
    #[pyo3(signature = (texts, fields=None, *, threads=None))]
    fn survey(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Table> {
        let stamp = counts::stamp(&self.options);
        self.run(py, texts, fields, threads, |_, rows| {
            counts::table(&stamp, &rows.check(Sketch::of))
        })
    }

    /// Finds boilerplate in a column of texts: an Arrow array or chunked array of string,
    /// large_string, string_view or binary. `fields` is a table or record batch with the same
    /// number of rows; its columns that `Ruleset.fields` names are used. `threads` is the
    /// number of threads, one for each core by default.
    ///
    /// Returns a table with one line for each finding, in order: `row` (from 0), `rule`,
    /// `kind`, `category`, `severity`, `message`, `start` and `end` (UTF-8 bytes of the
    /// text), `line` and `column` (from 1, in characters), `text` (the first 200 characters
    /// of the flagged text), `fix` (null, or `applicability` and `edits`: `start`, `end`,
    /// `content`). A row that cannot be checked has one line, whose `rule` is null and whose
    /// `message` says why.
    ///
    /// Raises TypeError for data that is not Arrow of these types, and ValueError if texts
    /// and fields have different numbers of rows.
    #[pyo3(signature = (texts, fields=None, *, threads=None))]
    fn check(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Table> {
        self.run(py, texts, fields, threads, |_, rows| {
            let found = rows.check(|document| findings::found(&self.rules, document));
            Ok(findings::table(&self.rules, &found))
        })
    }

    /// Cleans a column of texts with the safe fixes, or with the unsafe fixes, too. Arguments
    /// and errors are those of `check`.
    ///
    /// Returns a table with the same number of rows: `text` (of the same type as the input;
    /// large_string for string_view) and `removals`, a list of `rule`, `start` and `end`
    /// (UTF-8 bytes of the original text), `removed`, `inserted`, `reason`. A row that cannot
    /// be checked (null, not UTF-8, larger than `max_record` of the configuration, which is
    /// 32 MiB by default) keeps its text. It has one removal with only the reason.
    #[pyo3(signature = (texts, r#unsafe=false, fields=None, *, threads=None))]
    fn clean(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        r#unsafe: bool,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Table> {
        let applicability = applicability(r#unsafe);
        self.run(py, texts, fields, threads, |texts, rows| {
            let cleaned =
                rows.check(|document| cleaned::clean(&self.rules, document, applicability));
            Ok(cleaned::table(&self.rules, texts, rows.texts, &cleaned))
        })
    }

    /// Cleans one text. A text that cannot be checked is returned unchanged.
    #[pyo3(signature = (text, r#unsafe=false))]
    fn clean_one<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyString>,
        r#unsafe: bool,
    ) -> Bound<'py, PyString> {
        let applicability = applicability(r#unsafe);
        // A string with half a surrogate pair is not text, so it stays unchanged.
        let Ok(original) = text.to_cow() else {
            return text.clone();
        };
        let cleaned = py.detach(|| {
            let rows = Rows {
                texts: &[Some(original.as_bytes())],
                fields: &Values::default(),
                max_text: self.options.max_record,
                threads: None,
            };
            let cleaned =
                rows.check(|document| cleaned::clean(&self.rules, document, applicability));
            cleaned.into_iter().next()?.ok()?.text
        });
        match cleaned {
            Some(cleaned) => PyString::new(py, &cleaned),
            None => text.clone(),
        }
    }

    /// Pickles what the rules are made of and the survey, so that no file is needed for unpickling.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled<'py>)> {
        let restored = py.import("corpus_lint")?.getattr("_restored")?;
        let survey = self.survey.as_ref();
        let survey = survey.map(|packed| PyBytes::new(py, packed));
        Ok((restored, (self.recipe.written(), survey)))
    }

    #[staticmethod]
    fn _from_recipe(py: Python, written: &str, survey: Option<Vec<u8>>) -> PyResult<Self> {
        let recipe = Recipe::parse(written)
            .map_err(|error| LoadError::new_err(format!("not pickled rules: {error}")))?;
        let made = py.detach(|| {
            let mut made = Self::new(recipe)?;
            if let Some(packed) = survey {
                made.consult(Evidence::unpacked(packed)?);
            }
            Ok(made)
        });
        made.map_err(|error: Error| load_error(error))
    }

    fn __repr__(&self) -> String {
        format!(
            "<corpus_lint.Ruleset of {} rules>",
            self.rules.rules().len()
        )
    }
}

impl Ruleset {
    /// Imports the data, and makes a table of the results without holding the lock.
    fn run(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
        make_table: impl Fn(&Texts, &Rows) -> io::Result<Vec<RecordBatch>> + Send + Sync,
    ) -> PyResult<Table> {
        let texts = Texts::new(Chunked::import(texts)?)?;
        let fields = Fields::import(fields, &self.options.fields)?;
        let values = texts.values();
        let fields = fields.values(values.len())?;
        let rows = Rows {
            texts: &values,
            fields: &fields,
            max_text: self.options.max_record,
            threads,
        };
        Ok(Table::new(py.detach(|| make_table(&texts, &rows))?))
    }
}
