//! Clinic and person for the frame of every page, loaded once.

use super::brand::provide_brand;
use crate::account::api::read_frame;
use crate::error::AppError;
use crate::load::{Data, load_once};
use domain::account::contract::Frame;
use leptos::prelude::*;
use leptos::suspense::Unsuspend;
use leptos_router::components::Outlet;

/// The frame's data, shared by every page.
pub type FrameData = Data<Result<Frame, AppError>>;

/// Loads the frame's data and hands it to every page.
pub fn provide_frame() {
    let data: FrameData = load_once(read_frame);
    provide_context(data);
    provide_brand();
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
