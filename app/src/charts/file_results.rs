//! What would become of each row, and what became of it, to be taken away as a table.

use super::file_page::Work;
use crate::dates::day;
use crate::routes;
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, Badge, Button, Column, Icon, LinkButton, Table, Tone, Weight};
use domain::charts::contract::AlikeChart;
use domain::charts::file::{RowProblem, RowResult, RowState};
use domain::csv;
use i18n::{Key, k};
use leptos::prelude::*;

/// Rows shown; all of them are in the table that can be taken away.
const SHOWN: usize = 200;

fn state_name(state: RowState) -> (Key, Tone) {
    match state {
        RowState::Good => (k::CHARTS_FILE_GOOD, Tone::Success),
        RowState::Alike => (k::CHARTS_FILE_ALIKE, Tone::Warning),
        RowState::Added => (k::CHARTS_FILE_ADDED, Tone::Success),
        RowState::There => (k::CHARTS_FILE_THERE, Tone::Information),
        RowState::Refused => (k::CHARTS_FILE_REFUSED, Tone::Danger),
    }
}

fn problem_name(problem: RowProblem) -> Key {
    match problem {
        RowProblem::NoGiven => k::CHARTS_ROW_NO_GIVEN,
        RowProblem::NoFamily => k::CHARTS_ROW_NO_FAMILY,
        RowProblem::NoBorn => k::CHARTS_ROW_NO_BORN,
        RowProblem::BadBorn => k::CHARTS_ROW_BAD_BORN,
        RowProblem::ShortYear => k::CHARTS_ROW_SHORT_YEAR,
        RowProblem::BadEmail => k::CHARTS_ROW_BAD_EMAIL,
        RowProblem::BadPhone => k::CHARTS_ROW_BAD_PHONE,
        RowProblem::BadGender => k::CHARTS_ROW_BAD_GENDER,
        RowProblem::BadLanguage => k::CHARTS_ROW_BAD_LANGUAGE,
        RowProblem::NumberTwice => k::CHARTS_ROW_NUMBER_TWICE,
        RowProblem::NumberTaken => k::CHARTS_ROW_NUMBER_TAKEN,
        RowProblem::Cells => k::CHARTS_ROW_CELLS,
    }
}

fn count(results: &[RowResult], state: RowState) -> usize {
    results.iter().filter(|result| result.state == state).count()
}

/// Why a row is not simply taken, in words.
fn why(result: &RowResult) -> String {
    let problems = result.problems.iter().map(|problem| t(problem_name(*problem)).to_owned());
    let alike = result.alike.iter().map(|one| {
        let AlikeChart { name, born, number } = one;
        let born = day(born).unwrap_or_default();
        let parts: Vec<&str> =
            [name, &born, number].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        tf(k::CHARTS_FILE_LIKE, &[("who", &parts.join(", "))])
    });
    problems.chain(alike).collect::<Vec<_>>().join(" ")
}

/// How many of each kind.
#[component]
fn Counts(work: Work) -> impl IntoView {
    move || {
        let results = work.results.get();
        let badges = RowState::ALL
            .iter()
            .map(|state| (*state, count(&results, *state)))
            .filter(|(_, many)| *many > 0)
            .map(|(state, many)| {
                let (name, tone) = state_name(state);
                let label = format!("{} {}", many, t(name));
                view! { <li data-count=state.name()><Badge label tone /></li> }.into_any()
            })
            .collect_view();
        view! { <ul class="flex flex-wrap gap-2">{badges}</ul> }.into_any()
    }
}

/// The rows that are not simply taken, first.
#[component]
fn Rows(work: Work) -> impl IntoView {
    move || {
        let results = work.results.get();
        let is_plain = |result: &&RowResult| matches!(result.state, RowState::Good | RowState::Added);
        let told: Vec<RowResult> = results.iter().filter(|result| !is_plain(result)).cloned().collect();
        if told.is_empty() {
            return ().into_any();
        }
        let hidden = told.len().saturating_sub(SHOWN);
        let lines = told
            .into_iter()
            .take(SHOWN)
            .map(|result| {
                let (name, tone) = state_name(result.state);
                let why = why(&result);
                view! {
                    <tr>
                        <td class="cell-number">{result.row}</td>
                        <td class="cell font-semibold">{result.name}</td>
                        <td class="cell">{result.number}</td>
                        <td class="cell whitespace-nowrap"><Badge label=t(name) tone /></td>
                        <td class="cell">{why}</td>
                    </tr>
                }
                .into_any()
            })
            .collect_view();
        let columns = vec![
            Column::number(t(k::CHARTS_FILE_ROW)),
            Column::text(t(k::CHARTS_FILE_NAME)),
            Column::text(t(k::CHARTS_NUMBER)),
            Column::text(t(k::CHARTS_FILE_RESULT)),
            Column::text(t(k::CHARTS_FILE_WHY)),
        ];
        view! {
            <Table id="file-rows" caption=t(k::CHARTS_FILE_TOLD) columns>{lines}</Table>
            {(hidden > 0).then(|| view! { <p class="text-muted">{tn(k::CHARTS_FILE_HIDDEN, hidden)}</p> }.into_any())}
        }
        .into_any()
    }
}

