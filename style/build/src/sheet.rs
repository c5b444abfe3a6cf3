//! Puts the stylesheet together, layer by layer.

use std::collections::BTreeSet;

use domain::theme::{ThemeTokens, css};

use super::StyleError;
use super::encre::preflight;
use super::minify::minify;
use super::order::ordered;
use super::parts::{part_rules, parts};
use super::scan::words;
use super::sources::Project;
use super::vocabulary::config;
use super::write::written;

/// The layers in their order; a later one beats an earlier one, and a facility's theme, in no layer, beats all.
const LAYERS: &str = "@layer tokens,reset,base,parts,utilities,print;";

/// Longest class name that is looked for; longer words are prose or data.
const MAX_CLASS_BYTES: usize = 120;

/// The whole stylesheet. The default theme is part of it, so that a page is never without colours.
///
/// # Errors
/// A source is no Rust, or a part is written wrongly.
pub fn build(project: &Project) -> Result<String, StyleError> {
    let config = config();
    let mut found = BTreeSet::new();
    for page in &project.pages {
        found.extend(words(page)?.into_iter().map(|word| word.text).filter(|word| may_be_class(word)));
    }
    let parts = parts(&project.parts)?;
    let is_part = |word: &str| parts.iter().any(|part| part.name == word);
    let classes: Vec<&str> = found.iter().map(String::as_str).filter(|word| !is_part(word)).collect();

    let of_parts = part_rules(&parts, |name| found.contains(name), &config);
    let of_classes = ordered(&classes, &config);
    let frames = project.frames.iter().map(|frame| frame.text.as_str());
    let part_layer = minify(&frames.collect::<String>()) + &written(&of_parts.rules);
    let utility_layer = written(&of_classes.rules);
    let mut keyframes = of_parts.keyframes;
    keyframes.extend(of_classes.keyframes);
    keyframes.sort();
    keyframes.dedup();

    let default_theme = css(&ThemeTokens::default());
    let reset = preflight(&config, &format!("{part_layer}{utility_layer}"));
    let layer = |name: &str, css: &str| format!("@layer {name}{{{css}}}\n");
    Ok([
        format!("{LAYERS}\n"),
        layer("tokens", &(minify(&project.tokens) + &minify(&default_theme))),
        layer("reset", &minify(&reset)),
        layer("base", &minify(&project.base)),
        layer("parts", &part_layer),
        layer("utilities", &(utility_layer + &minify(&keyframes.concat()))),
        layer("print", &minify(&project.print)),
    ]
    .concat())
}

/// Whether a word can be a class at all; spares encre-css the prose.
fn may_be_class(word: &str) -> bool {
    word.len() <= MAX_CLASS_BYTES
        && word.starts_with(|character: char| character.is_ascii_lowercase() || "-![@*2".contains(character))
        && !word.contains(['{', '}', ';', '\\', '"', '\''])
        && !word.contains("//")
}

#[cfg(test)]
mod tests {
    use super::super::sources::Source;
    use super::*;

    fn project(text: &str) -> Project {
        Project {
            pages: vec![Source { path: "a.rs".into(), text: text.to_owned() }],
            tokens: ":root { --text-lg: 2rem; }".to_owned(),
            base: "body { margin: 0 }".to_owned(),
            parts: "button = p-4\nunused = p-6".to_owned(),
            frames: Vec::new(),
            print: "@page { margin: 16mm }".to_owned(),
        }
    }

    #[test]
    fn layers_come_in_order_and_hold_what_the_pages_use() {
        let sheet = build(&project(
            r#"fn f() { view! { <a class="button md:text-lg">"https://x.y/flex hidden."</a> } }"#,
        ))
        .unwrap();
        let at = |text: &str| sheet.find(text).unwrap_or_else(|| panic!("{text} is missing in {sheet}"));
        assert!(at(LAYERS) < at("@layer tokens{") && at("--c-page:#faf8f5") < at("@layer reset{"));
        assert!(at("box-sizing:border-box") < at("@layer base{body{margin:0}}"));
        assert!(at(".button{padding:1rem}") < at("@layer utilities{"));
        assert!(
            at(".md\\:text-lg{font-size:var(--text-lg);line-height:var(--leading-lg)}") < at("@layer print{")
        );
        assert!(
            !sheet.contains("1.5rem") && !sheet.contains(".flex") && !sheet.contains(".hidden"),
            "{sheet}"
        );
    }

    #[test]
    fn the_same_sources_give_the_same_bytes() {
        let project =
            project(r#"fn f() { view! { <a class="p-4 md:p-2 hover:underline flex grid gap-4"/> } }"#);
        assert_eq!(build(&project).unwrap(), build(&project).unwrap());
    }
}
