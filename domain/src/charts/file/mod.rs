//! Charts from a table that another program wrote: which column is which, in which order dates are written, and what is wrong
//! with a row.

mod contract;

pub use contract::{CheckFileRequest, FileChecked, FileRead, ImportFileRequest, ReadFileRequest, RowResult};

use crate::registration::name::words;
use serde::{Deserialize, Serialize};

/// Largest file, in bytes.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Most rows of a file.
pub const MOST_ROWS: usize = 20_000;
/// Most columns of a file.
pub const MOST_COLUMNS: usize = 100;
/// Rows that are written together.
pub const PER_STEP: usize = 500;
/// Rows that are shown before columns are chosen.
pub const SAMPLE: usize = 3;

/// Declares an enum of words that stand in forms.
macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Each of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its word.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one of a word.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

words_of! {
    /// What a column holds.
    Column {
        /// Nothing that is taken.
        Skip = "skip",
        /// Record number.
        Number = "number",
        /// Given names.
        Given = "given",
        /// Family names.
        Family = "family",
        /// Date of birth.
        Born = "born",
        /// Sex.
        Gender = "gender",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// Language.
        Language = "language",
    }
}

words_of! {
    /// In which order a date is written.
    DateOrder {
        /// 1980-01-31.
        YearFirst = "year_first",
        /// 31/01/1980.
        DayFirst = "day_first",
        /// 01/31/1980.
        MonthFirst = "month_first",
    }
}

words_of! {
    /// What is wrong with a row.
    RowProblem {
        /// No given name.
        NoGiven = "no_given",
        /// No family name.
        NoFamily = "no_family",
        /// No date of birth.
        NoBorn = "no_born",
        /// No such day, or not in the chosen order.
        BadBorn = "bad_born",
        /// A year of two digits: of which century?
        ShortYear = "short_year",
        /// No e-mail address.
        BadEmail = "bad_email",
        /// No telephone number.
        BadPhone = "bad_phone",
        /// No sex that is known.
        BadGender = "bad_gender",
        /// No language that is spoken here.
        BadLanguage = "bad_language",
        /// An earlier row has the record number.
        NumberTwice = "number_twice",
        /// Somebody else has the record number.
        NumberTaken = "number_taken",
        /// More or fewer cells than the headings.
        Cells = "cells",
    }
}

words_of! {
    /// Why a file is not read.
    FileProblem {
        /// Nothing in it, or only headings.
        Empty = "file_empty",
        /// Not UTF-8, or no text at all.
        Encoding = "file_encoding",
        /// Larger than [`MOST_BYTES`].
        TooLarge = "file_too_large",
        /// More than [`MOST_ROWS`] rows.
        TooManyRows = "file_too_many_rows",
        /// More than [`MOST_COLUMNS`] columns.
        TooManyColumns = "file_too_many_columns",
    }
}

words_of! {
    /// What becomes of a row.
    RowState {
        /// It would be added.
        Good = "good",
        /// It would be added, but somebody there may be the same person.
        Alike = "alike",
        /// It was added.
        Added = "added",
        /// The chart is there already.
        There = "there",
        /// It is not taken.
        Refused = "refused",
    }
}

/// What the columns of a heading are called, in small Latin letters without marks, by what they hold.
const HEADINGS: [(Column, &[&str]); 8] = [
    (
        Column::Number,
        &[
            "mrn",
            "record",
            "number",
            "historia",
            "nhc",
            "expediente",
            "numero",
            "id",
            "chart",
            "medical record",
            "record number",
            "patient id",
            "id paciente",
            "no historia",
            "n historia",
        ],
    ),
    (Column::Given, &["given", "first", "forename", "nombre", "nombres", "first name", "given name", "name"]),
    (
        Column::Family,
        &[
            "family",
            "last",
            "surname",
            "apellido",
            "apellidos",
            "last name",
            "family name",
            "primer apellido",
        ],
    ),
    (
        Column::Born,
        &[
            "born",
            "birth",
            "dob",
            "nacimiento",
            "birthdate",
            "birthday",
            "date birth",
            "fecha nacimiento",
            "fn",
        ],
    ),
    (Column::Gender, &["gender", "sex", "sexo", "genero"]),
    (Column::Email, &["email", "mail", "correo", "e mail", "correo electronico"]),
    (Column::Phone, &["phone", "telephone", "mobile", "cell", "tel", "telefono", "movil", "celular"]),
    (Column::Language, &["language", "lang", "idioma", "lengua"]),
];

