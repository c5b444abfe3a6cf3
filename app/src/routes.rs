//! Every address of the product, on one page.

use crate::account::activate::ActivatePage;
use crate::account::confirm::ConfirmPage;
use crate::account::page::SignInPage;
use crate::account::register::RegisterPage;
use crate::account::reset::{ForgottenPage, NewPasswordPage};
use crate::account::second_step::SecondStepPage;
use crate::account::security::SecurityPage;
use crate::amend::list::AmendmentsPage;
use crate::amend::page::AmendmentPage;
use crate::audit::alerts::AlertsPage;
use crate::audit::openings::OpeningsPage;
use crate::audit::page::AccessLogPage;
use crate::audit::questions::QuestionsPage;
use crate::audit::rules::AlertRulesPage;
use crate::booking::day::DayPage;
use crate::booking::page::BookPage;
use crate::booking::visit::VisitPage;
use crate::booking::visits::VisitsPage;
use crate::calendar::page::CalendarPage;
use crate::card::page::CardPage;
use crate::chart_view::entry::ChartEntryPage;
use crate::chart_view::measurements::ChartMeasurementsPage;
use crate::chart_view::page::RecordPage;
use crate::chart_view::result::ChartResultPage;
use crate::chart_view::results::ChartResultsPage;
use crate::chart_view::section::ChartSectionPage;
use crate::charts::file_page::ChartFilePage;
use crate::charts::merge_page::MergePage;
use crate::charts::page::AddChartPage;
use crate::connections::apps::AppsPage;
use crate::connections::clients::ClientsPage;
use crate::connections::connect::ConnectPage;
use crate::corrections::ask::AskPage;
use crate::corrections::list::CorrectionsPage;
use crate::corrections::page::CorrectionPage;
use crate::downloads::clinic::ExportPage;
use crate::downloads::page::DownloadPage;
use crate::family::access::AccessPage;
use crate::family::page::FamilyPage;
use crate::home::{HomePage, MorePage};
use crate::invitations::letter::LetterPage;
use crate::invitations::page::InvitationsPage;
use crate::layout::{
    AccountFrame, Elsewhere, NotFoundPage, PatientFrame, StaffFrame, UpdatePrompt, is_at, provide_frame,
};
use crate::looks::page::LooksPage;
use crate::opening::page::OpeningPage;
use crate::patients::page::PatientsPage;
use crate::records::entry_page::EntryPage;
use crate::records::page::{RecordsPage, SectionPage};
use crate::records::timeline::TimelinePage;
use crate::registration::list::RequestsPage;
use crate::registration::request::RequestPage;
use crate::registration::settings::RegistrationSettingsPage;
use crate::release::rules::ReleaseRulesPage;
use crate::release::texts::TextsPage;
use crate::release::work::WorkPage;
use crate::results::list::ResultsPage;
use crate::results::measurements::MeasurementsPage;
use crate::results::page::ResultPage;
use crate::security::page::SecuritySettingsPage;
use crate::shares::list::SharesPage;
use crate::shares::make::NewSharePage;
use crate::shares::page::SharePage;
use crate::shares::viewer::ViewerPage;
use crate::staff::page::ColleaguesPage;
use crate::theme::page::AppearancePage;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// Home.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// An invited person's way to an account.
pub const ACTIVATE: &str = "/activate";
/// Where people ask for an account without an invitation.
pub const REGISTER: &str = "/register";
/// Where whoever has forgotten the password asks for a new one.
pub const FORGOTTEN: &str = "/forgotten-password";
/// Where a new password is chosen.
pub const NEW_PASSWORD: &str = "/new-password";
/// Appointments.
pub const VISITS: &str = "/visits";
/// Booking an appointment.
pub const BOOK: &str = "/visits/book";
/// The record.
pub const RECORDS: &str = "/records";
/// Results of the laboratory and of imaging.
pub const RESULTS: &str = "/records/results";
/// Weight, blood pressure and the like.
pub const MEASUREMENTS: &str = "/records/measurements";
/// Who opened the record.
pub const LOOKS: &str = "/records/access";
/// Everything of the record in one list.
pub const TIMELINE: &str = "/records/timeline";
/// What helps in an emergency, on one card.
pub const CARD: &str = "/records/card";
/// Taking the record along.
pub const DOWNLOAD: &str = "/records/download";
/// Links by which a summary of the record is shared.
pub const SHARES: &str = "/records/share";
/// Making one.
pub const NEW_SHARE: &str = "/records/share/new";
/// Where whoever has such a link reads the summary.
pub const SHARED: &str = "/share";
/// What the patient asked to be corrected.
pub const CORRECTIONS: &str = "/records/corrections";
/// Asking for an entry to be corrected.
pub const ASK_CORRECTION: &str = "/records/corrections/new";
/// Clinic, account, signing out.
pub const MORE: &str = "/more";
/// Password and devices.
pub const SECURITY: &str = "/account/security";
/// Proving anew who is asking.
pub const CONFIRM: &str = "/account/confirm";
/// Apps that read a record with one's permission.
pub const APPS: &str = "/account/apps";
/// Where one answers an app that asks.
pub const CONNECT_APP: &str = "/account/apps/connect";
/// Who may act for one, and for whom one may act.
pub const FAMILY: &str = "/account/family";
/// A colleague's day.
pub const STAFF_TODAY: &str = "/staff/today";
/// Finding a patient.
pub const STAFF_PATIENTS: &str = "/staff/patients";
/// Results that wait for a clinician.
pub const STAFF_RESULTS: &str = "/staff/results";
/// Short texts that a clinician keeps.
pub const STAFF_TEXTS: &str = "/staff/results/texts";
/// What patients ask to be corrected.
pub const AMENDMENTS: &str = "/patients/corrections";
/// Adding a patient by hand.
pub const ADD_CHART: &str = "/patients/new";
/// Adding patients from a file.
pub const CHART_FILE: &str = "/patients/new/file";
/// Merging two charts of one person.
pub const MERGE_CHARTS: &str = "/patients/merge";
/// Inviting patients to the portal.
pub const INVITATIONS: &str = "/patients/invitations";
/// People who ask for an account by themselves.
pub const REQUESTS: &str = "/patients/requests";
/// Who may act for a patient.
pub const ACCESS: &str = "/patients/access";
/// Hours, visit types, places, providers.
pub const SETTINGS_CALENDAR: &str = "/settings/calendar";
/// Logo, colours, font.
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";
/// Who did what, and on whose record.
pub const SETTINGS_ACCESS_LOG: &str = "/settings/access-log";
/// What of it somebody should look at.
pub const SETTINGS_ACCESS_ALERTS: &str = "/settings/access-log/alerts";
/// What patients ask about it.
pub const SETTINGS_ACCESS_QUESTIONS: &str = "/settings/access-log/questions";
/// Records that colleagues have opened.
pub const SETTINGS_ACCESS_OPENINGS: &str = "/settings/access-log/openings";
/// What is looked for.
pub const SETTINGS_ACCESS_RULES: &str = "/settings/access-log/rules";
/// Colleagues and their roles.
pub const SETTINGS_STAFF: &str = "/settings/staff";
/// Whether people may ask for an account by themselves.
pub const SETTINGS_REGISTRATION: &str = "/settings/registration";
/// Second factors, sessions, passwords.
pub const SETTINGS_SECURITY: &str = "/settings/security";
/// Apps and systems that speak FHIR with the portal.
pub const SETTINGS_CONNECTIONS: &str = "/settings/connections";
/// The records of all patients as a file.
pub const SETTINGS_EXPORT: &str = "/settings/export";
/// When patients see their results.
pub const SETTINGS_RESULTS: &str = "/settings/results";
/// Opening and closing the portal for patients.
pub const SETTINGS_PORTAL: &str = "/settings/portal";

