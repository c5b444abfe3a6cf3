//! Reads PDF files as far as the tests of letters ask, and shares no code with what writes them.

mod content;

use std::collections::BTreeMap;
use std::io::Read as _;

/// An object: its words, and its stream unpacked.
struct Object {
    head: String,
    stream: Vec<u8>,
}

/// A file's objects by their numbers.
pub struct File(BTreeMap<u32, Object>);

impl File {
    /// Reads a file whose objects stand one after the other.
    pub fn read(bytes: Vec<u8>) -> Self {
        assert!(bytes.starts_with(b"%PDF-1.7"), "the version");
        assert!(bytes.trim_ascii_end().ends_with(b"%%EOF"), "the end");
        let mut objects = BTreeMap::new();
        let mut at = 0;
        while let Some(begin) = find(&bytes, b" 0 obj", at) {
            let number: String = bytes[..begin]
                .iter()
                .rev()
                .take_while(|byte| byte.is_ascii_digit())
                .map(|byte| char::from(*byte))
                .collect();
            let number: u32 = number.chars().rev().collect::<String>().parse().expect("a number");
            let head = begin + b" 0 obj".len();
            let end = find(&bytes, b"endobj", head).expect("an end");
            let stream = find(&bytes, b"stream\n", head).filter(|stream| *stream < end);
            let words = String::from_utf8_lossy(&bytes[head..stream.unwrap_or(end)]).into_owned();
            let mut packed = &[][..];
            at = end;
            if let Some(stream) = stream {
                let length: usize = value(&words, "/Length").parse().expect("a length");
                let begin = stream + b"stream\n".len();
                packed = &bytes[begin..begin + length];
                at = begin + length;
            }
            let stream = if words.contains("/FlateDecode") { unpacked(packed) } else { packed.to_vec() };
            objects.insert(number, Object { head: words, stream });
        }
        Self(objects)
    }

    /// Whether an object has these words.
    pub fn has(&self, words: &str) -> bool {
        self.0.values().any(|object| object.head.contains(words))
    }

    /// How many objects have these words.
    pub fn count(&self, words: &str) -> usize {
        // What stands in several dictionaries of one object (the cells of a row) is counted each time.
        self.0.values().map(|object| object.head.matches(words).count()).sum()
    }

    /// The bookmarks, each before those below it.
    pub fn bookmarks(&self) -> Vec<String> {
        let root = self.0.values().find(|object| object.head.contains("/Type/Outlines")).expect("bookmarks");
        let mut found = Vec::new();
        self.bookmarks_below(&root.head, &mut found);
        found
    }

    fn bookmarks_below(&self, head: &str, found: &mut Vec<String>) {
        let mut next = reference(head, "/First");
        while let Some(number) = next {
            let head = &self.0[&number].head;
            found.push(content::string(value(head, "/Title").as_bytes()));
            self.bookmarks_below(head, found);
            next = reference(head, "/Next");
        }
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.page_numbers().len()
    }

    /// The metadata.
    pub fn metadata(&self) -> String {
        let found = self.0.values().find(|object| object.head.contains("/Type/Metadata"));
        String::from_utf8(found.expect("metadata").stream.clone()).expect("UTF-8")
    }

    /// The words for pictures, in the order in which they are read.
    pub fn alternatives(&self) -> Vec<String> {
        let figures = self.0.values().filter(|object| object.head.contains("/S/Figure"));
        figures.map(|object| content::string(value(&object.head, "/Alt").as_bytes())).collect()
    }

    /// Whether each font brings its glyphs.
    pub fn every_font_is_embedded(&self) -> bool {
        let mut descriptors = self.0.values().filter(|object| object.head.contains("/Type/FontDescriptor"));
        let is_embedded = descriptors.all(|object| object.head.contains("/FontFile"));
        is_embedded && self.has("/Type/FontDescriptor") && !self.has("/Type1")
    }

    /// What the pages say, in the order in which it is drawn.
    pub fn text(&self) -> String {
        self.page_texts().concat()
    }

    /// The same by page.
    pub fn page_texts(&self) -> Vec<String> {
        let text = |page: u32| {
            let head = &self.0[&page].head;
            let fonts = self.fonts(head);
            let stream = &self.0[&reference(head, "/Contents").expect("contents")].stream;
            content::text(stream, &fonts)
        };
        self.page_numbers().into_iter().map(text).collect()
    }

    fn page_numbers(&self) -> Vec<u32> {
        let tree = self.0.values().find(|object| object.head.contains("/Type/Pages")).expect("pages");
        let (_, kids) = tree.head.split_once("/Kids[").expect("kids");
        let kids = kids.split(']').next().unwrap_or_default();
        kids.split(" 0 R").filter_map(|number| number.trim().parse().ok()).collect()
    }

    /// The characters of each font of a page by its glyphs.
    fn fonts(&self, page: &str) -> BTreeMap<String, BTreeMap<u16, String>> {
        let resources = reference(page, "/Resources").map_or(page, |number| &self.0[&number].head);
        let Some((_, fonts)) = resources.split_once("/Font<<") else { return BTreeMap::new() };
        let fonts = fonts.split(">>").next().unwrap_or_default();
        let mut found = BTreeMap::new();
        for entry in fonts.split('/').skip(1) {
            let (name, number) = entry.split_once(' ').expect("a font");
            let number: u32 = number.split(' ').next().unwrap_or_default().parse().expect("a number");
            let map = reference(&self.0[&number].head, "/ToUnicode").expect("characters");
            found.insert(name.to_owned(), content::characters(&self.0[&map].stream));
        }
        found
    }
}

/// What stands behind a key, up to the next.
fn value<'a>(head: &'a str, key: &str) -> &'a str {
    let (_, rest) = head.split_once(key).unwrap_or_else(|| panic!("no {key} in {head}"));
    let rest = rest.trim_start();
    // A text may hold slashes of its own.
    let end = if rest.starts_with('(') {
        rest.find(")/").or_else(|| rest.find(")>")).map(|end| end + 1)
    } else {
        rest.find(['/', '>', '\n'])
    };
    let end = if rest.starts_with('<') { rest.find('>').map(|end| end + 1) } else { end };
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().trim()
}

fn reference(head: &str, key: &str) -> Option<u32> {
    let (_, rest) = head.split_once(key)?;
    rest.trim_start().split_once(" 0 R")?.0.parse().ok()
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(wanted.len()).position(|window| window == wanted).map(|at| at + from)
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut stream).expect("a stream");
    stream
}
