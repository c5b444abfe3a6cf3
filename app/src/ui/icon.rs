//! The icons of the product: drawn beside words, never instead of them.

use leptos::prelude::*;

/// What an icon stands for; the drawing can change, the meaning stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// The first page.
    Home,
    /// Appointments.
    Visits,
    /// Booking a visit.
    NewVisit,
    /// A cancelled visit, or cancelling one.
    CancelVisit,
    /// A visit that took place.
    VisitDone,
    /// Moving a visit to another time.
    MoveVisit,
    /// The record.
    Records,
    /// Opens a list of places.
    Menu,
    /// Everything else.
    More,
    /// Diagnoses.
    Diagnoses,
    /// Medications.
    Medications,
    /// Allergies.
    Allergies,
    /// Vaccinations.
    Vaccinations,
    /// Operations and examinations.
    Procedures,
    /// What is planned and aimed at.
    Plans,
    /// Weight, blood pressure and the like.
    Measurements,
    /// Results of the laboratory and of imaging.
    Results,
    /// Goes on or opens.
    Next,
    /// Goes back one.
    Previous,
    /// Unfolds.
    Expand,
    /// Leads back to the page above.
    Back,
    /// Closes.
    Close,
    /// Done, chosen.
    Check,
    /// A hint.
    Information,
    /// Needs care.
    Warning,
    /// It worked.
    Success,
    /// Something is wrong here.
    Problem,
    /// It was refused.
    Refused,
    /// Signing out.
    SignOut,
    /// Telephone.
    Phone,
    /// E-mail.
    Mail,
    /// An address.
    Place,
    /// Opening hours, lengths.
    Clock,
    /// One person.
    Person,
    /// Several people, whose chart.
    People,
    /// Searching.
    Search,
    /// Settings.
    Settings,
    /// Colours and logo.
    Appearance,
    /// Adds one.
    Add,
    /// Takes one away.
    Remove,
    /// Changes it.
    Edit,
    /// Deletes it.
    Delete,
    /// Makes it visible.
    Show,
    /// Hides it.
    Hide,
    /// Not permitted.
    Locked,
    /// No connection.
    Offline,
    /// By video.
    Video,
    /// The language.
    Language,
    /// The clinic, in person.
    Clinic,
    /// Tries again.
    Refresh,
    /// Fetches a file.
    Download,
    /// Hands in a file.
    Upload,
    /// Takes the last step back.
    Undo,
    /// What was before.
    History,
    /// Kept for a while.
    Hold,
    /// An emergency.
    Emergency,
    /// Times before noon.
    Morning,
    /// Times after noon.
    Afternoon,
    /// Times in the evening.
    Evening,
    /// A desktop's screen.
    Monitor,
    /// A tablet's screen.
    Tablet,
    /// A phone's screen.
    Handheld,
    /// The clinic's own side.
    Staff,
    /// A list of work.
    List,
    /// Leads out of the portal.
    Link,
    /// Copies it.
    Copy,
    /// Marked.
    Star,
    /// Takes a colour from the screen.
    Eyedropper,
    /// Light ground.
    Sun,
}

/// An icon of 24 pixels that screen readers leave out.
#[component]
pub fn Glyph(
    /// Which.
    icon: Icon,
    /// 20 pixels, to stand beside small text.
    #[prop(optional)]
    is_small: bool,
) -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true" class=if is_small { "icon-small" } else { "icon" }>
            <path d=icon.path() />
        </svg>
    }
}
