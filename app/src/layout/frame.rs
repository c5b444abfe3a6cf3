//! Clinic and person for the frame of every page, loaded once.

use super::brand::provide_brand;
use crate::account::api::read_frame;
use crate::error::AppError;
use crate::load::{Data, load_once, wait};
use crate::texts::{t, tf};
use domain::account::contract::Frame;
use i18n::k;
use leptos::prelude::*;
use leptos::suspense::Unsuspend;
use leptos_router::components::Outlet;

/// The frame's data, shared by every page.
pub type FrameData = Data<Result<Frame, AppError>>;

/// Loads the frame's data and hands it to every page.
pub fn provide_frame() {
    provide_frame_of(load_once(read_frame));
}

/// Hands a frame's data to every page; the theme editor's preview has data of its own.
pub fn provide_frame_of(data: FrameData) {
    provide_context(data);
    provide_brand();
}

/// The frame's data.
#[must_use]
pub fn use_frame() -> FrameData {
    expect_context()
}

/// Whose record a printed page is of, and when it was printed; on paper alone.
#[component]
pub fn PrintedHead(
    /// The patient.
    name: String,
) -> impl IntoView {
    let frame = use_frame();
    view! {
        <Suspense>
            {move || {
                let name = name.clone();
                wait(async move {
                    let today = frame.await.ok().and_then(|frame| frame.today);
                    today.map(|today| {
                        let date = i18n::numeric_date(&t, today);
                        let words = tf(k::UI_PRINTED, &[("name", &name), ("date", &date)]);
                        view! { <p data-print="only">{words}</p> }.into_any()
                    })
                })
            }}
        </Suspense>
    }
}

/// The page inside the frame. The server walks through what stands in a `Suspense` several times before it renders; a page
/// would be made, and its data loaded, as often. Its own `Suspense` waits for its data.
#[component]
pub fn Page() -> impl IntoView {
    let page = view! { <Outlet /> };
    Unsuspend::new(move || page)
}
