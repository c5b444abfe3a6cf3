//! A day as a block: weekday, day large, month. The texts come ready, so that no clock is asked here.

use leptos::prelude::*;

/// A day to be seen from afar.
#[component]
pub fn DateBlock(
    /// “Tue”.
    #[prop(into)]
    weekday: String,
    /// “14”.
    #[prop(into)]
    day: String,
    /// “March”; long names are shortened by the caller.
    #[prop(into)]
    month: String,
    /// The date or time for machines, `2027-03-14T09:00-04:00`.
    #[prop(into)]
    datetime: String,
    /// A past or cancelled day, without colour.
    #[prop(optional)]
    is_quiet: bool,
) -> impl IntoView {
    view! {
        <time datetime=datetime class=if is_quiet { "date-block-quiet" } else { "date-block" }>
            <span class="text-xs font-semibold">{weekday} " "</span>
            <span class="text-2xl font-semibold text-strong leading-none">{day} " "</span>
            <span class="text-xs font-semibold">{month}</span>
        </time>
    }
}
