//! Typed texts made fit for every database.

use usecases::plain::{one_line, plain};

#[test]
fn what_no_database_takes_is_left_out() {
    assert_eq!(plain(" a\0b\r\nc\u{85} ", 10), "ab\nc");
    assert_eq!(plain("ñañaña", 4), "ñaña");
    assert_eq!(one_line("  a\r\n b\t\u{2028}c ", 10), "a b c");
}
