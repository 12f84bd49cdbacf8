//! The class that users hold: rules, ready to judge and clean texts.

use std::ffi::CString;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use arrow_array::RecordBatch;
use corpus_lint::cli::messages;
use corpus_lint::cli::settings::Error;
use corpus_lint::io::formats::Options;
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
use crate::recipe::{Recipe, Said};
use crate::rows::Rows;
use crate::{cleaned, counts, findings};

create_exception!(
    corpus_lint,
    LoadError,
    PyValueError,
    "Rules that cannot be loaded; the text is what the command line prints."
);

/// Compiled rules. They do not change: use one from as many threads as you like, fork, pickle
/// it (what it was loaded from goes with it, and what judging knows of the survey; no file is needed
/// where it is unpickled).
#[pyclass(frozen, module = "corpus_lint")]
pub struct Ruleset {
    recipe: Recipe,
    /// The survey that the rules consult, packed.
    survey: Option<Vec<u8>>,
    rules: RuleSet,
    options: Options,
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
        self.rules.consult(Some(evidence.survey));
        self.survey = Some(evidence.packed);
    }
}

fn load_error(error: impl Into<Error>) -> PyErr {
    LoadError::new_err(messages::command_error_text(&error.into()))
}

/// Lines in fewer documents than this are left out of a survey that had memory enough.
const LEAST: u32 = 2;

/// The recipe, and the survey as it was packed.
type Pickled<'py> = (String, Option<Bound<'py, PyBytes>>);

fn applicability(is_unsafe: bool) -> Applicability {
    match is_unsafe {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    }
}

#[pymethods]
impl Ruleset {
    /// Loads the shipped rules and those of `packs` (rule files, or folders of them), as the
    /// options `--rules`, `--config`, `--survey`, `--select`, `--ignore` and `--extend-select` do.
    /// Unlike the command line it reads no `corpus-lint.toml` that is not named, and without a
    /// survey (the path of a table that `corpus-lint survey` or an engine wrote) it judges each
    /// text alone.
    ///
    /// Raises LoadError for a file that cannot be read, every error of the rule files, a name that
    /// selects nothing, or a survey that is none or was taken of other fields. Warns with
    /// UserWarning where more lines stand in several documents than are held for judging.
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
        let said = Said {
            packs,
            config,
            select,
            ignore,
            extend_select,
        };
        let made = py.detach(|| {
            let mut made = Self::new(Recipe::read(said)?)?;
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
                "lines in fewer than {least} documents were left out of the survey: too many stand in several"
            );
            let category = py.get_type::<PyUserWarning>();
            PyErr::warn(py, &category, &CString::new(left_out)?, 1)?;
        }
        Ok(made)
    }

    /// The columns that are looked at beside the text: those that the configuration or a rule
    /// names, `id`, `url` and `title`. Only judging by a survey and taking one look at `id`.
    #[getter]
    fn fields(&self) -> Vec<&str> {
        fields::names(&self.options.fields)
    }

    /// Surveys a column of texts: counts in how many of them each line stands. Arguments and errors
    /// are those of `check`; rows that cannot be judged do not count, and rows without a source are of
    /// the source `.`, as files in the working directory are for the command line.
    ///
    /// Gives the table that `docs/survey.md` describes, of hashes, counts and names, each key once and
    /// in order, with the metadata that makes a survey of a Parquet file. Tables add up.
    #[pyo3(signature = (texts, fields=None, *, threads=None))]
    fn survey(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Table> {
        let stamp = counts::stamp(&self.options);
        self.judge(py, texts, fields, threads, |_, rows| {
            counts::table(&stamp, &rows.judge(Sketch::of))
        })
    }

    /// Finds residue in a column of texts: an Arrow array or chunked array of string,
    /// large_string, string_view or binary. `fields` is a table or record batch of as many rows, of
    /// which the columns that `Ruleset.fields` names are looked at. `threads` are one a core unless
    /// said.
    ///
    /// Gives a table of a finding a line, in order: `row` (from 0), `rule`, `kind`, `category`,
    /// `severity`, `message`, `start` and `end` (UTF-8 bytes of the text), `line` and `column` (from
    /// 1, in characters), `text` (what is flagged, its first 200 characters), `fix` (null, or
    /// `applicability` and `edits`: `start`, `end`, `content`). A row that cannot be judged has a
    /// line whose `rule` is null and whose `message` says why.
    ///
    /// Raises TypeError for what is no Arrow of these types, ValueError where the rows of texts and
    /// fields differ.
    #[pyo3(signature = (texts, fields=None, *, threads=None))]
    fn check(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Table> {
        self.judge(py, texts, fields, threads, |_, rows| {
            let found = rows.judge(|document| findings::found(&self.rules, document));
            Ok(findings::table(&self.rules, &found))
        })
    }

    /// Cleans a column of texts with the safe fixes, or with the unsafe ones, too. Arguments and
    /// errors are those of `check`.
    ///
    /// Gives a table of as many rows: `text` (of the type that came in; large_string for
    /// string_view) and `removals`, a list of `rule`, `start` and `end` (UTF-8 bytes of the original
    /// text), `removed`, `inserted`, `reason`. A row that cannot be judged (null, not UTF-8, larger
    /// than `max_record` of the configuration, which is 32 MiB unless set) keeps its text; its only
    /// removal says the reason, and all else in it is null.
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
        self.judge(py, texts, fields, threads, |texts, rows| {
            let cleaned =
                rows.judge(|document| cleaned::clean(&self.rules, document, applicability));
            Ok(cleaned::table(&self.rules, texts, rows.texts, &cleaned))
        })
    }

    /// Cleans one text. What cannot be judged comes back as it is.
    #[pyo3(signature = (text, r#unsafe=false))]
    fn clean_one<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyString>,
        r#unsafe: bool,
    ) -> Bound<'py, PyString> {
        let applicability = applicability(r#unsafe);
        // Half a surrogate pair is no text; such a string stays as it is.
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
                rows.judge(|document| cleaned::clean(&self.rules, document, applicability));
            cleaned.into_iter().next()?.ok()?.text
        });
        match cleaned {
            Some(cleaned) => PyString::new(py, &cleaned),
            None => text.clone(),
        }
    }

    /// Pickled as what the rules are made of, and the survey: whoever unpickles needs no file.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled<'py>)> {
        let restored = py.import("corpus_lint")?.getattr("_restored")?;
        let survey = self.survey.as_ref();
        let survey = survey.map(|packed| PyBytes::new(py, packed));
        Ok((restored, (self.recipe.written(), survey)))
    }

    #[staticmethod]
    fn _from_recipe(py: Python, written: &str, survey: Option<Vec<u8>>) -> PyResult<Self> {
        let recipe = Recipe::parse(written)
            .map_err(|error| LoadError::new_err(format!("no pickled rules: {error}")))?;
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
    /// Imports what is to be judged and makes a table of what comes of it, without the lock.
    fn judge(
        &self,
        py: Python,
        texts: &Bound<'_, PyAny>,
        fields: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZeroUsize>,
        judge: impl Fn(&Texts, &Rows) -> io::Result<Vec<RecordBatch>> + Send + Sync,
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
        Ok(Table::new(py.detach(|| judge(&texts, &rows))?))
    }
}
