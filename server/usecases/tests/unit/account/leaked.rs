//! Passwords that have leaked.

use usecases::account::is_leaked;
use usecases::examined::FILTER;

#[test]
fn passwords_that_have_leaked_are_known_whatever_their_capitals() {
    for leaked in
        ["jacksparrow050219932", "qazwsx987654321", "Nokia3110Classic", "ＭＥＩＳＴＨＥＢＥＳＴ2009"]
    {
        assert!(is_leaked(leaked), "{leaked}");
    }
}

#[test]
fn of_passwords_that_have_not_leaked_hardly_any_is_taken_for_one() {
    let wrong = (0..100_000).filter(|number| is_leaked(&format!("a quiet harbour {number}"))).count();
    assert!(wrong < 200, "{wrong} of 100,000");
    let ones: u32 = FILTER.iter().map(|byte| byte.count_ones()).sum();
    assert!(u64::from(ones) < FILTER.len() as u64 * 5, "more than five of eight bits are set");
}
