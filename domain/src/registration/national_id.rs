//! National identity numbers: stripped to what counts, checked where the country has a check digit, and masked for screens.
//!
//! | Country | Number | Check |
//! |---|---|---|
//! | Brazil | CPF, 11 digits | two digits mod 11 (Receita Federal) |
//! | Chile | RUT, 7 or 8 digits and a digit or K | mod 11, weights 2 to 7 |
//! | Colombia | cédula de ciudadanía, 6 to 10 digits | none exists |
//! | Mexico | CURP, 18 characters | digit over base 37 values (RENAPO) |
//! | Spain | DNI, 8 digits and a letter; NIE, X, Y or Z, 7 digits and a letter | letter mod 23 |
//! | United States | SSN, 9 digits | none exists; areas 000, 666 and 900 to 999, group 00, serial 0000 are never issued (SSA) |
//! | any other | 4 to 20 letters and digits | none |

use serde::{Deserialize, Serialize};

/// Characters that stay visible on screens.
const SHOWN: usize = 3;
/// Letters of the Spanish check, by remainder.
const SPANISH: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// The countries whose numbers are known, and the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Country {
    /// Brazil.
    Br,
    /// Chile.
    Cl,
    /// Colombia.
    Co,
    /// Mexico.
    Mx,
    /// Spain.
    Es,
    /// United States.
    Us,
    /// Any other: shape only.
    #[default]
    Other,
}

impl Country {
    /// Each of them.
    pub const ALL: [Self; 7] = [Self::Br, Self::Cl, Self::Co, Self::Mx, Self::Es, Self::Us, Self::Other];

    /// As it is stored and sent.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Cl => "cl",
            Self::Co => "co",
            Self::Mx => "mx",
            Self::Es => "es",
            Self::Us => "us",
            Self::Other => "other",
        }
    }

    /// From its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }
}

/// Ends of the names under which registers are known in FHIR, as addresses or as numbers of ISO's tree.
const REGISTERS: [(&str, Country); 14] = [
    ("/us-ssn", Country::Us),
    (":2.16.840.1.113883.4.1", Country::Us),
    ("/cpf", Country::Br),
    (":2.16.840.1.113883.13.237", Country::Br),
    ("/RUN", Country::Cl),
    ("/rut", Country::Cl),
    (":2.16.152", Country::Cl),
    ("/curp", Country::Mx),
    (":2.16.840.1.113883.4.629", Country::Mx),
    ("/dni", Country::Es),
    ("/nie", Country::Es),
    (":1.3.6.1.4.1.19126.3", Country::Es),
    ("/cedula", Country::Co),
    ("/cc", Country::Co),
];

/// The countries whose number an identifier of a chart may be, by who gave it and by HL7's codes of its type; none for a
/// number of the clinic's own, of an insurer, of an employer.
#[must_use]
pub fn countries(system: Option<&str>, types: &[&str]) -> Vec<Country> {
    let ends = |end: &str| system.is_some_and(|system| system.to_lowercase().ends_with(&end.to_lowercase()));
    if let Some((_, country)) = REGISTERS.iter().find(|(end, _)| ends(end)) {
        return vec![*country];
    }
    for code in types {
        let named = match *code {
            "SS" | "NNUSA" => vec![Country::Us],
            "NNBRA" => vec![Country::Br],
            "NNCHL" => vec![Country::Cl],
            "NNMEX" => vec![Country::Mx],
            "NNESP" => vec![Country::Es],
            "NNCOL" => vec![Country::Co],
            // Nobody says whose it is: it is found under each country that could have given it.
            "NI" => Country::ALL.to_vec(),
            code if code.starts_with("NN") => vec![Country::Other],
            _ => continue,
        };
        return named;
    }
    Vec::new()
}

