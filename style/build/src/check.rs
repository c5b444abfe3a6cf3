//! Finds class names in the markup that mean nothing, or something the product does not want.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use super::StyleError;
use super::encre::is_known;
use super::parts::parts;
use super::refuse::refused;
use super::scan::words;
use super::sources::Project;
use super::vocabulary::config;

/// Classes that other classes refer to and that have no rule themselves.
const MARKERS: [&str; 2] = ["group", "peer"];

/// A class name that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// The class name.
    pub class: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a class name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No utility, no part, and no hand-written rule has this name.
    Unknown,
    /// The name is put together while the program runs; the generator sees source text only.
    Pieces,
    /// The product has another way.
    Refused(&'static str),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: ", self.path.display(), self.line, self.class)?;
        match self.problem {
            Problem::Unknown => f.write_str("gives no rule"),
            Problem::Pieces => f.write_str("is put together from pieces; write the whole name"),
            Problem::Refused(advice) => write!(f, "use {advice}"),
        }
    }
}

/// Every class name of the pages and parts that means nothing.
///
/// # Errors
/// A source is no Rust, or a part is written wrongly.
pub fn check(project: &Project) -> Result<Vec<Finding>, StyleError> {
    let config = config();
    let parts = parts(&project.parts)?;
    let mut names: BTreeSet<String> = MARKERS.iter().map(ToString::to_string).collect();
    names.extend(parts.iter().map(|part| part.name.clone()));
    let by_hand =
        [&project.base, &project.print].into_iter().chain(project.frames.iter().map(|frame| &frame.text));
    names.extend(by_hand.flat_map(|css| selectors(css)));

    let mut judged: BTreeMap<String, Option<Problem>> = BTreeMap::new();
    let mut judge = |class: &str| {
        if let Some(problem) = judged.get(class) {
            return *problem;
        }
        let problem = if names.contains(class) || is_blank(class) {
            None
        } else if class.contains(['{', '}']) {
            Some(Problem::Pieces)
        } else if let Some(advice) = refused(class) {
            Some(Problem::Refused(advice))
        } else {
            (!is_known(class, &config)).then_some(Problem::Unknown)
        };
        judged.insert(class.to_owned(), problem);
        problem
    };

    let mut findings = Vec::new();
    for page in &project.pages {
        for word in words(page)?.into_iter().filter(|word| word.is_class) {
            if let Some(problem) = judge(&word.text) {
                findings.push(Finding {
                    path: page.path.clone(),
                    line: word.line,
                    class: word.text,
                    problem,
                });
            }
        }
    }
    for part in parts {
        for class in part.classes {
            if let Some(problem) = judge(&class) {
                findings.push(Finding { path: "style/parts.txt".into(), line: part.line, class, problem });
            }
        }
    }
    Ok(findings)
}

/// Whether a word of a format string is nothing but a place for other words.
fn is_blank(word: &str) -> bool {
    word.starts_with('{') && word.ends_with('}') && word.matches('{').count() == 1
}

/// The class names that hand-written CSS has rules for.
fn selectors(css: &str) -> Vec<String> {
    css.split('{')
        .filter_map(|before| before.rsplit(['}', ';']).next())
        .flat_map(|selector| selector.split('.').skip(1))
        .map(|rest| {
            rest.split(|character: char| !character.is_alphanumeric() && character != '-' && character != '_')
        })
        .filter_map(|mut pieces| pieces.next())
        .filter(|name| name.starts_with(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::Source;
    use super::*;

    fn findings(attributes: &str) -> Vec<(String, Problem)> {
        let project = Project {
            pages: vec![Source {
                path: "app/src/page.rs".into(),
                text: format!("fn page() {{ view! {{ <a {attributes} /> }} }}"),
            }],
            base: ".skip-link:focus, main > .frame { margin: .5rem }".to_owned(),
            parts: "button = p-4".to_owned(),
            ..Project::default()
        };
        check(&project).unwrap().into_iter().map(|finding| (finding.class, finding.problem)).collect()
    }

    #[test]
    fn utilities_parts_hand_written_names_and_markers_are_known() {
        assert!(
            findings(
                r#"class="p-4 md:hover:bg-card button skip-link frame group peer size-6 text-on-primary""#
            )
            .is_empty()
        );
        assert!(findings(r#"class=format!("button {extra} p-4")"#).is_empty());
    }

    #[test]
    fn unknown_refused_and_pieced_names_are_found() {
        assert_eq!(
            findings(r#"class="bg-crad outline-none sm:button""#),
            [
                ("bg-crad".to_owned(), Problem::Unknown),
                ("outline-none".to_owned(), Problem::Refused("nothing: the focus ring stays")),
                ("sm:button".to_owned(), Problem::Unknown),
            ]
        );
        assert_eq!(
            findings(r#"class=format!("text-{tone}")"#),
            [("text-{tone}".to_owned(), Problem::Pieces)]
        );
        assert!(matches!(findings(r#"class="bg-red-500""#).as_slice(), [(_, Problem::Refused(_))]));
        assert!(matches!(findings(r#"class="hover:(p-4,p-2)""#).as_slice(), [(_, Problem::Unknown)]));
    }

    #[test]
    fn a_finding_says_where_and_what_to_do() {
        let finding = Finding {
            path: "app/src/a.rs".into(),
            line: 7,
            class: "rotate-90".to_owned(),
            problem: Problem::Refused("rotate-z-90"),
        };
        assert_eq!(finding.to_string(), "app/src/a.rs:7: rotate-90: use rotate-z-90");
    }
}
