//! Letters as files: what they say, in which order, and that it can be read to somebody.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod reader;

use pdf::{Letter, Paper, Picture, Square, letter};
use reader::File;

/// A letter as the clinic's desk makes it.
fn sample(lang: &str) -> Letter {
    let words: [&str; 9] = match lang {
        "en" => [
            "Your invitation to the patient portal of Clínica Ñandú",
            "Clínica Ñandú invites you to see your record and your visits online.",
            "1. Point the camera of your phone at the square, or open https://demo.example.org/activate and type the code.\n2. Give the patient’s date of birth.\n3. Choose a name to sign in with and a password.",
            "Code of your invitation",
            "Link and code are good until 5 March 2027, and for one account.",
            "Telephone",
            "Address",
            "Link as a QR code",
            "Page {page} of {pages}",
        ],
        "es" => [
            "Su invitación al portal de pacientes de Clínica Ñandú",
            "¿Quiere ver su historial? ¡Clínica Ñandú le invita a hacerlo en línea!",
            "1. Apunte la cámara de su teléfono al cuadrado, o abra https://demo.example.org/activate y escriba el código.\n2. Indique la fecha de nacimiento del paciente.\n3. Elija un nombre para entrar y una contraseña.",
            "Código de su invitación",
            "El enlace y el código valen hasta el 5 de marzo de 2027, y para una cuenta.",
            "Teléfono",
            "Dirección",
            "Enlace como código QR",
            "Página {page} de {pages}",
        ],
        "pt" => [
            "O seu convite para o portal de pacientes de Clínica Ñandú",
            "Não é preciso esperar: veja em casa as suas consultas e informações.",
            "1. Aponte a câmara do telemóvel para o quadrado, ou abra https://demo.example.org/activate e escreva o código.\n2. Indique a data de nascimento do paciente.\n3. Escolha um nome e uma palavra‑passe.",
            "Código do seu convite",
            "A ligação e o código são válidos até 5 de março de 2027, para uma só conta.",
            "Telefone",
            "Morada",
            "Ligação como código QR",
            "Página {page} de {pages}",
        ],
        "fr" => [
            "Votre invitation au portail des patients de Clínica Ñandú",
            "Consultez votre dossier et vos rendez-vous en ligne, où que vous soyez ; l’accès est gratuit.",
            "1. Visez le carré avec l’appareil photo de votre téléphone, ou ouvrez https://demo.example.org/activate et tapez le code.\n2. Donnez la date de naissance du patient.\n3. Choisissez un nom et un mot de passe.",
            "Code de votre invitation",
            "Le lien et le code sont valables jusqu’au 5 mars 2027, pour un seul compte : « un cœur à l’ouvrage ».",
            "Téléphone",
            "Adresse",
            "Lien sous forme de code QR",
            "Page {page} sur {pages}",
        ],
        other => panic!("no words in {other}"),
    };
    let [title, what, steps, code_label, until, phone, address, square, page_of] = words.map(str::to_owned);
    Letter {
        lang: lang.to_owned(),
        paper: Paper::A4,
        clinic: "Clínica Ñandú".to_owned(),
        color: [0x1f, 0x5f, 0x8b],
        logo: None,
        name: "Ana Hughes".to_owned(),
        title,
        paragraphs: vec![what, steps],
        square: Square { path: pattern(), size: 45, alt: square },
        code_label,
        code: "7KQ2M-9TXRA".to_owned(),
        after: vec![until],
        contacts: vec![
            (phone, "+34 915 550 100".to_owned()),
            (address, "Calle de la Luna 1, 28004 Madrid".to_owned()),
        ],
        page_of,
    }
}

