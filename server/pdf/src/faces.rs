//! The typefaces, and the glyphs that a text is written with.

use crate::Error;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face as Shaper, UnicodeBuffer};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

/// Upright and bold first; the others for names that those cannot write, and whether they are read from the right.
const FONTS: [(&[u8], bool); 7] = [
    (include_bytes!("../fonts/atkinson-hyperlegible-next-2.001-400.ttf"), false),
    (include_bytes!("../fonts/atkinson-hyperlegible-next-2.001-700.ttf"), false),
    (include_bytes!("../fonts/noto-sans-5.3.0-400-cyrillic.ttf"), false),
    (include_bytes!("../fonts/noto-sans-5.3.0-400-greek.ttf"), false),
    (include_bytes!("../fonts/noto-sans-5.3.0-400-vietnamese.ttf"), false),
    (include_bytes!("../fonts/noto-sans-arabic-5.3.0-400.ttf"), true),
    (include_bytes!("../fonts/noto-sans-hebrew-5.3.0-400.ttf"), true),
];

static FACES: LazyLock<Result<Faces, Error>> = LazyLock::new(|| {
    let faces: Option<Vec<Face>> = FONTS.iter().map(|(bytes, is_rtl)| Face::read(bytes, *is_rtl)).collect();
    match faces.map(|faces| faces.split_at_checked(2).map(|(own, more)| (own.to_vec(), more.to_vec()))) {
        Some(Some((own, more))) => match <[Face; 2]>::try_from(own) {
            Ok([upright, bold]) => Ok(Faces { upright, bold, more }),
            Err(_) => Err(Error::Font),
        },
        _ => Err(Error::Font),
    }
});

/// All of them, read once.
pub fn faces() -> Result<&'static Faces, Error> {
    FACES.as_ref().map_err(|error| *error)
}

/// A typeface.
#[derive(Clone)]
struct Face {
    shaper: Shaper<'static>,
    font: Font,
    is_rtl: bool,
    /// Widths of the signs of ASCII, which are nearly all of a text, in parts of the size.
    ascii: [Option<f32>; 128],
}

/// The typefaces.
pub struct Faces {
    upright: Face,
    bold: Face,
    more: Vec<Face>,
}

/// A piece of a line in one typeface.
#[derive(Clone)]
pub struct Run {
    /// The typeface.
    pub font: Font,
    /// What it says.
    pub text: String,
    /// Its glyphs from left to right, in parts of the size.
    pub glyphs: Vec<KrillaGlyph>,
}

impl Run {
    /// How wide it is, in parts of the size.
    pub fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum()
    }
}

impl Face {
    fn read(bytes: &'static [u8], is_rtl: bool) -> Option<Self> {
        let (shaper, font) = (Shaper::from_slice(bytes, 0)?, Font::new(bytes.into(), 0)?);
        let mut face = Self { shaper, font, is_rtl, ascii: [None; 128] };
        for sign in 0..128_u8 {
            let wide = face.has(char::from(sign)).then(|| face.width(char::from(sign)));
            if let Some(place) = face.ascii.get_mut(usize::from(sign)) {
                *place = wide;
            }
        }
        Some(face)
    }

    fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }

    fn width(&self, character: char) -> f32 {
        let glyph = self.shaper.glyph_index(character);
        let advance = glyph.and_then(|glyph| self.shaper.glyph_hor_advance(glyph)).unwrap_or_default();
        f32::from(advance) / self.font.units_per_em()
    }

    fn write(&self, text: String) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        buffer.set_direction(if self.is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        let written = rustybuzz::shape(&self.shaper, &[], buffer);
        let start = |cluster: u32| usize::try_from(cluster).unwrap_or_default();
        let starts: BTreeSet<usize> = written.glyph_infos().iter().map(|info| start(info.cluster)).collect();
        let units = self.font.units_per_em();
        let part = |value: i32| value as f32 / units;
        let glyphs = written.glyph_infos().iter().zip(written.glyph_positions()).map(|(info, place)| {
            let from = start(info.cluster);
            let to = starts.range(from + 1..).next().copied().unwrap_or(text.len());
            let (x, y) = (part(place.x_offset), part(place.y_offset));
            let (right, up) = (part(place.x_advance), part(place.y_advance));
            KrillaGlyph::new(GlyphId::new(info.glyph_id), right, x, y, up, from..to, None)
        });
        let glyphs = glyphs.collect();
        Run { font: self.font.clone(), text, glyphs }
    }
}

