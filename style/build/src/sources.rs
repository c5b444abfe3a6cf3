//! Reads what the stylesheet is made from: the Rust sources of the pages and the hand-written files of `style/`.

use std::fs;
use std::path::{Path, PathBuf};

use super::StyleError;

/// A text file.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Where it lies, relative to the root of the repository.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Whether it is this file, or lies in this folder (which ends in `/`).
    fn is_below(&self, path: &str) -> bool {
        self.path.to_str().is_some_and(|own| own == path || (path.ends_with('/') && own.starts_with(path)))
    }
}

/// Everything a stylesheet is made from.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The Rust files below `app/src`.
    pub pages: Vec<Source>,
    /// `style/tokens.css`: fonts, sizes, motion.
    pub tokens: String,
    /// `style/base.css`: elements without classes.
    pub base: String,
    /// `style/parts.txt`: names for groups of utilities.
    pub parts: String,
    /// Every other hand-written stylesheet of `style/`, in the order of their names.
    pub frames: Vec<Source>,
    /// `style/print.css`: paper.
    pub print: String,
}

/// Pages and frames that only the clinic's program has; patients are not sent their rules.
const OF_THE_CLINIC: &[&str] = &[
    "app/src/card/",
    "app/src/chart_view/",
    "app/src/charts/",
    "app/src/connections/",
    "app/src/invitations/",
    "app/src/opening/",
    "app/src/patients/",
    "app/src/account/activate.rs",
    "app/src/account/activate_steps.rs",
    "app/src/ui/birth_date.rs",
    "app/src/account/add_factor.rs",
    "app/src/account/confirm.rs",
    "app/src/account/contacts.rs",
    "app/src/account/factors.rs",
    "app/src/account/passkey.rs",
    "app/src/account/rename_factor.rs",
    "app/src/account/register.rs",
    "app/src/account/register_form.rs",
    "app/src/account/reset.rs",
    "app/src/layout/outside.rs",
    "app/src/account/second_step.rs",
    "app/src/account/security.rs",
    "app/src/account/step_up.rs",
    "app/src/account/step_up_factor.rs",
    "app/src/layout/account.rs",
    "app/src/layout/correction.rs",
    "app/src/layout/proof.rs",
    "app/src/amend/",
    "app/src/audit/",
    "app/src/booking/day.rs",
    "app/src/booking/day_list.rs",
    "app/src/booking/day_strip.rs",
    "app/src/calendar/",
    "app/src/corrections/",
    "app/src/downloads/",
    "app/src/family/",
    "app/src/layout/staff.rs",
    "app/src/layout/staff_nav.rs",
    "app/src/layout/told_code.rs",
    "app/src/looks/",
    "app/src/preview/",
    "app/src/registration/",
    "app/src/release/",
    "app/src/security/",
    "app/src/shares/",
    "app/src/staff/",
    "app/src/theme/",
    "style/staff.css",
    "style/theme.css",
    "style/theme_preview.css",
];

impl Project {
    /// The same without what only the clinic's program has.
    #[must_use]
    pub fn of_patients(mut self) -> Self {
        let is_theirs = |source: &Source| !OF_THE_CLINIC.iter().any(|path| source.is_below(path));
        self.pages.retain(is_theirs);
        self.frames.retain(is_theirs);
        self
    }

    /// Reads the repository at `root`.
    ///
    /// # Errors
    /// A file of `style/` is missing, or a file cannot be read. Without `app/src` there are no pages.
    pub fn read(root: &Path) -> Result<Self, StyleError> {
        let style = |name: &str| text(&root.join("style").join(name));
        let own = ["tokens.css", "base.css", "print.css", "patient.css", "clinic.css"];
        let mut frames = files(root, Path::new("style"), "css", false)?;
        frames.retain(|source| !own.iter().any(|name| source.path.ends_with(name)));
        Ok(Self {
            pages: files(root, Path::new("app/src"), "rs", true)?,
            tokens: style("tokens.css")?,
            base: style("base.css")?,
            parts: style("parts.txt")?,
            frames,
            print: style("print.css")?,
        })
    }
}

fn text(path: &Path) -> Result<String, StyleError> {
    fs::read_to_string(path).map_err(|error| StyleError::Io { path: path.to_owned(), error })
}

/// The files below `folder` with an extension, sorted by path; none if the folder does not exist.
fn files(root: &Path, folder: &Path, extension: &str, is_deep: bool) -> Result<Vec<Source>, StyleError> {
    let at = root.join(folder);
    let failed = |error| StyleError::Io { path: at.clone(), error };
    let mut found = Vec::new();
    if !at.exists() {
        return Ok(found);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(&at).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        paths.push((folder.join(entry.file_name()), is_folder));
    }
    paths.sort();
    for (path, is_folder) in paths {
        if is_folder && is_deep {
            found.extend(files(root, &path, extension, is_deep)?);
        } else if !is_folder && path.extension().is_some_and(|own| own == extension) {
            let text = text(&root.join(&path))?;
            found.push(Source { path, text });
        }
    }
    Ok(found)
}