/// One result.
#[must_use]
pub fn result(id: domain::ids::EntryId) -> String {
    format!("{RESULTS}/{id}")
}

/// The answer to a search that was posted without scripts.
#[must_use]
pub fn kept_search(token: &str) -> String {
    format!("{STAFF_PATIENTS}?search={token}")
}

/// The record of a patient, for the clinic.
#[must_use]
pub fn chart(chart: domain::ids::ChartId) -> String {
    format!("/patients/{chart}/record")
}

/// The same after it was closed, which a reader with a tie to the patient would open anew.
#[must_use]
pub fn closed_chart(id: domain::ids::ChartId) -> String {
    format!("{}?done=closed", chart(id))
}

/// Whose record a page shows, and with it where its parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The reader's own, or that of the chart that is shown.
    Own,
    /// A patient's, read by the clinic.
    Patients(domain::ids::ChartId),
}

impl Whose {
    fn base(self) -> String {
        match self {
            Self::Own => RECORDS.to_owned(),
            Self::Patients(id) => chart(id),
        }
    }

    /// A section.
    #[must_use]
    pub fn section(self, section: domain::records::contract::Section) -> String {
        format!("{}/{}", self.base(), section.slug())
    }

    /// One entry.
    #[must_use]
    pub fn entry(self, id: domain::ids::EntryId) -> String {
        format!("{}/entry/{id}", self.base())
    }