/// What would become of them, and the button that does it.
#[component]
pub fn Checked(work: Work) -> impl IntoView {
    let due = move || {
        let results = work.results.get();
        let alike = if work.with_alike.get() { count(&results, RowState::Alike) } else { 0 };
        count(&results, RowState::Good) + alike
    };
    let has_alike = move || work.results.with(|results| count(results, RowState::Alike) > 0);
    let is_nothing = Signal::derive(move || due() == 0);
    view! {
        <section class="card grid gap-4" aria-labelledby="checked-title" data-checked="">
            <div>
                <h2 id="checked-title" class="text-lg">{t(k::CHARTS_FILE_CHECKED)}</h2>
                <p class="text-muted">{t(k::CHARTS_FILE_CHECKED_ABOUT)}</p>
            </div>
            <Counts work />
            <Rows work />
            {move || has_alike().then(|| view! {
                <label class="tick">
                    <input
                        type="checkbox"
                        class="tick-box"
                        prop:checked=move || work.with_alike.get()
                        on:change:target=move |event| work.with_alike.set(event.target().checked())
                    />
                    <span>{t(k::CHARTS_FILE_WITH_ALIKE)}</span>
                </label>
            }.into_any())}
            <div class="flex flex-wrap gap-3">
                <Button
                    kind="button"
                    weight=Weight::Primary
                    icon=Icon::Add
                    pending=work.is_busy
                    disabled=is_nothing
                    on_press=Callback::new(move |()| work.add())
                >
                    {move || tn(k::CHARTS_FILE_ADD, due())}
                </Button>
                <Take work />
            </div>
        </section>
    }
}

/// How far it is, and what became of the rows.
#[component]
pub fn Done(work: Work) -> impl IntoView {
    let total = move || work.results.with(Vec::len);
    let is_done = move || work.done.get() >= total();
    let added = move || work.results.with(|results| count(results, RowState::Added));
    view! {
        <section class="card grid gap-4" aria-labelledby="done-title" data-imported=move || is_done().then_some("")>
            <h2 id="done-title" class="text-lg">{t(k::CHARTS_FILE_ADDING)}</h2>
            <div class="grid gap-2" role="status">
                <progress class="w-full" max=move || total().to_string() value=move || work.done.get().to_string() aria-labelledby="done-title"></progress>
                <p class="tabular-nums">
                    {move || tf(k::CHARTS_FILE_PROGRESS, &[("done", &work.done.get().to_string()), ("all", &total().to_string())])}
                </p>
                {move || is_done().then(|| view! {
                    <Alert tone=Tone::Success>{tn(k::CHARTS_FILE_ADDED_ALL, added())}</Alert>
                }.into_any())}
            </div>
            <Counts work />
            <Rows work />
            <div class="flex flex-wrap gap-3">
                {move || (!is_done() && !work.is_busy.get()).then(|| view! {
                    <Button kind="button" weight=Weight::Primary on_press=Callback::new(move |()| work.add())>{t(k::CHARTS_FILE_GO_ON)}</Button>
                }.into_any())}
                {move || is_done().then(|| view! {
                    <LinkButton href=routes::INVITATIONS weight=Weight::Primary icon=Icon::Mail>{t(k::CHARTS_FILE_INVITE)}</LinkButton>
                }.into_any())}
                <Take work />
            </div>
        </section>
    }
}

/// The result of each row as a table for spreadsheets.
#[component]
fn Take(work: Work) -> impl IntoView {
    let take = Callback::new(move |()| {
        let mut text = String::from('\u{feff}');
        let heads = [
            k::CHARTS_FILE_ROW,
            k::CHARTS_FILE_NAME,
            k::CHARTS_NUMBER,
            k::CHARTS_FILE_RESULT,
            k::CHARTS_FILE_WHY,
        ];
        text.push_str(&csv::row(&heads.map(t)));
        work.results.with_untracked(|results| {
            for result in results {
                let (row, why) = (result.row.to_string(), why(result));
                text.push_str(&csv::row(&[
                    &row,
                    &result.name,
                    &result.number,
                    t(state_name(result.state).0),
                    &why,
                ]));
            }
        });
        save(&text);
    });
    view! {
        <Button kind="button" weight=Weight::Secondary icon=Icon::Download on_press=take>{t(k::CHARTS_FILE_TAKE)}</Button>
    }
}

/// Puts a text into a file of the browser's downloads.
fn save(text: &str) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast as _;
        let parts = js_sys::Array::of1(&text.into());
        let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else { return };
        let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
        let link = document().create_element("a").ok();
        if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(link.set_attribute("href", &address));
            drop(link.set_attribute("download", "result.csv"));
            link.click();
        }
        drop(web_sys::Url::revoke_object_url(&address));
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = text;
}
