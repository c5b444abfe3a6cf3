//! Two charts side by side, with what differs, and the form that merges them.

use super::api::MergeCharts;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::{Gate, NotAccepted, StepUpDialog};
use crate::post::{Post, PostForm, submit_again};
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, Field, Tone, Weight};
use domain::charts::merge::{ChartSide, Compared};
use i18n::{Key, k};
use leptos::prelude::*;

const FORM: &str = "merge-charts";

/// How two values stand to each other.
fn likeness(one: &str, other: &str) -> (Key, Tone) {
    match (one.is_empty(), other.is_empty()) {
        _ if one == other => (k::CHARTS_MERGE_SAME, Tone::Success),
        (true, _) | (_, true) => (k::CHARTS_MERGE_MISSING, Tone::Information),
        _ => (k::CHARTS_MERGE_DIFFERENT, Tone::Warning),
    }
}

fn gender(word: &str) -> String {
    match word {
        "female" => t(k::CHARTS_FEMALE).to_owned(),
        "male" => t(k::CHARTS_MALE).to_owned(),
        "other" => t(k::CHARTS_OTHER).to_owned(),
        "unknown" => t(k::CHARTS_UNKNOWN).to_owned(),
        _ => String::new(),
    }
}

/// What a chart says, in the order in which people are told apart.
fn says(side: &ChartSide) -> [(Key, String); 8] {
    [
        (k::CHARTS_FILE_NAME, side.name.clone()),
        (k::CHARTS_BORN, day(&side.born).unwrap_or_default()),
        (k::CHARTS_NUMBER, side.number.clone()),
        (k::CHARTS_GENDER, gender(&side.gender)),
        (k::CHARTS_EMAIL, side.email.clone()),
        (k::CHARTS_PHONE, side.phone.clone()),
        (k::CHARTS_LANGUAGE, side.language.clone()),
        (k::CHARTS_MERGE_ADDRESS, side.address.clone()),
    ]
}

/// What a chart has.
fn has(side: &ChartSide) -> [(Key, u64); 5] {
    [
        (k::CHARTS_MERGE_ENTRIES, side.entries),
        (k::CHARTS_MERGE_APPOINTMENTS, side.appointments),
        (k::CHARTS_MERGE_OWN, side.own_accounts),
        (k::CHARTS_MERGE_PROXIES, side.proxies),
        (k::CHARTS_MERGE_INVITATIONS, side.invitations),
    ]
}

/// The two, and what follows.
#[component]
pub fn Comparison(compared: Compared) -> impl IntoView {
    let Compared { one, other, is_overlapping, .. } = compared;
    let told = says(&one)
        .into_iter()
        .zip(says(&other))
        .filter(|((_, left), (_, right))| !(left.is_empty() && right.is_empty()))
        .map(|((name, left), (_, right))| {
            let badge = likeness(&left, &right);
            view! { <Pair name left right badge=Some(badge) /> }.into_any()
        })
        .collect_view();
    let counted = has(&one)
        .into_iter()
        .zip(has(&other))
        .map(|((name, left), (_, right))| {
            view! { <Pair name left=left.to_string() right=right.to_string() badge=None /> }.into_any()
        })
        .collect_view();
    let has_two_accounts = one.own_accounts > 0 && other.own_accounts > 0;
    let is_other_birth = !one.born.is_empty() && !other.born.is_empty() && one.born != other.born;
    view! {
        <section class="card grid gap-4" aria-labelledby="compare-title" data-compared="">
            <h2 id="compare-title" class="text-lg">{t(k::CHARTS_MERGE_COMPARED)}</h2>
            <dl class="divide-y divide-hairline">{told}</dl>
            <h3 class="font-semibold">{t(k::CHARTS_MERGE_HAS)}</h3>
            <dl class="divide-y divide-hairline">{counted}</dl>
            {is_other_birth.then(|| view! { <Alert tone=Tone::Warning>{t(k::CHARTS_MERGE_OTHER_BIRTH)}</Alert> }.into_any())}
            {has_two_accounts.then(|| view! { <Alert tone=Tone::Warning>{t(k::CHARTS_MERGE_TWO_ACCOUNTS)}</Alert> }.into_any())}
            {if is_overlapping {
                view! { <Alert tone=Tone::Danger>{t(k::CHARTS_MERGE_OVERLAP)}</Alert> }.into_any()
            } else {
                view! { <MergeForm one other /> }.into_any()
            }}
        </section>
    }
}

