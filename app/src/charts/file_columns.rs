//! Naming the columns of a file, with the first rows beside them, and saying how its dates are written.

use super::file_page::Work;
use crate::texts::{t, tf, tn};
use crate::ui::{Button, Choice, Icon, Select, Weight};
use domain::charts::file::{Column, DateOrder, FileRead};
use i18n::{Key, k};
use leptos::prelude::*;

/// The name of what a column holds.
fn column_name(column: Column) -> Key {
    match column {
        Column::Skip => k::CHARTS_FILE_SKIP,
        Column::Number => k::CHARTS_NUMBER,
        Column::Given => k::CHARTS_GIVEN,
        Column::Family => k::CHARTS_FAMILY,
        Column::Born => k::CHARTS_BORN,
        Column::Gender => k::CHARTS_GENDER,
        Column::Email => k::CHARTS_EMAIL,
        Column::Phone => k::CHARTS_PHONE,
        Column::Language => k::CHARTS_LANGUAGE,
    }
}

fn order_name(order: DateOrder) -> Key {
    match order {
        DateOrder::YearFirst => k::CHARTS_FILE_YEAR_FIRST,
        DateOrder::DayFirst => k::CHARTS_FILE_DAY_FIRST,
        DateOrder::MonthFirst => k::CHARTS_FILE_MONTH_FIRST,
    }
}

/// One line for each column, and the order of dates.
#[component]
pub fn Columns(file: FileRead, work: Work) -> impl IntoView {
    let lines = file
        .headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            let seen: Vec<_> = file
                .sample
                .iter()
                .filter_map(|row| row.get(at))
                .filter(|cell| !cell.is_empty())
                .cloned()
                .collect();
            view! { <Line at heading=heading.clone() seen=seen.join(" · ") work /> }.into_any()
        })
        .collect_view();
    let first = Choice { value: String::new(), label: t(k::CHARTS_FILE_CHOOSE_ORDER).to_owned() };
    let orders = DateOrder::ALL
        .iter()
        .map(|order| Choice { value: order.name().to_owned(), label: t(order_name(*order)).to_owned() });
    let orders = std::iter::once(first).chain(orders).collect();
    Effect::new(move |before: Option<String>| {
        let now = work.dates.get();
        if before.is_some_and(|before| before != now) {
            work.renamed();
        }
        now
    });
    let missing = move || {
        let columns = work.columns.get();
        let needed = [Column::Given, Column::Family, Column::Born];
        needed
            .into_iter()
            .filter(|column| !columns.contains(column))
            .map(|column| t(column_name(column)))
            .collect::<Vec<_>>()
    };
    let is_incomplete = Signal::derive(move || !missing().is_empty() || work.dates.get().is_empty());
    view! {
        <section class="card grid gap-4" aria-labelledby="columns-title" data-columns="">
            <div>
                <h2 id="columns-title" class="text-lg">{t(k::CHARTS_FILE_COLUMNS)}</h2>
                <p class="text-muted">{tn(k::CHARTS_FILE_ROWS, file.rows)} " " {t(k::CHARTS_FILE_COLUMNS_ABOUT)}</p>
            </div>
            <ul class="divide-y divide-hairline">{lines}</ul>
            <div class="max-w-lg">
                <Select id="dates" name="dates" label=t(k::CHARTS_FILE_DATES) help=t(k::CHARTS_FILE_DATES_ABOUT) choices=orders bind=work.dates />
            </div>
            {move || {
                let missing = missing();
                (!missing.is_empty()).then(|| view! {
                    <p class="problem">{tf(k::CHARTS_FILE_MISSING, &[("columns", &missing.join(", "))])}</p>
                }.into_any())
            }}
            <div>
                <Button
                    kind="button"
                    weight=Weight::Primary
                    icon=Icon::Search
                    pending=work.is_busy
                    disabled=is_incomplete
                    on_press=Callback::new(move |()| work.check())
                >
                    {t(k::CHARTS_FILE_CHECK)}
                </Button>
            </div>
        </section>
    }
}

#[component]
fn Line(at: usize, heading: String, seen: String, work: Work) -> impl IntoView {
    let held = work.columns.with_untracked(|columns| columns.get(at).copied()).unwrap_or(Column::Skip);
    let chosen = RwSignal::new(held.name().to_owned());
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            let column = Column::parse(&now).unwrap_or(Column::Skip);
            work.columns.update(|columns| {
                if let Some(held) = columns.get_mut(at) {
                    *held = column;
                }
            });
            work.renamed();
        }
        now
    });
    let choices = Column::ALL
        .iter()
        .map(|column| Choice { value: column.name().to_owned(), label: t(column_name(*column)).to_owned() })
        .collect();
    let label = if heading.is_empty() {
        tf(k::CHARTS_FILE_NTH, &[("number", &(at + 1).to_string())])
    } else {
        heading
    };
    view! {
        <li class="grid gap-2 py-3 md:grid-cols-2 md:gap-6 md:items-end">
            <Select id=format!("column-{at}") name=format!("column-{at}") label choices bind=chosen />
            {(!seen.is_empty()).then(|| view! {
                <p class="min-w-0 text-sm text-muted wrap-anywhere">{tf(k::CHARTS_FILE_SEEN, &[("cells", &seen)])}</p>
            }.into_any())}
        </li>
    }
}
