//! Whether a long password is short for whoever guesses: made of words that stand on every list, of the clinic's own, of
//! years, rows of keys and repetitions.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use zxcvbn::{Score, zxcvbn};

/// Letters that must be left when words, years and signs that anybody would try are taken away.
const LETTERS_LEFT: usize = 6;
/// Shortest word of a name that counts as one.
const WORD_CHARS: usize = 4;
/// What people make passwords of for a place like this, in the portal's languages; without accents.
const USUAL: &str = "\
    password passwort contrasena clave secret secreto welcome bienvenido bienvenida hello hola login acceso sesion \
    admin administrator administrador usuario user guest invitado letmein changeme temporal default patient paciente \
    portal clinic clinica hospital health salud healthcare medical medico medicina doctor doctora nurse enfermera \
    enfermero appointment cita consulta reception recepcion staff personal centro center spring summer autumn winter \
    primavera verano otono invierno january february march april june july august september october november \
    december enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre monday tuesday \
    wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo qwerty qwertyuiop \
    asdfgh asdfghjkl zxcvbn zxcvbnm iloveyou tequiero teamo";

/// Whether somebody who knows `context` (the account's name, the clinic's name and host) guesses it soon.
#[must_use]
pub fn is_guessable(password: &str, context: &[&str]) -> bool {
    let lower = plain(password);
    let mut words: Vec<String> = context
        .iter()
        .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()))
        .filter(|word| word.chars().count() >= WORD_CHARS)
        .map(plain)
        .collect();
    let inputs: Vec<&str> = words.iter().map(String::as_str).collect();
    if zxcvbn(&lower, &inputs).score() < Score::Two {
        return true;
    }
    words.extend(USUAL.split_whitespace().map(str::to_owned));
    // The longest first: `clinica` is not `clinic` and an a.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    ["", "01345$@7!", "01345$@7!|"].into_iter().any(|which| {
        let spelled = written_out(&lower, which);
        let rest = words.iter().fold(spelled, |rest, word| rest.replace(word.as_str(), " "));
        let mut letters: Vec<char> = rest.chars().filter(|sign| sign.is_alphabetic()).collect();
        letters.dedup();
        letters.len() < LETTERS_LEFT
    })
}

/// Small letters without accents.
fn plain(text: &str) -> String {
    text.nfkd().filter(|sign| !is_combining_mark(*sign)).collect::<String>().to_lowercase()
}

/// The letters that signs stand for, of those in `which`; with `|`, a one is an l and not an i.
fn written_out(text: &str, which: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            _ if !which.contains(sign) => sign,
            '0' => 'o',
            '1' | '!' if which.contains('|') => 'l',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}
