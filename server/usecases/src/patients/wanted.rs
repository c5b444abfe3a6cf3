//! Whom a search is for, from what was typed.

use super::dates;
use crate::plain::plain;
use domain::patients::contract::{LEAST, LONGEST};
use domain::registration::name;
use jiff::civil::Date;

/// Most words of a name that are searched for.
const MOST_WORDS: usize = 8;

/// What a search says of the date of birth.
pub enum Born {
    /// Nothing.
    Any,
    /// It is this one.
    On(String),
    /// It is one of these, where nothing else fits.
    Or(Vec<String>),
}

/// Whom a search is for.
pub struct Wanted {
    /// Words of the name, in small Latin letters.
    pub words: Vec<String>,
    /// A record number, instead of the name.
    pub number: String,
    /// The date of birth.
    pub born: Born,
}

impl Wanted {
    /// A name or record number in one field, a date of birth in another: both have to fit. Nothing if nothing was typed.
    pub fn of_fields(name: &str, born: &str) -> Option<Self> {
        let (typed, born) = (plain(name, LONGEST), plain(born, LONGEST));
        let (words, number) = (words(&typed), number(typed));
        if words.is_empty() && number.is_empty() && born.is_empty() {
            return None;
        }
        let born = if born.is_empty() { Born::Any } else { Born::On(born) };
        Some(Self { words, number, born })
    }

    /// One field for a name, a record number, or a date of birth: one of them has to fit. Nothing if that is too short.
    pub fn of_line(line: &str, today: Date) -> Option<Self> {
        let typed = plain(line, LONGEST);
        let (words, dates) = (words(&typed), dates::read(&typed, today));
        let signs = typed.chars().filter(|sign| sign.is_alphanumeric()).count();
        // One sign of another alphabet may be a whole name.
        if signs.max(words.iter().map(String::len).sum()) < LEAST {
            return None;
        }
        let number = number(typed);
        Some(if dates.is_empty() {
            Self { words, number, born: Born::Any }
        } else {
            // The name of a month is nobody's.
            Self { words: Vec::new(), number, born: Born::Or(dates) }
        })
    }
}

fn words(typed: &str) -> Vec<String> {
    name::words(typed).into_iter().take(MOST_WORDS).collect()
}

/// What holds no letter and no digit is no number.
fn number(typed: String) -> String {
    if typed.chars().any(char::is_alphanumeric) { typed } else { String::new() }
}
