//! Looking for words in what a reader may see, whatever their case and accents, and showing where they stand.
//!
//! Nothing is looked for by the database: what is shown is read, and looked through here. So no search takes longer for what its
//! reader may not find, and no statement holds what somebody looked for.

use crate::plain::one_line;
use crate::records::Days;
use domain::ids::EntryId;
use domain::search::Snippet;
use domain::time::Instant;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest text that is looked for, in characters.
const LONGEST: usize = 100;
/// Most words of it that count.
const MOST_WORDS: usize = 8;
/// Most that is shown before what was found, in characters.
const BEFORE: usize = 40;
/// Most that is shown after it, in characters.
const AFTER: usize = 80;

/// What is looked for.
pub(crate) struct Asked<'a> {
    /// All of these.
    pub words: Words,
    /// On these days.
    pub days: Days<'a>,
    /// After this place in the list.
    pub after: Option<(Instant, EntryId)>,
}

impl Asked<'_> {
    /// Whether everything is found.
    pub(crate) const fn is_open(&self) -> bool {
        self.words.is_empty() && self.days.are_open()
    }
}

/// What was found, newest first.
pub(crate) struct Looked<T> {
    /// One more than a page holds, where there is more.
    pub found: Vec<T>,
    /// Up to where it was looked, where that is not all and no page is full.
    pub stopped: Option<(Instant, EntryId)>,
}

/// The words of a search, without case and accents.
pub struct Words(Vec<String>);

/// That everything was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where, if not in the title.
    pub snippet: Option<Snippet>,
}

impl Words {
    /// The words of a text as it was typed.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let folded = fold(&one_line(typed, LONGEST));
        Self(folded.split_whitespace().take(MOST_WORDS).map(ToOwned::to_owned).collect())
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks for each of the words: in a title, as a whole code, and in other texts.
    pub fn find<'t>(
        &self,
        (title, code): (&str, Option<&str>),
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Option<Hit> {
        if self.is_empty() {
            return Some(Hit { snippet: None });
        }
        let (title, code) = (fold(title), code.map(fold));
        let mut missing: Vec<&str> = self.0.iter().map(String::as_str).collect();
        missing.retain(|word| !title.contains(word) && code.as_deref() != Some(*word));
        let mut snippet = None;
        for text in texts {
            if missing.is_empty() {
                break;
            }
            let folded = fold(text);
            let Some(first) = missing.iter().copied().find(|word| folded.contains(word)) else { continue };
            if snippet.is_none() {
                snippet = around(text, first);
            }
            missing.retain(|word| !folded.contains(word));
        }
        missing.is_empty().then_some(Hit { snippet })
    }
}

/// A sign without case and accents.
fn folded(sign: char) -> impl Iterator<Item = char> {
    std::iter::once(sign).nfd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase)
}

/// A text without case and accents.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(folded).collect()
}

/// The first place of a word in a text, with what stands around it.
fn around(text: &str, word: &str) -> Option<Snippet> {
    let text = one_line(text, usize::MAX);
    // Of each byte of the folded text, which sign it is of.
    let (mut whole, mut signs) = (String::new(), Vec::new());
    for (at, sign) in text.char_indices() {
        whole.extend(folded(sign));
        signs.resize(whole.len(), (at, at + sign.len_utf8()));
    }
    let place = whole.find(word)?;
    let (begin, _) = *signs.get(place)?;
    let (_, end) = *signs.get((place + word.len()).checked_sub(1)?)?;
    let rest = text.get(end..)?;
    // A mark that stands behind its letter belongs to it.
    let end =
        end + rest.chars().take_while(|sign| is_combining_mark(*sign)).map(char::len_utf8).sum::<usize>();
    Some(Snippet {
        before: last(text.get(..begin)?),
        found: text.get(begin..end)?.to_owned(),
        after: first(text.get(end..)?),
    })
}

/// The last words of a text.
fn last(text: &str) -> String {
    let Some(left_out) = text.chars().count().checked_sub(BEFORE).filter(|count| *count > 0) else {
        return text.to_owned();
    };
    let kept: String = text.chars().skip(left_out).collect();
    let words = kept.split_once(' ').map_or(kept.as_str(), |(_, words)| words);
    format!("… {words}")
}

/// The first words of a text.
fn first(text: &str) -> String {
    if text.chars().count() <= AFTER {
        return text.to_owned();
    }
    let kept: String = text.chars().take(AFTER).collect();
    let words = kept.rsplit_once(' ').map_or(kept.as_str(), |(words, _)| words);
    format!("{words} …")
}
