//! What files are, and what they are called.

use domain::records::contract::FileKind;
use usecases::examined::{file_name, sniff};

#[test]
fn a_file_is_what_its_bytes_say() {
    let cases: [(&[u8], FileKind, &str); 10] = [
        (b"%PDF-1.7 rest", FileKind::Pdf, "application/pdf"),
        (b" %PDF-1.7", FileKind::Text, "text/plain; charset=utf-8"),
        (b"\x89PNG\r\n\x1a\nrest", FileKind::Image, "image/png"),
        (b"\xff\xd8\xff\xe0", FileKind::Image, "image/jpeg"),
        (b"GIF89a", FileKind::Text, "text/plain; charset=utf-8"),
        ("Dolor en la mu\u{f1}eca\r\n\tdesde ayer".as_bytes(), FileKind::Text, "text/plain; charset=utf-8"),
        (b"<html>", FileKind::Other, "application/octet-stream"),
        (b"\n <svg onload=x>", FileKind::Other, "application/octet-stream"),
        (b"{\\rtf1}", FileKind::Other, "application/octet-stream"),
        (b"a\x00b", FileKind::Other, "application/octet-stream"),
    ];
    for (bytes, kind, media_type) in cases {
        let (found, called, _) = sniff(bytes);
        assert_eq!((found, called), (kind, media_type), "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(sniff(b"\xe9t\xe9").0, FileKind::Other, "Latin-1 is not guessed");
}

#[test]
fn a_name_has_plain_letters_alone() {
    let cases = [
        ("Progress note", "progress-note"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\"; filename=\"b.exe\r\nX: y", "a-filename-b-exe-x-y"),
        ("Informe de alta \u{2013} 2023", "informe-de-alta-2023"),
        ("\u{41e}\u{442}\u{447}\u{451}\u{442}", "document"),
        ("", "document"),
    ];
    for (title, name) in cases {
        assert_eq!(file_name(title), name, "{title:?}");
    }
    assert!(file_name(&"long ".repeat(100)).len() <= 80);
}
