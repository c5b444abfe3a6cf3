//! The rules of the house for the repository's own pages and style files.

use std::path::Path;

use domain::theme::{Font, variable_names};
use style_build::{Project, build, check};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(path: &str) -> std::io::Result<String> {
    std::fs::read_to_string(root().join(path))
}

#[test]
fn every_class_name_of_the_pages_means_something() {
    let findings = check(&Project::read(root()).unwrap()).unwrap();
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}\nThe vocabulary is in style/README.md.", list.join("\n"));
}

#[test]
fn the_pages_of_patients_need_no_rule_that_only_the_clinic_is_sent() {
    let project = Project::read(root()).unwrap();
    let all = project.clone();
    let patients = project.of_patients();
    assert!(patients.pages.len() + 20 < all.pages.len());
    let is_theirs = |path: &str| patients.frames.iter().any(|frame| frame.path == Path::new(path));
    assert!(
        !is_theirs("style/staff.css")
            && !is_theirs("style/theme.css")
            && patients.frames.len() < all.frames.len()
    );
    let findings = check(&patients).unwrap();
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}", list.join("\n"));
    let (theirs, whole) = (build(&patients).unwrap(), build(&all).unwrap());
    assert!(whole.contains(".day-heads{") && !theirs.contains(".day-heads{"));
}

#[test]
fn every_font_is_declared_bundled_and_has_a_fallback() {
    let tokens = read("style/tokens.css").unwrap();
    for font in Font::ALL {
        assert!(tokens.contains(&format!("font-family: \"{}\";", font.name())), "{font:?}");
        assert!(tokens.contains(&format!("font-family: \"{} Fallback\";", font.name())), "{font:?}");
        assert!(tokens.contains(&format!("url({})", font.path())), "{font:?}");
        assert!(root().join(format!("public/fonts/{}-OFL.txt", font.key())).exists(), "{font:?}");
    }
    for url in tokens.split("url(").skip(1).filter_map(|rest| rest.split_once(')')) {
        assert!(root().join("public").join(url.0.trim_start_matches('/')).exists(), "{}", url.0);
    }
}

#[test]
fn every_variable_that_is_used_is_set() {
    let sheet = build(&Project::read(root()).unwrap()).unwrap();
    let declared = read("style/tokens.css").unwrap();
    let editor: String = std::fs::read_dir(root().join("app/src/theme"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    for rest in sheet.split("var(").skip(1) {
        let name = rest.split([')', ',', ' ']).next().unwrap_or_default();
        let has_fallback = rest.get(name.len()..).is_some_and(|rest| rest.starts_with(','));
        let is_set = has_fallback
            || name.starts_with("--en-")
            || variable_names().any(|own| own == name)
            || declared.contains(&format!("{name}:"))
            || sheet.contains(&format!("{name}:"))
            || editor.contains(&format!("\"{name}\""));
        assert!(is_set, "{name} is used but set nowhere");
    }
}

#[test]
fn raw_colours_stand_in_the_tokens_only() {
    let project = Project::read(root()).unwrap();
    let files = [("base.css", &project.base), ("print.css", &project.print), ("parts.txt", &project.parts)];
    for (name, text) in files.into_iter().chain(project.frames.iter().map(|frame| ("frame", &frame.text))) {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        for raw in ["rgb(", "hsl(", "oklch(", ": #", ":#", " #fff", " #000"] {
            assert!(!code.contains(raw), "{name} has a raw colour ({raw}); colours belong into tokens.css");
        }
    }
}

#[test]
fn the_readme_names_every_own_utility_and_colour() {
    let readme = read("style/README.md").unwrap();
    for name in style_build::vocabulary::own_utilities() {
        assert!(readme.contains(&format!("`{name}`")), "{name} is missing in style/README.md");
    }
    for variable in variable_names().filter_map(|name| name.strip_prefix("--c-")) {
        let is_scale = variable.rsplit_once('-').is_some_and(|(_, step)| step.parse::<u32>().is_ok());
        assert!(
            is_scale || readme.contains(&format!("`{variable}`")),
            "{variable} is missing in style/README.md"
        );
    }
}
