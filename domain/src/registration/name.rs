//! Names: two spellings of one person's name are found alike, and two people's names are not.
//!
//! What does not tell people apart is taken away first: marks over letters, other alphabets' letters (read into Latin),
//! capitals, punctuation, titles, and small words such as “de la” or “van”. What remains is compared word by word, in any
//! order, since forms and passports put the surname first or last, and since of two surnames many people use one.

use any_ascii::any_ascii;

/// Shortest word in which one wrong letter can be seen as a slip.
const SLIP_CHARS: usize = 4;
/// Shortest word in which two can.
const TWO_SLIPS_CHARS: usize = 8;
/// Longest name that is looked at, in characters.
pub const MOST_CHARS: usize = 200;

/// Titles and additions; they are no names.
const TITLES: [&str; 30] = [
    "mr", "mrs", "ms", "miss", "mx", "sir", "dr", "dra", "prof", "sr", "sra", "srta", "don", "dona", "jr",
    "ii", "iii", "iv", "md", "phd", "herr", "frau", "mme", "mlle", "sig", "sigra", "fr", "rev", "lic", "ing",
];
/// Small words of surnames; many forms leave them out.
const PARTICLES: [&str; 28] = [
    "de", "del", "dela", "delos", "la", "las", "los", "el", "y", "e", "i", "da", "do", "dos", "das", "di",
    "du", "le", "van", "von", "der", "den", "ter", "zu", "al", "bin", "ibn", "san",
];

/// How two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameLikeness {
    /// Two people's names.
    Different,
    /// One person's, if letters were slipped, sounds spelt otherwise, or a name cut to its first letter.
    Close,
    /// One person's.
    Same,
}

/// The words of a name that tell people apart, as lower-case Latin letters.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let all = latin(name);
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !TITLES.contains(&word.as_str()) && !PARTICLES.contains(&word.as_str()))
        .cloned()
        .collect();
    // Somebody may be called “Don Le”.
    if telling.is_empty() { all } else { telling }
}

/// How the name somebody gives, in any order, agrees with a chart's.
#[must_use]
pub fn compare(full: &str, given: &str, family: &str) -> NameLikeness {
    let squashed = |parts: [&str; 2]| parts.map(|part| latin(part).concat()).concat();
    let whole = latin(full).concat();
    if !whole.is_empty() && (whole == squashed([given, family]) || whole == squashed([family, given])) {
        return NameLikeness::Same;
    }
    let (told, given, family) = (words(full), words(given), words(family));
    if told.is_empty() || given.is_empty() || family.is_empty() {
        return NameLikeness::Different;
    }
    let mut left: Vec<&String> = told.iter().collect();
    let (given_left, given_hits) = strike(&mut left, &given, is_same);
    let (family_left, family_hits) = strike(&mut left, &family, is_same);
    let mut chart_left: Vec<String> = given_left.into_iter().chain(family_left).collect();
    if given_hits > 0 && family_hits > 0 && (left.is_empty() || chart_left.is_empty()) {
        return NameLikeness::Same;
    }
    // What is left over on either side must be the same name spelt otherwise.
    let (remaining, close_hits) = strike(&mut left, &chart_left, is_close);
    chart_left = remaining;
    let hits = given_hits + family_hits + close_hits;
    if hits >= 2 && (left.is_empty() || chart_left.is_empty()) {
        NameLikeness::Close
    } else {
        NameLikeness::Different
    }
}

/// Whether one of the chart's surnames is among the words of the name somebody gives.
#[must_use]
pub fn has_surname(full: &str, family: &str) -> bool {
    let told = words(full);
    words(family).iter().any(|surname| told.iter().any(|word| is_same(word, surname)))
}

/// Takes each word of `known` that is among `left` out of it; returns the words that were not, and how many were.
fn strike(left: &mut Vec<&String>, known: &[String], is_it: fn(&str, &str) -> bool) -> (Vec<String>, usize) {
    let mut missing = Vec::new();
    let mut hits = 0;
    for word in known {
        if let Some(at) = left.iter().position(|told| is_it(told, word)) {
            left.remove(at);
            hits += 1;
        } else {
            missing.push(word.clone());
        }
    }
    (missing, hits)
}

