//! Screens for the frame of the theme editor: the very pages that patients see, with invented people, drawn by the server,
//! without scripts. Nothing of a patient is asked for: what the pages show is handed in.

mod sample;

use crate::account::page::Welcome;
use crate::booking::api::HoldSlot;
use crate::booking::model::Place;
use crate::booking::page::{Asked, BookView};
use crate::context::backend;
use crate::error::AppError;
use crate::home::HomeView;
use crate::layout::{PatientChrome, provide_frame_of};
use crate::load::{Data, load_once};
use crate::post::Post;
use crate::routes;
use crate::texts::t;
use crate::ui::provide_toasts;
use domain::account::contract::Clinic;
use domain::results::contract::NewResults;
use domain::time::Instant;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;
use serde::Serialize;
use serde::de::DeserializeOwned;

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

/// What is real on the screens: what anybody sees who is not signed in.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The clinic.
    pub clinic: Clinic,
    /// Whether passkeys are accepted.
    pub has_passkeys: bool,
    /// Whether people may ask for an account by themselves.
    pub has_registration: bool,
}

/// A screen, as the frame shows it.
#[component]
pub fn Preview(
    /// Which.
    screen: Screen,
    /// The clinic as it is.
    outside: Outside,
) -> impl IntoView {
    provide_meta_context();
    // Navigation marks the place where patients would be.
    provide_context(RequestUrl::new(screen.path()));
    provide_toasts();
    let now = backend().clock.now();
    provide_frame_of(given(sample::frame(outside.clone(), now)));
    view! { <Router>{shown(screen, outside, now)}</Router> }
}

/// Data that is there already, in place of an answer of the server.
fn given<T>(value: T) -> Data<Result<T, AppError>>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    load_once(move || std::future::ready(Ok(value.clone())))
}

fn shown(screen: Screen, outside: Outside, now: Instant) -> AnyView {
    let Outside { clinic, has_passkeys, has_registration } = outside;
    let zone = clinic.zone.clone();
    match screen {
        Screen::SignIn => {
            view! { <Welcome clinic flash=None next=String::new() has_passkeys has_registration /> }
                .into_any()
        }
        Screen::Home => view! {
            <PatientChrome clinic me=sample::patient()>
                <Home zone now />
            </PatientChrome>
        }
        .into_any(),
        Screen::Booking => view! {
            <PatientChrome clinic me=sample::patient()>
                <Booking zone now />
            </PatientChrome>
        }
        .into_any(),
    }
}

#[component]
fn Home(zone: String, now: Instant) -> impl IntoView {
    let visits = given(sample::appointments(&zone, now));
    let latest = given(sample::latest(&zone, now));
    let fresh = given(NewResults { count: 1 });
    view! { <HomeView visits latest fresh /> }
}

#[component]
fn Booking(zone: String, now: Instant) -> impl IntoView {
    let options = sample::options(&zone);
    let page = sample::slots(&zone, now, &options);
    let chosen = options.visit_types.first().map(|choice| choice.id);
    let day = page.days.get(1).map(|slots| slots.day.date());
    let asked = Asked {
        place: Memo::new(move |_| Place { visit_type: chosen, day: day.clone(), ..Place::default() }),
        hold: Post::to::<HoldSlot>(),
        options: given(options),
        flash: given(None),
        old: load_once(|| std::future::ready(Err(AppError::NotFound))),
        slots: given(Some(page)),
        refresh: Callback::new(|()| ()),
    };
    view! { <BookView title=t(k::BOOKING_TITLE) asked /> }
}
