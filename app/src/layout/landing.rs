//! Where somebody belongs who opens a page that is not for them: patients home, colleagues to their day or their settings.

use super::places::staff_places;
use crate::routes;
use domain::account::contract::Me;

/// The first page of a colleague: the day for those who see patients, settings for administrators.
#[must_use]
pub fn staff_start(me: &Me) -> Option<&'static str> {
    let places = staff_places(&me.roles).into_iter().flat_map(|group| group.places);
    let hrefs: Vec<_> = places.map(|place| place.href).collect();
    [routes::STAFF_TODAY, routes::SETTINGS_APPEARANCE].into_iter().find(|start| hrefs.contains(start))
}

/// Sends the reader on: the server answers with a redirect, the browser changes the page.
pub fn send_to(path: &str) {
    #[cfg(feature = "ssr")]
    crate::context::redirect(path);
    #[cfg(not(feature = "ssr"))]
    leptos_router::hooks::use_navigate()(
        path,
        leptos_router::NavigateOptions { replace: true, ..Default::default() },
    );
}

/// Answers the request with the way to the sign-in page, which leads back here.
pub fn send_to_sign_in() {
    #[cfg(feature = "ssr")]
    {
        use leptos::prelude::WithUntracked as _;

        let path = leptos_router::hooks::use_url().with_untracked(|url| url.path().to_owned());
        let next = if path == routes::HOME { String::new() } else { format!("?next={path}") };
        crate::context::redirect(&format!("{}{next}", routes::SIGN_IN));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::contract::SessionClock;
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
}