/// Bars like those of a QR code.
fn pattern() -> String {
    let mut path = String::new();
    for y in 4..41_u32 {
        for x in 4..41_u32 {
            if (x * 7 + y * 13 + x * y) % 5 < 2 {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    path
}

fn file(of: &Letter) -> File {
    File::read(letter(of).expect("a file"))
}

#[test]
fn every_language_is_written_as_it_is() {
    for lang in ["en", "es", "pt", "fr"] {
        let said = sample(lang);
        let text = file(&said).text();
        let steps = said.paragraphs[1]
            .replace('\n', "")
            .replace("1. ", "1.")
            .replace("2. ", "2.")
            .replace("3. ", "3.");
        let contacts: String = said.contacts.iter().map(|(what, value)| format!("{what}{value}")).collect();
        let expected = [
            &said.clinic,
            &said.name,
            &said.title,
            &said.paragraphs[0],
            &steps,
            &said.code_label,
            &said.code,
            &said.after[0],
            &said.clinic,
            &contacts,
        ];
        assert_eq!(text, expected.map(String::as_str).concat(), "{lang}");
    }
}

#[test]
fn it_is_a_tagged_file_with_title_language_and_words_for_its_pictures() {
    let mut said = sample("es");
    said.logo = Some(Picture { bytes: LOGO.to_vec(), alt: "Un pájaro azul".to_owned() });
    let file = file(&said);
    for part in [
        "/MarkInfo<</Marked true",
        "/Lang(es)",
        "/DisplayDocTitle true",
        "/Type/StructTreeRoot",
        "/S/H1",
        "/S/L",
        "/S/LI",
        "/S/Lbl",
        "/S/LBody",
        "/S/Figure",
        "/ListNumbering/Decimal",
        "/FontFile2",
        "/Type/Outlines",
    ] {
        assert!(file.has(part), "{part} is missing");
    }
    assert!(file.metadata().contains("<pdfuaid:part>1</pdfuaid:part>"), "{}", file.metadata());
    assert!(file.metadata().contains(&said.title), "{}", file.metadata());
    assert_eq!(file.alternatives(), ["Un pájaro azul", "Enlace como código QR"]);
    assert_eq!((file.count("/S/H1"), file.bookmarks()), (1, vec![said.title.clone()]));
    assert_eq!(file.pages(), 1);
    assert!(file.every_font_is_embedded());
    assert!(!file.text().starts_with(&said.clinic), "the logo stands for the name");
}

#[test]
fn nothing_in_a_text_is_a_command() {
    let mut said = sample("en");
    said.name = r##"#eval("x") *bold* $x$ ] \ "q" 'q' (a) <b>&amp; ${1} %00 endobj"##.to_owned();
    said.clinic = ") Tj ET endstream {{page}} -- ---".to_owned();
    said.after = vec!["1. one\n3. three".to_owned(), String::new(), "{pages}".to_owned()];
    let text = file(&said).text();
    for part in [said.name.as_str(), said.clinic.as_str(), "1. one3. three{pages}"] {
        assert!(text.contains(part), "{part:?} in {text:?}");
    }
}

#[test]
fn names_of_every_writing_are_shown_or_written_in_latin_letters() {
    for (name, shown) in [
        ("Ελένη Παππά", "Ελένη Παππά"),
        ("Антон Ґалаґан", "Антон Ґалаґан"),
        ("Nguyễn Thị Hồng", "Nguyễn Thị Hồng"),
        ("دود محمد", "دود محمد"),
        ("דוד לוי", "דוד לוי"),
        ("陈丽", "ChenLi"),
        ("A\u{202e}na\u{0}\u{feff} 😀", "Ana :grinning:"),
        ("Lucı́a e\u{301}", "Lucı́a é"),
    ] {
        let mut said = sample("en");
        said.name = name.to_owned();
        let file = file(&said);
        // Each run is written from left to right; what is read from the right stands reversed.
        let text = file.text();
        let reversed: String = shown.chars().rev().collect();
        assert!(text.contains(shown) || text.contains(&reversed), "{name:?} in {text:?}");
        assert!(file.every_font_is_embedded(), "{name:?}");
    }
}

#[test]
fn long_texts_take_more_sheets_and_each_has_its_number() {
    let mut said = sample("en");
    assert_eq!(file(&said).pages(), 1);
    said.name = "Wolfeschlegelsteinhausenbergerdorff".repeat(6);
    said.clinic = "Centro ".repeat(40);
    said.after = vec!["All of this is said at length. ".repeat(120)];
    let file = file(&said);
    assert_eq!(file.pages(), 2);
    let text = file.text();
    assert!(text.contains("Page 1 of 2") && text.contains("Page 2 of 2"), "{text}");
    assert!(text.contains(&said.name), "{text}");
    let words = text.replace("Page 1 of 2", "");
    assert!(words.contains(said.after[0].trim()), "{text}");
}

#[test]
fn the_sheet_is_the_one_of_the_country_and_the_same_letter_is_the_same_file() {
    let mut said = sample("fr");
    let first = letter(&said).expect("a file");
    assert_eq!(first, letter(&said).expect("a file"));
    assert!(File::read(first).has("/MediaBox[0 0 595.27"), "A4");
    said.paper = Paper::UsLetter;
    assert!(file(&said).has("/MediaBox[0 0 612 792]"), "letter");
}

#[test]
fn what_cannot_be_drawn_is_told_without_what_it_says() {
    let mut said = sample("en");
    said.logo = Some(Picture { bytes: b"<svg/>".to_vec(), alt: "x".to_owned() });
    assert_eq!(letter(&said), Err(pdf::Error::Logo));
    said.logo = None;
    said.square.path = "M4 4h1v1h-1z\" onload".to_owned() + "M";
    assert_eq!(letter(&said), Err(pdf::Error::Square));
    said = sample("en");
    said.title = "\u{202e}".to_owned();
    let error = letter(&said).expect_err("no title");
    assert!(!error.to_string().contains("Hughes"), "{error}");
}

/// A small picture with a clear ground.
const LOGO: &[u8] = include_bytes!("logo.png");
