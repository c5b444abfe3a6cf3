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