/// Lower-case Latin words; an apostrophe joins, everything else that is no letter divides.
fn latin(name: &str) -> Vec<String> {
    let short: String = name.chars().take(MOST_CHARS).collect();
    let plain: String = any_ascii(&short)
        .chars()
        .filter(|character| !matches!(character, '\'' | '`' | '.'))
        .map(|character| if character.is_ascii_alphabetic() { character.to_ascii_lowercase() } else { ' ' })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The same word, also where one writes ü and the other ue.
fn is_same(a: &str, b: &str) -> bool {
    let without_digraphs = |word: &str| word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    a == b || without_digraphs(a) == without_digraphs(b)
}

/// The same word with a slip, by its sound, or as its first letter.
fn is_close(a: &str, b: &str) -> bool {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if shorter.len() == 1 {
        return longer.starts_with(shorter);
    }
    if shorter.len() < SLIP_CHARS {
        return false;
    }
    let slips = strsim::damerau_levenshtein(a, b);
    slips <= if shorter.len() >= TWO_SLIPS_CHARS { 2 } else { 1 } || sound(a) == sound(b)
}

/// A coarse picture of how a word sounds over several languages: enough to send a case to a person, never to decide it.
fn sound(word: &str) -> String {
    let spelt =
        word.replace("ph", "f").replace("sch", "sh").replace("ch", "k").replace("ck", "k").replace("ks", "x");
    let (mut out, mut last) = (String::new(), None);
    for letter in spelt.chars() {
        let letter = match letter {
            'h' => continue,
            'c' | 'q' | 'g' => 'k',
            'z' => 's',
            'w' | 'b' => 'v',
            'd' => 't',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' => 'a',
            other => other,
        };
        // Vowels after the first differ most between spellings; doubled letters sound once.
        if last != Some(letter) && (letter != 'a' || out.is_empty()) {
            out.push(letter);
        }
        last = Some(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::NameLikeness::{Close, Different, Same};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_person_is_recognised_and_two_are_told_apart() {
        for (full, given, family, expected) in [
            // Marks, capitals, punctuation, order.
            ("José Núñez", "Jose", "Nunez", Same),
            ("NUNEZ, JOSE", "José", "Núñez", Same),
            ("Jose\u{301} Nun\u{303}ez", "José", "Núñez", Same),
            ("Siobhán O’Brien", "Siobhan", "O'Brien", Same),
            ("Anne-Marie Weiß", "Anne Marie", "Weiss", Same),
            ("Jürgen Müller", "Juergen", "Mueller", Same),
            ("Søren Ångström", "Soren", "Angstrom", Same),
            // Two surnames, and either of them.
            ("Ana García", "Ana", "García Márquez", Same),
            ("Ana Márquez", "Ana", "García Márquez", Same),
            ("Ana García Márquez", "Ana", "García", Same),
            ("García Márquez Ana María", "Ana María", "García Márquez", Same),
            ("Ana García López", "Ana", "García Márquez", Different),
            // Particles and titles.
            ("Dr. María Cruz", "María", "de la Cruz", Same),
            ("Maria Delacruz", "María", "de la Cruz", Same),
            ("Jan van den Berg Jr.", "Jan", "Berg", Same),
            ("Don Le", "Don", "Le", Same),
            ("Sra. Ana de los Santos", "Ana", "Santos", Same),
            // More or fewer given names.
            ("Walter Hughes", "Walter James", "Hughes", Same),
            ("James Hughes", "Walter James", "Hughes", Same),
            ("Walter James Hughes", "Walter", "Hughes", Same),
            ("W. Hughes", "Walter", "Hughes", Close),
            // Slips, other spellings, other alphabets.
            ("Walter Huges", "Walter", "Hughes", Close),
            ("Wlater Hughes", "Walter", "Hughes", Close),
            ("Mohammed Haddad", "Muhammad", "Haddad", Close),
            ("Aleksandr Ivanov", "Alexander", "Ivanov", Close),
            ("Юлия Иванова", "Yuliya", "Ivanova", Same),
            ("Catherine Philips", "Kathryn", "Phillips", Close),
            ("Xosé Fernández", "Jose", "Fernandes", Close),
            ("Łukasz Wójcik", "Lukasz", "Wojcik", Same),
            ("Мария Петрова", "Mariya", "Petrova", Same),
            ("João da Silva e Souza", "Joao", "Silva Souza", Same),
            ("Prof. Dra. Lucía Pérez y Gómez", "Lucia", "Perez Gomez", Same),
            ("Mary-Jane O Connor", "Mary Jane", "O'Connor", Same),
            // Twins, parents, strangers.
            ("Maria Perez", "Mario", "Perez", Close),
            ("Daniela Ruiz Soto", "Gabriela", "Ruiz Soto", Different),
            ("Jose Luis Perez", "Jose Carlos", "Perez", Different),
            ("Ana Perez", "Eva", "Perez", Different),
            ("Ana Perez", "Ina", "Perez", Different),
            ("Walter Hughes", "Walter", "Miller", Different),
            ("Walter", "Walter", "Hughes", Different),
            ("Hughes", "Walter", "Hughes", Different),
            ("", "Walter", "Hughes", Different),
            ("… !", "…", "!", Different),
            ("Walter Hughes", "", "Hughes", Different),
        ] {
            assert_eq!(compare(full, given, family), expected, "{full} / {given} {family}");
        }
    }

    #[test]
    fn a_surname_is_found_among_the_words() {
        assert!(has_surname("Ana Márquez", "García Marquez"));
        assert!(has_surname("de la Cruz, Maria", "Cruz"));
        assert!(!has_surname("Ana López", "García Márquez"));
        assert!(!has_surname("", "García"));
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(full in "\\PC{0,60}", given in "\\PC{0,30}", family in "\\PC{0,30}") {
            let _ = (compare(&full, &given, &family), has_surname(&full, &family));
        }

        #[test]
        fn order_capitals_and_marks_never_matter(given in "[a-z]{2,8}( [a-z]{2,8})?", family in "[a-z]{2,10}( [a-z]{2,10})?") {
            prop_assert_eq!(compare(&format!("{given} {family}"), &given, &family), Same);
            prop_assert_eq!(compare(&format!("{family}, {given}").to_uppercase(), &given, &family), Same);
            let marked: String = format!("{given} {family}").replace('e', "é").replace('n', "ñ").replace('o', "ö");
            prop_assert_eq!(compare(&marked, &given, &family), Same);
        }
    }
}
