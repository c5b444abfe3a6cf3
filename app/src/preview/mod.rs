//! Screens for the frame of the theme editor: the real components with invented people, drawn by the server, without scripts.

mod sample;

use crate::account::page::Welcome;
use crate::booking::api::HoldSlot;
use crate::booking::choices::VisitTypes;
use crate::booking::model::Place;
use crate::booking::times::Times;
use crate::booking::visits::VisitFacts;
use crate::context::{backend, visitor};
use crate::error::AppError;
use crate::home::{ClinicContacts, Ways};
use crate::layout::{PatientChrome, provide_frame};
use crate::load::{load_once, wait};
use crate::post::Post;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Icon, LinkButton, PageHeader, Weight, provide_toasts};
use domain::account::contract::Clinic;
use domain::time::Instant;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;

/// A screen that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Signing in.
    SignIn,
    /// A patient's home.
    Home,
    /// Booking a visit.
    Booking,
}

impl Screen {
    /// The screen of a name in an address.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "sign-in" => Some(Self::SignIn),
            "home" => Some(Self::Home),
            "booking" => Some(Self::Booking),
            _ => None,
        }
    }

    /// The address at which patients find it.
    const fn path(self) -> &'static str {
        match self {
            Self::SignIn => routes::SIGN_IN,
            Self::Home => routes::HOME,
            Self::Booking => routes::BOOK,
        }
    }
}

/// A screen, as the frame shows it.
#[component]
pub fn Preview(
    /// Which.
    screen: Screen,
) -> impl IntoView {
    provide_meta_context();
    // Navigation marks the place where patients would be.
    provide_context(RequestUrl::new(screen.path()));
    provide_frame();
    let clinic = load_once(read_clinic);
    view! {
        <Router>
            <Suspense>
                {move || wait(async move {
                    clinic.await.ok().map(|clinic| view! { <Shown screen clinic /> }.into_any())
                })}
            </Suspense>
        </Router>
    }
}

/// The clinic, without anybody who is signed in.
async fn read_clinic() -> Result<Clinic, AppError> {
    let facts = visitor()?;
    crate::context::answer(usecases::theme::clinic(&backend(), &facts.facility).await)
}

#[component]
fn Shown(screen: Screen, clinic: Clinic) -> impl IntoView {
    provide_toasts();
    let me = sample::patient();
    let now = backend().clock.now();
    match screen {
        Screen::SignIn => {
            view! { <Welcome clinic flash=None next=String::new() has_passkeys=false /> }.into_any()
        }
        Screen::Home => view! {
            <PatientChrome clinic=clinic.clone() me>
                <Home clinic now />
            </PatientChrome>
        }
        .into_any(),
        Screen::Booking => view! {
            <PatientChrome clinic=clinic.clone() me>
                <Booking zone=clinic.zone now />
            </PatientChrome>
        }
        .into_any(),
    }
}

#[component]
fn Home(clinic: Clinic, now: Instant) -> impl IntoView {
    let visit = sample::visit(&clinic.zone, now);
    view! {
        <PageHeader title=tf(k::HOME_GREETING, &[("name", t(k::THEME_SAMPLE_PATIENT))])>
            <LinkButton href=routes::BOOK weight=Weight::Primary icon=Icon::NewVisit>
                {t(k::HOME_BOOK)}
            </LinkButton>
        </PageHeader>
        <div class="grid gap-8 md:gap-12">
            <section aria-labelledby="next-title">
                <h2 id="next-title" class="section-title">{t(k::VISITS_UPCOMING)}</h2>
                <div class="card grid gap-4">
                    <VisitFacts visit />
                    <div class="flex flex-wrap gap-3">
                        <LinkButton href=routes::VISITS>{t(k::VISITS_MOVE)}</LinkButton>
                    </div>
                </div>
            </section>
            <Ways />
            <ClinicContacts clinic />
        </div>
    }
}

#[component]
fn Booking(zone: String, now: Instant) -> impl IntoView {
    let options = sample::options(&zone);
    let page = sample::slots(&zone, now, &options);
    let chosen = options.visit_types.first().map(|choice| choice.id);
    let options = StoredValue::new(options);
    let day = page.days.get(1).map(|slots| slots.day.date());
    let place = Memo::new(move |_| Place { visit_type: chosen, day: day.clone(), ..Place::default() });
    let hold = Post::to::<HoldSlot>();
    let refresh = Callback::new(|()| ());
    view! {
        <PageHeader title=t(k::BOOKING_TITLE) back=("/visits", t(k::BOOKING_BACK)) />
        <div class="grid gap-8">
            <VisitTypes options place />
            <Times page options place hold refresh />
        </div>
    }
}