/// The number without spaces, dots and hyphens, in capitals, if it can be one of this country's.
#[must_use]
pub fn normalise(country: Country, text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' ' | '.' | '-' | '/' | '\u{a0}' | '‐' | '–' => {}
            'ñ' | 'Ñ' if country == Country::Mx => plain.push('Ñ'),
            character if character.is_ascii_alphanumeric() => plain.push(character.to_ascii_uppercase()),
            _ => return None,
        }
    }
    let is_one = match country {
        Country::Br => is_cpf(&plain),
        Country::Cl => is_rut(&plain),
        Country::Co => (6..=10).contains(&plain.len()) && is_digits(&plain) && !plain.starts_with('0'),
        Country::Mx => is_curp(&plain),
        Country::Es => is_dni(&plain),
        Country::Us => is_ssn(&plain),
        Country::Other => (4..=20).contains(&plain.len()),
    };
    is_one.then_some(plain)
}

/// What screens show of it: its end.
#[must_use]
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    // Of a short number less, so that most of it stays hidden.
    let shown = SHOWN.min(length / 3);
    number
        .chars()
        .enumerate()
        .map(|(at, character)| if at + shown < length { '•' } else { character })
        .collect()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn values(text: &str) -> Vec<u32> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect()
}

fn is_cpf(text: &str) -> bool {
    let digits = values(text);
    if digits.len() != 11 || !is_digits(text) || digits.iter().all(|digit| Some(digit) == digits.first()) {
        return false;
    }
    let check = |count: u32| {
        let sum: u32 = digits.iter().zip((2..=count + 1).rev()).map(|(digit, weight)| digit * weight).sum();
        sum * 10 % 11 % 10
    };
    digits.get(9) == Some(&check(9)) && digits.get(10) == Some(&check(10))
}

fn is_rut(text: &str) -> bool {
    let Some((body, check)) = split_last(text) else { return false };
    if !(7..=8).contains(&body.len()) || !is_digits(body) {
        return false;
    }
    let sum: u32 = values(body).iter().rev().zip((2..=7).cycle()).map(|(digit, weight)| digit * weight).sum();
    let expected = match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    check == expected
}

fn is_dni(text: &str) -> bool {
    let Some((body, letter)) = split_last(text) else { return false };
    let number = match body.chars().next() {
        Some('X') => format!("0{}", body.get(1..).unwrap_or_default()),
        Some('Y') => format!("1{}", body.get(1..).unwrap_or_default()),
        Some('Z') => format!("2{}", body.get(1..).unwrap_or_default()),
        _ => body.to_owned(),
    };
    if number.len() != 8 || !is_digits(&number) {
        return false;
    }
    let remainder = number.parse::<usize>().unwrap_or_default() % SPANISH.len();
    SPANISH.get(remainder).map(|expected| char::from(*expected)) == Some(letter)
}

fn is_ssn(text: &str) -> bool {
    if text.len() != 9 || !is_digits(text) {
        return false;
    }
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let area = part(0, 3);
    !matches!(area, "000" | "666") && !area.starts_with('9') && part(3, 5) != "00" && part(5, 9) != "0000"
}

/// Four letters, birth date, sex, state, three consonants, a mark against doubles, a check digit.
fn is_curp(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let is_shaped = characters.len() == 18
        && characters.iter().enumerate().all(|(at, character)| match at {
            0..=3 | 11..=15 => character.is_ascii_uppercase() || *character == 'Ñ',
            10 => matches!(character, 'H' | 'M' | 'X'),
            4..=9 | 17 => character.is_ascii_digit(),
            _ => character.is_ascii_digit() || character.is_ascii_uppercase(),
        });
    if !is_shaped {
        return false;
    }
    let value = |character: &char| {
        "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ".chars().position(|known| known == *character)
    };
    let sum: usize = characters
        .iter()
        .take(17)
        .zip((2..=18).rev())
        .map(|(character, weight)| value(character).unwrap_or_default() * weight)
        .sum();
    let check = characters.last().and_then(|digit| digit.to_digit(10));
    check.is_some_and(|check| check as usize == (10 - sum % 10) % 10)
}

