//! What the content of a page says: glyphs, by the characters that their fonts name.

use std::collections::BTreeMap;

/// Characters by glyph.
pub type Characters = BTreeMap<u16, String>;

/// A word of a content stream.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    Text(Vec<u8>),
    Other(String),
}

/// What is drawn, in its order; words that stand for what is drawn go before it.
pub fn text(stream: &[u8], fonts: &BTreeMap<String, Characters>) -> String {
    let (mut said, mut font) = (String::new(), None);
    let (mut before, mut instead) = (Vec::new(), Vec::new());
    for word in words(stream) {
        let Word::Other(operator) = &word else {
            before.push(word);
            continue;
        };
        match operator.as_str() {
            "Tf" => {
                let name = before.iter().rev().find_map(|word| match word {
                    Word::Other(word) => word.strip_prefix('/'),
                    Word::Text(_) => None,
                });
                font = name.and_then(|name| fonts.get(name));
            }
            "Tj" | "TJ" if !instead.contains(&true) => {
                for word in &before {
                    let Word::Text(bytes) = word else { continue };
                    for glyph in bytes.chunks_exact(2) {
                        let glyph = u16::from_be_bytes([glyph[0], glyph[1]]);
                        said.push_str(
                            font.and_then(|font| font.get(&glyph)).map_or("\u{fffd}", String::as_str),
                        );
                    }
                }
            }
            "BDC" | "BMC" => {
                let actual = before.iter().position(|word| *word == Word::Other("/ActualText".to_owned()));
                if let Some(Word::Text(bytes)) = actual.and_then(|at| before.get(at + 1)) {
                    said.push_str(&decoded(bytes));
                }
                instead.push(actual.is_some());
            }
            "EMC" => drop(instead.pop()),
            _ if operator.starts_with('/') || operator.parse::<f64>().is_ok() => {
                before.push(word);
                continue;
            }
            _ => {}
        }
        before.clear();
    }
    said
}

/// The characters of a font, from the table that the file has for it.
pub fn characters(stream: &[u8]) -> Characters {
    let text = String::from_utf8_lossy(stream);
    let mut found = Characters::new();
    for part in text.split("beginbfchar").skip(1) {
        let part = part.split("endbfchar").next().unwrap_or_default();
        for line in part.lines().filter(|line| line.contains('<')) {
            let cells: Vec<Vec<u8>> =
                line.split('<').skip(1).map(|cell| hex(cell.split('>').next().unwrap_or_default())).collect();
            let [glyph, characters] = cells.as_slice() else { continue };
            found.insert(u16::from_be_bytes([glyph[0], glyph[1]]), utf_16(characters));
        }
    }
    found
}

/// A text of a dictionary.
pub fn string(written: &[u8]) -> String {
    match words(written).into_iter().next() {
        Some(Word::Text(bytes)) => decoded(&bytes),
        other => panic!("no text: {other:?}"),
    }
}

fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf_16(rest),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf_16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).expect("UTF-16")
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hex"))
        .collect()
}

fn words(stream: &[u8]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = stream;
    while let Some((first, more)) = rest.split_first() {
        match first {
            b'(' => {
                let (text, after) = literal(more);
                words.push(Word::Text(text));
                rest = after;
            }
            b'<' if more.first() == Some(&b'<') => rest = &more[1..],
            b'<' => {
                let end = more.iter().position(|byte| *byte == b'>').expect("an end");
                words.push(Word::Text(hex(&String::from_utf8_lossy(&more[..end]))));
                rest = &more[end + 1..];
            }
            byte if byte.is_ascii_whitespace() || b"[]>".contains(byte) => rest = more,
            _ => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"[]()<>/".contains(byte);
                let end = more.iter().position(is_end).unwrap_or(more.len());
                words.push(Word::Other(String::from_utf8_lossy(&rest[..=end]).into_owned()));
                rest = &more[end..];
            }
        }
    }
    words
}

/// A text in round brackets, and what comes after it.
fn literal(stream: &[u8]) -> (Vec<u8>, &[u8]) {
    let (mut text, mut depth, mut at) = (Vec::new(), 1, 0);
    while depth > 0 {
        let byte = stream[at];
        at += 1;
        match byte {
            b'\\' => {
                let escaped = stream[at];
                at += 1;
                let octal =
                    stream[at - 1..].iter().take(3).take_while(|digit| (b'0'..b'8').contains(digit)).count();
                text.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    _ if octal > 0 => {
                        let digits = String::from_utf8_lossy(&stream[at - 1..at - 1 + octal]).into_owned();
                        at += octal - 1;
                        u8::try_from(u32::from_str_radix(&digits, 8).expect("octal")).expect("a byte")
                    }
                    other => other,
                });
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth > 0 {
            text.push(byte);
        }
    }
    (text, &stream[at..])
}
