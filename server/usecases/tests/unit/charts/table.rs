//! Files as tables.

use domain::charts::file::{FileProblem, MOST_BYTES, MOST_COLUMNS, MOST_ROWS};
use proptest::prelude::*;
use usecases::examined::read_table as read;

fn cells(text: &str) -> Vec<Vec<String>> {
    let table = read(text.as_bytes()).expect("a table");
    std::iter::once(table.headings).chain(table.rows.into_iter().map(|(_, cells)| cells)).collect()
}

#[test]
fn commas_semicolons_and_tabs_quotes_and_marks_are_understood() {
    let expected = [["a", "b c"], ["1", "x, \"y\"; z"]];
    for text in [
        "a,b c\r\n1,\"x, \"\"y\"\"; z\"\r\n",
        "\u{feff}a;b c\n1;\"x, \"\"y\"\"; z\"\n",
        "a\tb c\n\n1\t\"x, \"\"y\"\"; z\"",
    ] {
        assert_eq!(cells(text), expected, "{text:?}");
    }
    assert_eq!(cells("\"a;b\",c\n1,2\n"), [["a;b", "c"], ["1", "2"]]);
    assert_eq!(cells("a\n\"two\nlines\"\n"), [["a"], ["two\nlines"]]);
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    let wide = format!("{}\n1\n", ",".repeat(MOST_COLUMNS));
    let long = format!("a\n{}", "1\n".repeat(MOST_ROWS + 1));
    for (bytes, problem) in [
        (b"".as_slice(), FileProblem::Empty),
        (b"a,b\n,\n", FileProblem::Empty),
        (b"a\n\xe9\n", FileProblem::Encoding),
        (b"PK\x03\x04\x00\x00", FileProblem::Encoding),
        ("a\n\u{fffd}\n".as_bytes(), FileProblem::Encoding),
        (wide.as_bytes(), FileProblem::TooManyColumns),
        (long.as_bytes(), FileProblem::TooManyRows),
        (vec![b'a'; MOST_BYTES + 1].as_slice(), FileProblem::TooLarge),
    ] {
        assert_eq!(read(bytes).expect_err("no table"), problem);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_much_for_it(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_text_is_too_much_for_it(text in "[\"',;\t\r\n\u{feff}a0=\u{e9}]{0,400}") {
        let _ = read(text.as_bytes());
    }
}