    /// The results.
    #[must_use]
    pub fn results(self) -> String {
        format!("{}/results", self.base())
    }

    /// One result.
    #[must_use]
    pub fn result(self, id: domain::ids::EntryId) -> String {
        format!("{}/results/{id}", self.base())
    }

    /// What is measured.
    #[must_use]
    pub fn measurements(self) -> String {
        format!("{}/measurements", self.base())
    }

    /// A file of an entry.
    #[must_use]
    pub fn file(self, entry: domain::ids::EntryId, index: usize) -> String {
        match self {
            Self::Own => format!("/files/records/{entry}/{index}"),
            Self::Patients(chart) => format!("/files/patients/{chart}/{entry}/{index}"),
        }
    }
}

/// A section of the record.
#[must_use]
pub fn section(section: domain::records::contract::Section) -> String {
    format!("{RECORDS}/{}", section.slug())
}

/// One entry of the record.
#[must_use]
pub fn entry(id: domain::ids::EntryId) -> String {
    format!("{RECORDS}/entry/{id}")
}

/// One share link.
#[must_use]
pub fn share(id: domain::ids::ShareId) -> String {
    format!("{SHARES}/{id}")
}

/// One request of the patient for a correction.
#[must_use]
pub fn correction(id: domain::ids::CorrectionId) -> String {
    format!("{CORRECTIONS}/{id}")
}

/// The same as the clinic sees it.
#[must_use]
pub fn amendment(id: domain::ids::CorrectionId) -> String {
    format!("{AMENDMENTS}/{id}")
}

/// Where an entry is asked to be corrected.
#[must_use]
pub fn ask_correction(entry: domain::ids::EntryId) -> String {
    format!("{ASK_CORRECTION}?entry={entry}")
}

/// Where one answers what an app asks.
#[must_use]
pub fn connect_app(question: domain::ids::ConsentId) -> String {
    format!("{CONNECT_APP}/{question}")
}

/// Where an answer leads back to the app.
#[must_use]
pub fn back_to_app(question: domain::ids::ConsentId) -> String {
    format!("/oauth/continue?ask={question}")
}

/// The letter of an invitation, to print.
#[must_use]
pub fn letter_of(invitation: domain::ids::InvitationId) -> String {
    format!("{INVITATIONS}/{invitation}/letter")
}

/// Who may act for the patient of a chart.
#[must_use]
pub fn access_to(chart: domain::ids::ChartId) -> String {
    format!("{ACCESS}?chart={chart}")
}

/// The second step of signing in, with where to go afterwards.
#[must_use]
pub fn second_step(next: &str) -> String {
    format!("/sign-in/second?next={}", escaped(next))
}

/// Proving anew who is asking, with where to go afterwards.
#[must_use]
pub fn confirm(next: &str) -> String {
    format!("{CONFIRM}?next={}", escaped(next))
}

/// A text as the value of a query.
#[must_use]
pub fn escaped(path: &str) -> String {
    path.bytes()
        .map(|byte| {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
            if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
        })
        .collect()
}

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

/// The programs of the browser. A page loads only its own; from one to the other, pages load anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Program {
    /// Signing in, home, and visits: what a first visit needs.
    Patient,
    /// The record.
    Record,
    /// The clinic's own pages, and those about one's account and of the record that are needed seldom.
    Clinic,
}

