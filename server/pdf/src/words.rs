//! What is said, in characters for which there is a glyph: an accessible file may not hold others.

use crate::{Block, Document, Letter, Picture, Square, Table};
use any_ascii::any_ascii_char;
use unicode_normalization::UnicodeNormalization as _;

/// The letter in characters that can be written. Lines stay apart in paragraphs alone.
pub fn legible_letter(letter: &Letter, has_glyph: impl Fn(char) -> bool) -> Letter {
    let line = |text: &str| legible(text, &has_glyph);
    let lines = |text: &String| text.lines().map(line).collect::<Vec<_>>().join("\n");
    Letter {
        lang: letter.lang.clone(),
        paper: letter.paper,
        clinic: line(&letter.clinic),
        color: letter.color,
        logo: letter.logo.as_ref().map(|logo| Picture { bytes: logo.bytes.clone(), alt: line(&logo.alt) }),
        name: line(&letter.name),
        title: line(&letter.title),
        paragraphs: letter.paragraphs.iter().map(lines).collect(),
        square: Square { alt: line(&letter.square.alt), ..letter.square.clone() },
        code_label: line(&letter.code_label),
        code: line(&letter.code),
        after: letter.after.iter().map(lines).collect(),
        contacts: letter.contacts.iter().map(|(what, value)| (line(what), line(value))).collect(),
        page_of: line(&letter.page_of),
    }
}

/// The document in characters that can be written. Lines stay apart in everything but titles and headings.
pub fn legible_document(document: &Document, has_glyph: impl Fn(char) -> bool) -> Document {
    let line = |text: &str| legible(text, &has_glyph);
    let lines = |text: &String| text.lines().map(line).collect::<Vec<_>>().join("\n");
    let all = |texts: &Vec<String>| texts.iter().map(lines).collect::<Vec<_>>();
    let block = |block: &Block| match block {
        Block::Heading(level, text) => Block::Heading(*level, line(text)),
        Block::Paragraph(text) => Block::Paragraph(lines(text)),
        Block::Note(text) => Block::Note(lines(text)),
        Block::Facts(facts) => {
            Block::Facts(facts.iter().map(|(name, text)| (line(name), lines(text))).collect())
        }
        Block::List(points) => Block::List(all(points)),
        Block::Table(table) => Block::Table(Table {
            head: table.head.iter().map(|text| line(text)).collect(),
            rows: table.rows.iter().map(all).collect(),
            is_row_named: table.is_row_named,
        }),
    };
    Document {
        lang: document.lang.clone(),
        paper: document.paper,
        clinic: line(&document.clinic),
        color: document.color,
        logo: document.logo.as_ref().map(|logo| Picture { bytes: logo.bytes.clone(), alt: line(&logo.alt) }),
        title: line(&document.title),
        about: line(&document.about),
        blocks: document.blocks.iter().map(block).collect(),
        page_of: line(&document.page_of),
        made: line(&document.made),
    }
}

/// The lines of a paragraph without their numbers, if all begin with theirs.
pub fn steps(paragraph: &str) -> Option<Vec<&str>> {
    (1..).zip(paragraph.lines()).map(|(number, line)| line.strip_prefix(&format!("{number}. "))).collect()
}

/// The text with what has no glyph written in Latin letters, without what cannot be seen.
fn legible(text: &str, has_glyph: impl Fn(char) -> bool) -> String {
    let mut legible = String::with_capacity(text.len());
    let mut is_within_power = false;
    for letter in text.nfc() {
        // The sign of a millionth is a Greek letter in most typefaces.
        let letter =
            if letter == '\u{b5}' && !has_glyph(letter) && has_glyph('\u{3bc}') { '\u{3bc}' } else { letter };
        let is_raised = is_power(letter);
        if letter.is_ascii_graphic() {
            legible.push(letter);
        } else if letter.is_whitespace() {
            legible.push(if letter == '\u{a0}' { letter } else { ' ' });
        } else if !is_hidden(letter) {
            if has_glyph(letter) {
                legible.push(letter);
            } else {
                // Its power is no digit of a number.
                if is_raised && !is_within_power {
                    legible.push('^');
                }
                legible.extend(any_ascii_char(letter).chars().filter(char::is_ascii_graphic));
            }
        }
        is_within_power = is_raised;
    }
    legible
}

/// Signs of powers that few typefaces have.
const fn is_power(letter: char) -> bool {
    matches!(letter, '\u{2070}' | '\u{2074}'..='\u{207b}')
}

/// Controls, those of the direction of writing among them, and what only one font gives a meaning.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
                | '\u{e0000}'..
        )
}

#[cfg(test)]
mod tests {
    use super::{legible, steps};

    #[test]
    fn what_has_no_glyph_is_written_in_latin_letters() {
        let has_glyph = |letter: char| letter < '\u{250}';
        for (text, expected) in [
            ("Lucía Ñúñez", "Lucía Ñúñez"),
            ("e\u{301}te\u{301}", "été"),
            ("Антон", "Anton"),
            ("陈丽", "ChenLi"),
            ("a\u{202e}b\u{0}c\u{feff}\u{e000}", "abc"),
            ("one\ttwo\u{2003}three", "one two three"),
            ("×10⁶/µL", "×10^6/µL"),
        ] {
            assert_eq!(legible(text, has_glyph), expected, "{text:?}");
        }
    }

    #[test]
    fn a_millionth_is_never_a_thousandth() {
        assert_eq!(legible("µg", |letter| letter == '\u{3bc}'), "\u{3bc}g");
        assert_eq!(legible("µg", |_| false), "ug");
    }

    #[test]
    fn lines_with_their_numbers_are_steps() {
        assert_eq!(steps("1. Open it.\n2. Type it."), Some(vec!["Open it.", "Type it."]));
        assert_eq!(steps("1. Open it.\nType it."), None);
    }
}