impl Faces {
    /// Whether one of them has a glyph for it.
    pub fn has(&self, character: char) -> bool {
        self.upright.has(character) || self.more.iter().any(|face| face.has(character))
    }

    /// How wide a text is, in parts of the size. It leaves out how glyphs move together, which is far less than a space.
    pub fn width(&self, text: &str, is_bold: bool) -> f32 {
        let own = if is_bold { &self.bold } else { &self.upright };
        let wide = |character: char| {
            let known = u8::try_from(character).ok().and_then(|sign| own.ascii.get(usize::from(sign)));
            known.copied().flatten().unwrap_or_else(|| self.face_of(character, own).width(character))
        };
        text.chars().map(wide).sum()
    }

    /// A line's runs from left to right.
    pub fn runs(&self, text: &str, is_bold: bool) -> Vec<Run> {
        let own = if is_bold { &self.bold } else { &self.upright };
        let mut pieces: Vec<(&Face, String)> = Vec::new();
        // What stands between words, until the next word tells whether it belongs to one writing.
        let mut between = String::new();
        for character in text.chars() {
            let last = pieces.last().map(|(face, _)| *face);
            if !character.is_alphanumeric() && !is_combining_mark(character) {
                between.push(character);
                continue;
            }
            // Some letters are in several: a word, and a letter with its marks, stay in one.
            let is_within = between.is_empty() && last.is_some_and(|last| !std::ptr::eq(last, own));
            let stays = (is_within || is_combining_mark(character)).then_some(last).flatten();
            let stays = stays.filter(|last| last.has(character));
            let face = stays.unwrap_or_else(|| self.face_of(character, own));
            let is_same = last.is_some_and(|last| std::ptr::eq(last, face));
            let has_all = between.chars().all(|character| face.has(character));
            match pieces.last_mut() {
                Some((_, text)) if is_same && has_all => text.push_str(&between),
                _ if between.is_empty() => {}
                _ => self.add(&mut pieces, &between, own),
            }
            between.clear();
            match pieces.last_mut() {
                Some((last, text)) if std::ptr::eq(*last, face) => text.push(character),
                _ => pieces.push((face, character.to_string())),
            }
        }
        self.add(&mut pieces, &between, own);
        pieces.into_iter().map(|(face, text)| face.write(text)).collect()
    }

    fn add<'a>(&'a self, pieces: &mut Vec<(&'a Face, String)>, text: &str, own: &'a Face) {
        for character in text.chars() {
            let face = self.face_of(character, own);
            match pieces.last_mut() {
                Some((last, text)) if std::ptr::eq(*last, face) => text.push(character),
                _ => pieces.push((face, character.to_string())),
            }
        }
    }

    fn face_of<'a>(&'a self, character: char, own: &'a Face) -> &'a Face {
        let others = std::iter::once(&self.upright).chain(&self.more);
        std::iter::once(own).chain(others).find(|face| face.has(character)).unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::faces;

    fn texts(text: &str) -> Vec<String> {
        faces().expect("fonts").runs(text, false).into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn every_language_of_the_product_is_written_with_the_letters_own_typeface() {
        let text = "¿Ñandú? ¡Sí! «çà et là» – São João, œuvre, Ångström, Łódź, İstanbul, 10 € · “q” ‘q’ …";
        assert_eq!(texts(text), [text]);
    }

    #[test]
    fn names_of_other_writings_are_in_one_piece_with_their_spaces() {
        assert_eq!(texts("Dear Ελένη Παππά, hello"), ["Dear ", "Ελένη Παππά", ", hello"]);
        assert_eq!(texts("محمد علي"), ["محمد علي"]);
        assert_eq!(texts("(דוד לוי)"), ["(", "דוד לוי", ")"]);
    }

    #[test]
    fn what_is_read_from_the_right_stands_from_the_right() {
        let runs = faces().expect("fonts").runs("דוד", false);
        let starts: Vec<usize> = runs[0].glyphs.iter().map(|glyph| glyph.text_range.start).collect();
        assert_eq!(starts, [4, 2, 0]);
    }
}
