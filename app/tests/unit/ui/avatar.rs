//! Initials of names.

use app::examined::initials;

#[test]
fn initials_are_the_first_and_the_last() {
    assert_eq!(initials("Ana Ruiz Soto"), "AS");
    assert_eq!(initials("  élodie "), "É");
    assert_eq!(initials("Dr. (ret.) Kim Lee"), "DL");
    assert_eq!(initials(""), "");
}
