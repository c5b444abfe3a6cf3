//! Lines of text: how wide they are and where they end.

use crate::faces::{Faces, Run};
use unicode_normalization::char::is_combining_mark;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// In points.
    pub size: f32,
    /// From one line to the next, in points.
    pub height: f32,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Red, green, blue.
    pub color: [u8; 3],
    /// More room after each glyph, in parts of the size.
    pub tracking: f32,
}

/// A line, in runs from left to right.
#[derive(Clone)]
pub struct Line(pub Vec<Run>);

/// One line, however wide.
pub fn line(faces: &Faces, text: &str, style: Style) -> Line {
    let mut runs = faces.runs(text, style.is_bold);
    for glyph in runs.iter_mut().flat_map(|run| &mut run.glyphs) {
        glyph.x_advance += style.tracking;
    }
    Line(runs)
}

/// The width of a text in one line, in points.
pub fn width(faces: &Faces, text: &str, style: Style) -> f32 {
    (faces.width(text, style.is_bold) + style.tracking * text.chars().count() as f32) * style.size
}

/// A text in lines that are no wider than `limit` points. A line that goes on ends in its space, for those who have it
/// read to them; a word that is wider than a line is broken anywhere.
pub fn broken(faces: &Faces, text: &str, style: Style, limit: f32) -> Vec<String> {
    let mut found = Vec::new();
    let space = width(faces, " ", style);
    let (mut current, mut filled) = (String::new(), 0.0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(faces, word, style);
        if !current.is_empty() {
            if filled + space + wide <= limit {
                current.push(' ');
                current.push_str(word);
                filled += space + wide;
                continue;
            }
            current.push(' ');
            found.push(std::mem::take(&mut current));
        }
        (current, filled) = (word.to_owned(), wide);
        if wide > limit {
            let mut pieces = pieces(faces, word, style, limit);
            current = pieces.pop().unwrap_or_default();
            filled = width(faces, &current, style);
            found.append(&mut pieces);
        }
    }
    found.push(current);
    found
}

/// A text in one line of this width, with dots for what has no room.
pub fn fitting(faces: &Faces, text: &str, style: Style, limit: f32) -> String {
    if width(faces, text, style) <= limit {
        return text.to_owned();
    }
    let mut pieces = pieces(faces, text, style, limit - width(faces, "…", style)).into_iter();
    format!("{}…", pieces.next().unwrap_or_default().trim_end())
}

/// A long word in pieces that fit.
fn pieces(faces: &Faces, word: &str, style: Style, limit: f32) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut filled) = (String::new(), 0.0);
    for character in word.chars() {
        let wide = width(faces, character.encode_utf8(&mut [0; 4]), style);
        if filled + wide > limit && !piece.is_empty() && !is_combining_mark(character) {
            pieces.push(std::mem::take(&mut piece));
            filled = 0.0;
        }
        piece.push(character);
        filled += wide;
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Style, broken, fitting};
    use crate::faces::faces;

    const STYLE: Style = Style { size: 10.0, height: 14.0, is_bold: false, color: [0; 3], tracking: 0.0 };

    fn texts(text: &str, limit: f32) -> Vec<String> {
        broken(faces().expect("fonts"), text, STYLE, limit)
    }

    #[test]
    fn lines_end_between_words_and_keep_their_space() {
        assert_eq!(texts("one two three", 45.0), ["one two ", "three"]);
        assert_eq!(texts("one  two", 500.0), ["one two"]);
        assert_eq!(texts("", 500.0), [""]);
    }

    #[test]
    fn a_word_that_is_wider_than_a_line_is_broken() {
        let found = texts(&format!("a {}", "m".repeat(30)), 60.0);
        assert!(found.len() > 4, "{found:?}");
        assert_eq!(found.concat(), format!("a {}", "m".repeat(30)));
    }

    #[test]
    fn what_has_no_room_ends_in_dots() {
        let fitting = |text| fitting(faces().expect("fonts"), text, STYLE, 60.0);
        assert_eq!(fitting("Ana"), "Ana");
        let found = fitting("Wolfeschlegelsteinhausen");
        assert!(found.starts_with("Wolfe") && found.ends_with('…'), "{found}");
    }
}
