//! Words in texts, and what is shown around them.

use domain::search::Snippet;
use fhir::Json;
use usecases::examined::{Words, text_of};

fn found(words: &str, title: &str, texts: &[&str]) -> Option<Option<Snippet>> {
    let hit = Words::of(words).find((title, Some("E11")), texts.iter().copied());
    hit.map(|hit| hit.snippet)
}

fn at(before: &str, found: &str, after: &str) -> Option<Option<Snippet>> {
    let [before, found, after] = [before, found, after].map(ToOwned::to_owned);
    Some(Some(Snippet { before, found, after }))
}

#[test]
fn each_word_is_looked_for_without_case_and_accents_and_shown_as_it_is_written() {
    let texts = ["Se queja de mare\u{f3}s", "Dos\nveces  al d\u{ed}a"];
    assert_eq!(found("", "Vértigo", &texts), Some(None));
    assert_eq!(found("VERTIGO", "Vértigo", &texts), Some(None));
    assert_eq!(found("mareos", "Vértigo", &texts), at("Se queja de ", "mareós", ""));
    assert_eq!(found("vertigo DIA", "Vértigo", &texts), at("Dos veces al ", "día", ""));
    // The letter and its accent are two signs.
    assert_eq!(found("dia", "x", &["al di\u{301}a"]), at("al ", "di\u{301}a", ""));
    assert_eq!(found("di", "x", &["al di\u{301}a"]), at("al ", "di\u{301}", "a"));
    assert_eq!(found("vertigo fiebre", "Vértigo", &texts), None);
    assert_eq!((found("e11", "x", &[]), found("e1", "x", &[])), (Some(None), None));
}

#[test]
fn what_is_shown_around_is_short_and_whole_words() {
    let text = format!("{}needle{}", "hay ".repeat(100), " straw".repeat(100));
    let snippet = found("needle", "x", &[&text]).flatten().expect("it is there");
    assert!(snippet.before.starts_with("\u{2026} hay ") && snippet.before.ends_with("hay "), "{snippet:?}");
    assert!(snippet.after.starts_with(" straw ") && snippet.after.ends_with("straw \u{2026}"), "{snippet:?}");
    assert!(snippet.before.chars().count() <= 44 && snippet.after.chars().count() <= 84);
}

#[test]
fn the_text_of_a_file_is_what_its_page_shows_as_text() {
    let text = |kind: &str, data: &str| {
        let resource = format!(r#"{{"content":[null,{{"attachment":{{"data":"{data}"}}}}]}}"#);
        text_of(kind, &resource.parse::<Json>().expect("JSON"))
    };
    // "Two lines" in two lines, a PDF, markup, and what is no base64.
    assert_eq!(text("DocumentReference", "VHdvCmxpbmVz").as_deref(), Some("Two lines"));
    for data in ["JVBERi0xLjc=", "PGI+eDwvYj4=", "?"] {
        assert_eq!(text("DocumentReference", data), None, "{data}");
    }
    assert_eq!(text("Condition", "VHdvCmxpbmVz"), None);
}
