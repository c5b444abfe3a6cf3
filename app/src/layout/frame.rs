//! Clinic and person for the frame of every page, loaded once.

use crate::account::api::read_frame;
use crate::error::AppError;
use domain::account::contract::{Clinic, Frame};
use leptos::prelude::*;
use leptos::suspense::Unsuspend;
use leptos_router::components::Outlet;

/// The frame's data, shared by every page.
pub type FrameData = Resource<Result<Frame, AppError>>;

/// Loads the frame's data and hands it to every page.
pub fn provide_frame() {
    let data: FrameData = Resource::new_blocking(|| (), |()| read_frame());
    provide_context(data);
}

/// The frame's data.
#[must_use]
pub fn use_frame() -> FrameData {
    expect_context()
}

/// The page inside the frame. The server walks through what stands in a `Suspense` several times before it renders; a page
/// would be made, and its data loaded, as often. Its own `Suspense` waits for its data.
#[component]
pub fn Page() -> impl IntoView {
    let page = view! { <Outlet /> };
    Unsuspend::new(move || page)
}

/// The clinic's logo, or its name in type where there is none.
#[component]
pub fn BrandMark(
    /// The clinic.
    clinic: Clinic,
) -> impl IntoView {
    let name = clinic.name.clone();
    match (clinic.logo_light, clinic.logo_dark) {
        (Some(light), Some(dark)) => {
            let alt = if clinic.logo_alt.is_empty() { name } else { clinic.logo_alt };
            view! {
                <img src=light alt=alt.clone() class="logo-light h-10 w-auto max-w-48 object-contain" />
                <img src=dark alt=alt class="logo-dark h-10 w-auto max-w-48 object-contain" />
            }
            .into_any()
        }
        _ => view! { <span class="text-base md:text-lg font-semibold text-strong">{name}</span> }.into_any(),
    }
}
