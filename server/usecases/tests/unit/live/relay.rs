//! What the relay has told.

use domain::time::Instant;
use usecases::examined::Told;

#[test]
fn a_row_that_appears_late_is_told_and_none_twice() {
    let mut told = Told::up_to(4);
    assert!(told.note(5, Instant(100)) && told.note(7, Instant(100)));
    told.settle(Instant(110));
    assert_eq!(told.below(), 4, "ten seconds are waited for slow transactions");
    assert!(told.note(6, Instant(110)) && !told.note(7, Instant(110)));
    told.settle(Instant(111));
    assert_eq!((told.below(), told.known()), (7, 0), "a position counts from when it was first seen");
}
