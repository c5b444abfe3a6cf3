//! Every address of the product, on one page.

use crate::account::page::SignInPage;
use crate::booking::day::DayPage;
use crate::booking::page::BookPage;
use crate::booking::visit::VisitPage;
use crate::booking::visits::VisitsPage;
use crate::calendar::page::CalendarPage;
use crate::home::{HomePage, MorePage};
use crate::layout::{NotFoundPage, PatientFrame, StaffFrame, UpdatePrompt, provide_frame};
use crate::records::page::{RecordsPage, SectionPage};
use crate::theme::page::AppearancePage;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// Home.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Appointments.
pub const VISITS: &str = "/visits";
/// Booking an appointment.
pub const BOOK: &str = "/visits/book";
/// The record.
pub const RECORDS: &str = "/records";
/// Clinic, account, signing out.
pub const MORE: &str = "/more";
/// A colleague's day.
pub const STAFF_TODAY: &str = "/staff/today";
/// Hours, visit types, places, providers.
pub const SETTINGS_CALENDAR: &str = "/settings/calendar";
/// Logo, colours, font.
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";

/// Whether the page of a path shows other pages of this portal in a frame.
#[must_use]
pub fn holds_frames(path: &str) -> bool {
    path.trim_end_matches('/') == SETTINGS_APPEARANCE
}

/// A path of this portal to go on to; anything else becomes home.
#[must_use]
pub fn same_origin_path(wanted: Option<&str>) -> String {
    match wanted {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') =>
        {
            path.to_owned()
        }
        _ => HOME.to_owned(),
    }
}

/// The whole application: frame data once, then the page of the address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_frame();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage />
                <ParentRoute path=path!("") view=PatientFrame>
                    <Route path=path!("") view=HomePage />
                    <Route path=path!("visits") view=VisitsPage />
                    <Route path=path!("visits/book") view=BookPage />
                    <Route path=path!("visits/:id") view=VisitPage />
                    <Route path=path!("records") view=RecordsPage />
                    <Route path=path!("records/:section") view=SectionPage />
                    <Route path=path!("more") view=MorePage />
                </ParentRoute>
                <ParentRoute path=path!("") view=StaffFrame>
                    <Route path=path!("staff/today") view=DayPage />
                    <Route path=path!("settings/calendar") view=CalendarPage />
                    <Route path=path!("settings/appearance") view=AppearancePage />
                </ParentRoute>
            </Routes>
        </Router>
        <UpdatePrompt />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_portal_are_followed() {
        for good in ["/", "/visits?day=2027-03-14", "/records/allergies"] {
            assert_eq!(same_origin_path(Some(good)), good);
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "/\u{1}",
            "/a\u{7f}",
            "/a b",
            "/ñ",
        ] {
            assert_eq!(same_origin_path(Some(bad)), HOME, "{bad}");
        }
        assert_eq!(same_origin_path(None), HOME);
    }
}
