//! A “no” inside a page: the rule in words, and what the person can do instead.

use super::contacts::dialled;
use super::frame::use_frame;
use crate::error::AppError;
use crate::load::wait;
use crate::ui::{Alert, Tone};
use domain::refusal::NextStep;
use leptos::prelude::*;

/// Why it was refused; with the clinic's number where only a call helps.
#[component]
pub fn Refused(
    /// The refusal.
    error: AppError,
) -> impl IntoView {
    let has_to_call =
        matches!(error, AppError::Refused { next: NextStep::CallUs, .. } | AppError::Internal { .. });
    view! {
        <Alert tone=Tone::Warning is_urgent=true>
            {error.message()}
            {has_to_call.then(|| view! { " " <ClinicPhone /> }.into_any())}
        </Alert>
    }
}

/// The clinic's number as a link, if it has given one.
#[component]
pub fn ClinicPhone() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Suspense>
            {move || wait(async move {
                let phone = frame.await.ok().and_then(|frame| frame.clinic.phone);
                phone.map(|phone| (dialled(&phone), phone)).map(|(href, phone)| view! { <a class="link whitespace-nowrap" href=href>{phone}</a> }.into_any())
            })}
        </Suspense>
    }
}