impl Program {
    /// The program that a page belongs to.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let is_clinic = [
            "/staff",
            "/patients",
            "/settings",
            "/account",
            "/sign-in/second",
            ACTIVATE,
            REGISTER,
            FORGOTTEN,
            NEW_PASSWORD,
            SHARED,
            // Of the record, what is needed seldom.
            CARD,
            CORRECTIONS,
            DOWNLOAD,
            LOOKS,
            SHARES,
        ]
        .into_iter()
        .any(|area| is_at(path, area));
        if is_clinic {
            Self::Clinic
        } else if is_at(path, RECORDS) {
            Self::Record
        } else {
            Self::Patient
        }
    }

    /// Whether its pages show texts of a feature.
    #[must_use]
    pub fn needs_texts(self, feature: &str) -> bool {
        !matches!(feature, "dosage" | "mail" | "source" | "unnamed")
            && (self != Self::Patient
                || !matches!(
                    feature,
                    "corrections"
                        | "entry"
                        | "looks"
                        | "results"
                        | "field.corrections"
                        | "field.looks"
                        | "refusal.corrections"
                        | "refusal.looks"
                ))
            && (self == Self::Clinic
                || !matches!(
                    feature,
                    "account"
                        | "activate"
                        | "amend"
                        | "audit"
                        // Fields and refusals that only the clinic's pages can be answered with.
                        | "field.audit"
                        | "field.calendar"
                        | "field.chart"
                        | "field.client"
                        | "field.keys"
                        | "field.parts"
                        | "field.patients"
                        | "field.downloads"
                        | "field.family"
                        | "field.file"
                        | "field.invitation"
                        | "field.logo"
                        | "field.merge"
                        | "field.portal"
                        | "field.registration"
                        | "field.release"
                        | "field.security"
                        | "field.shares"
                        | "field.staff"
                        | "refusal.audit"
                        | "refusal.calendar"
                        | "refusal.charts"
                        | "refusal.connections"
                        | "refusal.exchange"
                        | "refusal.contact"
                        | "refusal.downloads"
                        | "refusal.factor"
                        | "refusal.family"
                        | "refusal.invitation"
                        | "refusal.registration"
                        | "refusal.reset"
                        | "refusal.results"
                        | "refusal.security"
                        | "refusal.shares"
                        | "refusal.staff"
                        | "refusal.theme"
                        | "refusal.chart_view"
                        | "calendar"
                        | "card"
                        | "chart_view"
                        | "charts"
                        | "connections"
                        | "day"
                        | "downloads"
                        | "family"
                        | "invitations"
                        | "opening"
                        | "patients"
                        | "registration"
                        | "release"
                        | "reset"
                        | "security"
                        | "shares"
                        | "staff"
                        | "theme"
                ))
    }
}

/// The whole application: what the server renders.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Around>
            <Routes fallback=NotFoundPage>
                <PatientRoutes />
                // Before the record's, whose last route takes every word.
                <ClinicRoutes />
                <RecordRoutes />
            </Routes>
        </Around>
    }
}

/// The patient's program.
#[component]
pub fn PatientApp() -> impl IntoView {
    view! {
        <Around>
            <Routes fallback=Elsewhere>
                <PatientRoutes />
            </Routes>
        </Around>
    }
}

/// The record's program.
#[component]
pub fn RecordApp() -> impl IntoView {
    view! {
        <Around>
            <Routes fallback=Elsewhere>
                <RecordRoutes />
            </Routes>
        </Around>
    }
}

/// The clinic's program.
#[component]
pub fn ClinicApp() -> impl IntoView {
    view! {
        <Around>
            <Routes fallback=Elsewhere>
                <ClinicRoutes />
            </Routes>
        </Around>
    }
}

/// What all pages share: frame data once, and the word of a new version.
#[component]
fn Around(children: Children) -> impl IntoView {
    provide_meta_context();
    provide_frame();
    #[cfg(feature = "hydrate")]
    crate::layout::leave_other_programs_to_the_browser();
    view! {
        <Router>{children()}</Router>
        <UpdatePrompt />
    }
}

