//! Places in the bar of a phone, and behind it.

use app::examined::{FIT, Place, rest, staff_places};
use domain::permission::Role;

#[test]
fn every_place_is_in_the_bar_or_behind_it_and_in_one_of_both() {
    let groups = staff_places(&[Role::Administrator]);
    let all: Vec<Place> = groups.iter().flat_map(|group| group.places.clone()).collect();
    let first = all.iter().take(FIT - 1).copied().collect::<Vec<_>>();
    let behind: Vec<Place> = rest(&groups, &first).into_iter().flat_map(|group| group.places).collect();
    assert_eq!([first, behind].concat(), all);
}
