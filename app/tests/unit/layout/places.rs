//! Places of the navigation, by role.

use app::examined::staff_places;
use app::layout::is_at;
use app::routes;
use domain::permission::Role;

fn hrefs(roles: &[Role]) -> Vec<&'static str> {
    staff_places(roles).into_iter().flat_map(|group| group.places).map(|place| place.href).collect()
}

#[test]
fn a_colleague_sees_only_what_the_roles_open() {
    assert_eq!(
        hrefs(&[Role::Provider]),
        ["/staff/today", "/staff/patients", "/staff/results", "/patients/corrections"]
    );
    assert_eq!(
        hrefs(&[Role::Administrator]),
        [
            "/staff/patients",
            "/patients/corrections",
            "/patients/invitations",
            "/patients/requests",
            "/patients/new",
            "/patients/merge",
            "/settings/calendar",
            "/settings/staff",
            "/settings/access-log",
            "/settings/connections",
            "/settings/export",
            "/settings/portal",
            "/settings/appearance",
            "/settings/registration",
            "/settings/results",
            "/settings/security"
        ]
    );
    assert_eq!(
        hrefs(&[Role::FrontDesk]),
        [
            "/staff/today",
            "/staff/patients",
            "/patients/invitations",
            "/patients/requests",
            "/patients/new",
            "/patients/merge"
        ]
    );
    assert_eq!(hrefs(&[Role::FrontDesk, Role::Administrator]).len(), 17);
    assert!(hrefs(&[Role::Billing]).is_empty());
}

#[test]
fn a_place_holds_what_lies_below_it() {
    assert!(is_at("/records/allergies", routes::RECORDS));
    assert!(!is_at("/recordsx", routes::RECORDS));
    assert!(!is_at("/records", routes::HOME));
}
