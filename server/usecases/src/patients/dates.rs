//! Dates of birth as people type them where a name may stand too.

use domain::registration::birth_date;
use i18n::Lang;
use jiff::civil::Date;

/// Fewest letters of a month's name.
const FEWEST: usize = 3;
/// Words that stand between the parts of a date.
const BETWEEN: [&str; 3] = ["de", "del", "of"];

/// What a text can mean as a date of birth, as `1980-01-31`: that; the month by its name, in every language; or day and month as
/// numbers in either order, because countries of one language differ. Nothing for any other text.
#[must_use]
pub fn read(typed: &str, today: Date) -> Vec<String> {
    let text = typed.to_lowercase();
    let parts: Vec<&str> = text
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|part| !part.is_empty() && !BETWEEN.contains(part))
        .collect();
    let &[one, two, three] = parts.as_slice() else { return Vec::new() };
    let plain = |part: &str| part.to_owned();
    let orders: Vec<[String; 3]> = match (month(one), month(two)) {
        (Some(month), None) => vec![[plain(three), month, plain(two)]],
        (None, Some(month)) if is_year(one) => vec![[plain(one), month, plain(three)]],
        (None, Some(month)) => vec![[plain(three), month, plain(one)]],
        (None, None) if is_year(one) => vec![[plain(one), plain(two), plain(three)]],
        (None, None) => {
            vec![[plain(three), plain(two), plain(one)], [plain(three), plain(one), plain(two)]]
        }
        (Some(_), Some(_)) => Vec::new(),
    };
    let mut found: Vec<String> = Vec::new();
    for [year, month, day] in orders {
        let date =
            birth_date::read(&birth_date::joined(&year, &month, &day), today).map(|date| date.to_string());
        found.extend(date.filter(|date| !found.contains(date)));
    }
    found
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a month by its name, or the beginning of it.
fn month(part: &str) -> Option<String> {
    if part.chars().count() < FEWEST {
        return None;
    }
    let of = |lang| i18n::months(lang).iter().position(|name| name.to_lowercase().starts_with(part));
    Lang::ALL.into_iter().find_map(of).map(|at| (at + 1).to_string())
}
