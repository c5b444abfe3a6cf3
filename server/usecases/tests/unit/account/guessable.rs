//! Passwords that are soon guessed.

use usecases::examined::is_guessable;

const CONTEXT: [&str; 3] = ["walter@example.org", "Clínica San Martín Norte", "norte.example.org"];

#[test]
fn what_is_made_of_words_that_anybody_tries_is_refused() {
    for password in [
        "Summer2026Clinic!",
        "Verano2026Clinica!",
        "ClínicaNorte2026!",
        "SanMartinMartín2025",
        "C1inic@Portal2026",
        "P@ssw0rdP@ssw0rd",
        "password1234567",
        "Contraseña.2026.Contraseña",
        "patientportal2026",
        "Welcome-to-2026!!!",
        "walterwalter1985",
        "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv",
        "abcabcabcabcabcabc",
        "123123123123123123",
        "2026-11-25-2026-11-25",
        "qwerty123456789!",
        "aaaaaaaaaaaaaaab",
    ] {
        assert!(is_guessable(password, &CONTEXT), "{password}");
    }
}

#[test]
fn ordinary_sentences_and_random_signs_pass() {
    for password in [
        "a quiet harbour at dawn",
        "correct horse battery staple",
        "el gato duerme en la ventana azul",
        "my doctor in Cádiz has two dogs",
        "la clínica huele a limones verdes",
        "mi abuela cosía botones rojos",
        "k8v#Qz!r2Lw9xTe",
        "tormenta mantel brújula sótano",
        "четыре зелёных велосипеда",
        "雨の日は図書館で本を読むのが好きです",
    ] {
        assert!(!is_guessable(password, &CONTEXT), "{password}");
    }
}
