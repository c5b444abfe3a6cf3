//! Earlier values of a test, newest first, each a way to its result; and what a value was before it was corrected.

use super::chart::Trend;
use crate::dates::day;
use crate::layout::result_words as words;
use crate::routes::Whose;
use crate::texts::{t, tf, tn};
use crate::ui::{Badge, Fold};
use domain::results::contract::{Earlier, Replaced, Test};
use i18n::k;
use leptos::prelude::*;

/// The drawing and the table, folded away.
#[component]
pub fn History(
    /// The test.
    test: Test,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    let count = test.earlier.len();
    (count > 0).then(|| {
        let rows =
            test.earlier.iter().map(|one| view! { <Line one=one.clone() whose /> }.into_any()).collect_view();
        let caption = tf(k::RESULTS_EARLIER_OF, &[("test", &test.title)]);
        view! {
            <Fold label=tn(k::RESULTS_EARLIER, count)>
                <div class="grid gap-4 pt-2 md:grid-cols-2 md:items-start">
                    <Trend test=test.clone() whose />
                    <div class="overflow-x-auto">
                        <table class="w-full">
                            <caption class="sr-only">{caption}</caption>
                            <thead class="sr-only">
                                <tr>
                                    <th scope="col">{t(k::RESULTS_DATE)}</th>
                                    <th scope="col">{t(k::RESULTS_VALUE)}</th>
                                    <th scope="col">{t(k::RESULTS_JUDGED)}</th>
                                </tr>
                            </thead>
                            <tbody class="divide-y divide-hairline">{rows}</tbody>
                        </table>
                    </div>
                </div>
            </Fold>
        }
        .into_any()
    })
}

#[component]
fn Line(one: Earlier, whose: Whose) -> impl IntoView {
    let shown = day(&one.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    view! {
        <tr>
            <th scope="row" class="py-2 pr-3 text-start font-normal whitespace-nowrap">
                {match one.result {
                    Some(result) => view! { <a class="link" href=whose.result(result)>{shown}</a> }.into_any(),
                    None => view! { {shown} }.into_any(),
                }}
            </th>
            <td class="py-2 pr-3 tabular-nums">{words::value(&one.value)}</td>
            <td class="py-2 text-end">
                {one.flag.filter(|flag| flag.is_unusual()).map(|flag| {
                    let (label, tone) = words::flag(flag);
                    view! { <Badge label tone /> }.into_any()
                })}
            </td>
        </tr>
    }
}

/// What a value was before it was corrected.
#[component]
pub fn Before(
    /// Newest first.
    replaced: Vec<Replaced>,
) -> impl IntoView {
    replaced
        .into_iter()
        .map(|one| {
            let date = i18n::numeric_date(&t, one.at);
            let was = tf(k::RESULTS_REPLACED, &[("value", &words::value(&one.value)), ("date", &date)]);
            view! { <p class="text-sm text-muted" data-replaced="">{was}</p> }.into_any()
        })
        .collect_view()
}