/// What a column holds, by its heading; each kind once, from left to right.
#[must_use]
pub fn guess(headings: &[String]) -> Vec<Column> {
    let told: Vec<Vec<String>> = headings.iter().map(|heading| words(heading)).collect();
    let mut columns = vec![Column::Skip; headings.len()];
    // Whole headings before parts of them: “record number” before “phone number”.
    for is_whole in [true, false] {
        for (column, names) in HEADINGS {
            if columns.contains(&column) {
                continue;
            }
            let is_called = |told: &Vec<String>| {
                let all = told.join(" ");
                if is_whole {
                    names.contains(&all.as_str())
                } else {
                    let is_generic =
                        |name: &str| matches!(name, "number" | "numero" | "id" | "name" | "first" | "last");
                    names.iter().any(|name| !is_generic(name) && told.iter().any(|word| word == name))
                }
            };
            let found = told
                .iter()
                .zip(columns.iter_mut())
                .find(|(told, held)| **held == Column::Skip && is_called(told));
            if let Some((_, held)) = found {
                *held = column;
            }
        }
    }
    columns
}

/// A date in the chosen order as `1980-01-31`, with nothing guessed.
///
/// # Errors
/// Why it is none.
pub fn read_date(text: &str, order: DateOrder) -> Result<String, RowProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(RowProblem::NoBorn);
    }
    // Some programs write a time of midnight behind it.
    let text = text.split_once([' ', 'T']).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return Err(RowProblem::BadBorn) };
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![first, second, third].into_iter().all(is_number) {
        return Err(RowProblem::BadBorn);
    }
    let (year, month, day) = match order {
        DateOrder::YearFirst => (first, second, third),
        DateOrder::DayFirst => (third, second, first),
        DateOrder::MonthFirst => (third, first, second),
    };
    match (year.len(), month.len(), day.len()) {
        (4, 1..=2, 1..=2) => Ok(format!("{year}-{month:0>2}-{day:0>2}")),
        (2, 1..=2, 1..=2) => Err(RowProblem::ShortYear),
        _ => Err(RowProblem::BadBorn),
    }
}

/// The sex of a word of English or Spanish files, as FHIR words it.
#[must_use]
pub fn read_gender(text: &str) -> Option<&'static str> {
    match words(text).join(" ").as_str() {
        "f" | "female" | "woman" | "mujer" | "femenino" => Some("female"),
        "m" | "male" | "man" | "hombre" | "masculino" | "varon" | "h" => Some("male"),
        "o" | "x" | "other" | "otro" | "otra" => Some("other"),
        "u" | "unknown" | "desconocido" | "desconocida" => Some("unknown"),
        _ => None,
    }
}

/// The tag of a language's name in English or Spanish, or of a tag with a country.
#[must_use]
pub fn read_language(text: &str) -> String {
    match words(text).join(" ").as_str() {
        "english" | "ingles" => "en".to_owned(),
        "spanish" | "espanol" | "castellano" => "es".to_owned(),
        _ => text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::*;

    fn guessed(headings: &[&str]) -> Vec<Column> {
        guess(&headings.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_by_headings_in_english_and_spanish() {
        assert_eq!(
            guessed(&["MRN", "First Name", "Last Name", "DOB", "Sex", "E-mail", "Mobile phone", "Language"]),
            [Number, Given, Family, Born, Gender, Email, Phone, Language]
        );
        assert_eq!(
            guessed(&[
                "N\u{ba} Historia",
                "Nombre",
                "Apellidos",
                "Fecha de nacimiento",
                "Sexo",
                "Correo electr\u{f3}nico",
                "Tel\u{e9}fono",
                "Idioma",
                "Notas"
            ]),
            [Number, Given, Family, Born, Gender, Email, Phone, Language, Skip]
        );
        assert_eq!(guessed(&["Phone number", "Patient ID", "Given name(s)"]), [Phone, Number, Given]);
        assert_eq!(guessed(&["", "x", "Nombre", "Nombre"]), [Skip, Skip, Given, Skip]);
    }

    #[test]
    fn a_date_is_read_in_the_chosen_order_only_and_no_century_is_guessed() {
        for (text, order, read) in [
            ("1980-1-31", DateOrder::YearFirst, Ok("1980-01-31")),
            ("31/01/1980", DateOrder::DayFirst, Ok("1980-01-31")),
            ("01.31.1980 00:00", DateOrder::MonthFirst, Ok("1980-01-31")),
            ("31/01/1980", DateOrder::YearFirst, Err(RowProblem::BadBorn)),
            ("31/01/80", DateOrder::DayFirst, Err(RowProblem::ShortYear)),
            ("", DateOrder::DayFirst, Err(RowProblem::NoBorn)),
            ("3 de mayo", DateOrder::DayFirst, Err(RowProblem::BadBorn)),
            ("1980", DateOrder::YearFirst, Err(RowProblem::BadBorn)),
            ("+1/-1/1980", DateOrder::DayFirst, Err(RowProblem::BadBorn)),
        ] {
            assert_eq!(read_date(text, order), read.map(str::to_owned), "{text} {order:?}");
        }
    }

    #[test]
    fn words_of_forms_are_read_back() {
        for column in Column::ALL {
            assert_eq!(Column::parse(column.name()), Some(*column));
        }
        assert_eq!(read_gender("Mujer"), Some("female"));
        assert_eq!(read_gender("?"), None);
        assert_eq!(
            (read_language("Espa\u{f1}ol"), read_language("en-US")),
            ("es".to_owned(), "en".to_owned())
        );
    }
}