#[component(transparent)]
fn PatientRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-in") view=SignInPage />
        <ParentRoute path=path!("") view=PatientFrame>
            <Route path=path!("") view=HomePage />
            <Route path=path!("visits") view=VisitsPage />
            <Route path=path!("visits/book") view=BookPage />
            <Route path=path!("visits/:id") view=VisitPage />
            <Route path=path!("more") view=MorePage />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn RecordRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=path!("records") view=PatientFrame>
            <Route path=path!("") view=RecordsPage />
            <Route path=path!("results") view=ResultsPage />
            <Route path=path!("results/:id") view=ResultPage />
            <Route path=path!("measurements") view=MeasurementsPage />
            <Route path=path!("entry/:id") view=EntryPage />
            <Route path=path!("timeline") view=TimelinePage />
            <Route path=path!(":section") view=SectionPage />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn ClinicRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-in/second") view=SecondStepPage />
        <Route path=path!("/activate") view=ActivatePage />
        <Route path=path!("/register") view=RegisterPage />
        <Route path=path!("/forgotten-password") view=ForgottenPage />
        <Route path=path!("/new-password") view=NewPasswordPage />
        <Route path=path!("/share") view=ViewerPage />
        <Route path=path!("/patients/invitations/:id/letter") view=LetterPage />
        <ParentRoute path=path!("records") view=PatientFrame>
            <Route path=path!("access") view=LooksPage />
            <Route path=path!("card") view=CardPage />
            <Route path=path!("download") view=DownloadPage />
            <Route path=path!("share") view=SharesPage />
            <Route path=path!("share/new") view=NewSharePage />
            <Route path=path!("share/:id") view=SharePage />
            <Route path=path!("corrections") view=CorrectionsPage />
            <Route path=path!("corrections/new") view=AskPage />
            <Route path=path!("corrections/:id") view=CorrectionPage />
        </ParentRoute>
        <ParentRoute path=path!("account") view=AccountFrame>
            <Route path=path!("security") view=SecurityPage />
            <Route path=path!("confirm") view=ConfirmPage />
            <Route path=path!("family") view=FamilyPage />
            <Route path=path!("apps") view=AppsPage />
            <Route path=path!("apps/connect/:id") view=ConnectPage />
        </ParentRoute>
        <ParentRoute path=path!("") view=StaffFrame>
            <Route path=path!("staff/today") view=DayPage />
            <Route path=path!("staff/patients") view=PatientsPage />
            <Route path=path!("staff/results") view=WorkPage />
            <Route path=path!("staff/results/texts") view=TextsPage />
            <Route path=path!("patients/invitations") view=InvitationsPage />
            <Route path=path!("patients/new") view=AddChartPage />
            <Route path=path!("patients/new/file") view=ChartFilePage />
            <Route path=path!("patients/merge") view=MergePage />
            <Route path=path!("settings/portal") view=OpeningPage />
            <Route path=path!("patients/requests") view=RequestsPage />
            <Route path=path!("patients/requests/:id") view=RequestPage />
            <Route path=path!("patients/access") view=AccessPage />
            <Route path=path!("patients/corrections") view=AmendmentsPage />
            <Route path=path!("patients/corrections/:id") view=AmendmentPage />
            <Route path=path!("patients/:chart/record") view=RecordPage />
            <Route path=path!("patients/:chart/record/results") view=ChartResultsPage />
            <Route path=path!("patients/:chart/record/results/:id") view=ChartResultPage />
            <Route path=path!("patients/:chart/record/measurements") view=ChartMeasurementsPage />
            <Route path=path!("patients/:chart/record/entry/:id") view=ChartEntryPage />
            <Route path=path!("patients/:chart/record/:section") view=ChartSectionPage />
            <Route path=path!("settings/calendar") view=CalendarPage />
            <Route path=path!("settings/appearance") view=AppearancePage />
            <Route path=path!("settings/security") view=SecuritySettingsPage />
            <Route path=path!("settings/registration") view=RegistrationSettingsPage />
            <Route path=path!("settings/results") view=ReleaseRulesPage />
            <Route path=path!("settings/access-log") view=AccessLogPage />
            <Route path=path!("settings/access-log/alerts") view=AlertsPage />
            <Route path=path!("settings/access-log/rules") view=AlertRulesPage />
            <Route path=path!("settings/access-log/questions") view=QuestionsPage />
            <Route path=path!("settings/access-log/openings") view=OpeningsPage />
            <Route path=path!("settings/staff") view=ColleaguesPage />
            <Route path=path!("settings/connections") view=ClientsPage />
            <Route path=path!("settings/export") view=ExportPage />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
