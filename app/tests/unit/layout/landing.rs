//! First pages of colleagues.

use app::examined::staff_start;
use domain::account::contract::{Me, SessionClock};
use domain::permission::Role;

fn start(roles: &[Role]) -> Option<&'static str> {
    let clock = SessionClock { idle_s: 1_800, left_s: 43_200 };
    staff_start(&Me {
        name: String::new(),
        roles: roles.to_vec(),
        chart: None,
        charts: Vec::new(),
        clock,
        must_enrol: false,
    })
}

#[test]
fn colleagues_begin_where_their_work_is() {
    assert_eq!(start(&[Role::Provider]), Some("/staff/today"));
    assert_eq!(start(&[Role::Administrator, Role::FrontDesk]), Some("/staff/today"));
    assert_eq!(start(&[Role::Administrator]), Some("/settings/appearance"));
    assert_eq!(start(&[Role::Billing]), None);
    assert_eq!(start(&[]), None);
}