/// One line of both.
#[component]
fn Pair(name: Key, left: String, right: String, badge: Option<(Key, Tone)>) -> impl IntoView {
    let shown = |text: String| if text.is_empty() { "\u{2013}".to_owned() } else { text };
    view! {
        <div class="grid grid-cols-2 gap-x-4 gap-y-1 py-2 md:grid-cols-4 md:items-center">
            <dt class="label">{t(name)}</dt>
            <dd class="order-last col-span-2 min-w-0 md:order-none md:col-span-2 grid grid-cols-2 gap-4">
                <span class="min-w-0 wrap-anywhere">{shown(left)}</span>
                <span class="min-w-0 wrap-anywhere">{shown(right)}</span>
            </dd>
            <dd class="justify-self-end">
                {badge.map(|(label, tone)| view! { <Badge label=t(label) tone /> }.into_any())}
            </dd>
        </div>
    }
}

#[component]
fn MergeForm(one: ChartSide, other: ChartSide) -> impl IntoView {
    let post = Post::to::<MergeCharts>();
    let gate = Gate::new();
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(|()| submit_again(FORM)));
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        // The dialog asks; nothing else is wrong.
        Some(Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        _ => None,
    });
    let reason = Signal::derive(move || {
        error.get().as_ref().and_then(|error| error.field("reason")).map(str::to_owned)
    });
    // The one with more in it stays, unless the colleague says otherwise.
    let weight = |side: &ChartSide| (side.own_accounts, side.entries, side.appointments);
    let is_other_first = weight(&other) > weight(&one);
    let ids = [one.chart.to_string(), other.chart.to_string()];
    let survivor = RwSignal::new(usize::from(is_other_first));
    let merged = {
        let ids = ids.clone();
        move || ids.get(1 - survivor.get().min(1)).cloned().unwrap_or_default()
    };
    let choices = [one, other]
        .into_iter()
        .zip(ids)
        .enumerate()
        .map(|(at, (side, id))| {
            let number =
                if side.number.is_empty() { t(k::CHARTS_MERGE_NO_NUMBER).to_owned() } else { side.number };
            let label = tf(k::CHARTS_MERGE_STAYS, &[("name", &side.name), ("number", &number)]);
            view! {
                <label class="tick">
                    <input
                        type="radio"
                        class="tick-box"
                        name="request[survivor]"
                        value=id
                        checked=survivor.get_untracked() == at
                        on:change=move |_| survivor.set(at)
                    />
                    <span class="min-w-0 wrap-anywhere">{label}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <PostForm post class="grid gap-4" id=FORM>
            <NotAccepted error id="merge-problems" />
            <fieldset class="grid gap-2">
                <legend class="label mb-2">{t(k::CHARTS_MERGE_WHICH)}</legend>
                {choices}
            </fieldset>
            <input type="hidden" name="request[merged]" prop:value=merged.clone() value=merged.clone() />
            <p class="text-muted">{t(k::CHARTS_MERGE_WHAT)}</p>
            <Field id="f-reason" name="request[reason]" label=t(k::CHARTS_MERGE_REASON) autocomplete="off" maxlength=200 error=reason />
            <label class="tick">
                <input id="f-is_confirmed" type="checkbox" name="request[is_confirmed]" value="true" class="tick-box" />
                <span>{t(k::CHARTS_MERGE_CONFIRM)}</span>
            </label>
            <div><Button weight=Weight::Danger pending=post.pending()>{t(k::CHARTS_MERGE_SUBMIT)}</Button></div>
        </PostForm>
        <StepUpDialog gate />
    }
}