/// Everything but the last character, and that one.
fn split_last(text: &str) -> Option<(&str, char)> {
    let last = text.chars().next_back()?;
    Some((text.get(..text.len() - last.len_utf8())?, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_each_country() {
        for (country, text, expected) in [
            (Country::Es, "12.345.678-z", Some("12345678Z")),
            (Country::Es, "12345678A", None),
            (Country::Es, "X1234567L", Some("X1234567L")),
            (Country::Es, "Y-1234567-X", Some("Y1234567X")),
            (Country::Es, "1234567L", None),
            (Country::Br, "529.982.247-25", Some("52998224725")),
            (Country::Br, "529.982.247-26", None),
            (Country::Br, "111.111.111-11", None),
            (Country::Cl, "12.345.678-5", Some("123456785")),
            (Country::Cl, "12.345.678-6", None),
            (Country::Cl, "6.824.070-k", None),
            (Country::Cl, "10.000.013-k", Some("10000013K")),
            (Country::Co, "1.020.304.050", Some("1020304050")),
            (Country::Co, "12345", None),
            (Country::Co, "012345678", None),
            (Country::Mx, "HEGG560427MVZRRL04", Some("HEGG560427MVZRRL04")),
            (Country::Mx, "hegg560427mvzrrl04", Some("HEGG560427MVZRRL04")),
            (Country::Mx, "HEGG560427MVZRRL05", None),
            (Country::Mx, "HEGG560427AVZRRL04", None),
            (Country::Us, "078-05-1120", Some("078051120")),
            (Country::Us, "666-05-1120", None),
            (Country::Us, "900-05-1120", None),
            (Country::Us, "078-00-1120", None),
            (Country::Us, "078-05-0000", None),
            (Country::Us, "078-05-112", None),
            (Country::Other, "ab 1234", Some("AB1234")),
            (Country::Other, "abc", None),
            (Country::Other, "1234<5", None),
        ] {
            assert_eq!(normalise(country, text).as_deref(), expected, "{country:?} {text}");
        }
    }

    #[test]
    fn identifiers_of_charts_are_told_from_other_numbers() {
        for (system, types, expected) in [
            (Some("http://hl7.org/fhir/sid/us-ssn"), vec!["SS"], vec![Country::Us]),
            (Some("urn:oid:2.16.840.1.113883.4.1"), vec![], vec![Country::Us]),
            (Some("urn:oid:2.16.840.1.113883.4.10"), vec![], vec![]),
            (Some("http://rnds.saude.gov.br/fhir/r4/NamingSystem/cpf"), vec![], vec![Country::Br]),
            (Some("http://regcivil.cl/Validacion/RUN"), vec!["NI"], vec![Country::Cl]),
            (None, vec!["NNESP"], vec![Country::Es]),
            (None, vec!["NNFRA"], vec![Country::Other]),
            (None, vec!["NI"], Country::ALL.to_vec()),
            (Some("urn:clinic"), vec!["MR"], vec![]),
            (Some("urn:insurer"), vec!["MB"], vec![]),
            (None, vec![], vec![]),
        ] {
            assert_eq!(countries(system, &types), expected, "{system:?} {types:?}");
        }
    }

    #[test]
    fn most_of_a_number_stays_hidden() {
        assert_eq!(masked("12345678Z"), "••••••78Z");
        assert_eq!(masked("1234"), "•••4");
        assert_eq!(masked("12"), "••");
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "\\PC{0,40}") {
            for country in Country::ALL {
                if let Some(plain) = normalise(country, &text) {
                    prop_assert_eq!(normalise(country, &plain), Some(plain.clone()), "normal already");
                    prop_assert!(masked(&plain).chars().filter(|shown| *shown != '•').count() <= SHOWN);
                }
            }
        }

        #[test]
        fn a_check_digit_finds_one_wrong_digit(number in 0_u32..100_000_000, at in 0_usize..8, other in 0_u8..10) {
            let letter = char::from(SPANISH[number as usize % 23]);
            let right = format!("{number:08}{letter}");
            prop_assert!(normalise(Country::Es, &right).is_some());
            let mut wrong = right.clone().into_bytes();
            prop_assume!(wrong[at] != b'0' + other);
            wrong[at] = b'0' + other;
            prop_assert_eq!(normalise(Country::Es, std::str::from_utf8(&wrong).unwrap()), None);
        }
    }
}
