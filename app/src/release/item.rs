//! A result of the worklist: whose it is, what it says, how long it has waited, and what can be done.

use super::api::{Block, Comment};
use super::work::FORM;
use crate::dates::day;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::layout::result_words as words;
use crate::post::{Post, PostForm};
use crate::routes::{self, STAFF_RESULTS, Whose};
use crate::texts::{t, tf, tn};
use crate::ui::{Badge, Button, Fold, TextArea, Tone};
use domain::civil::LocalMinute;
use domain::results::contract::{LONGEST_COMMENT, Seen, Shelf, WorkItem, WorkTest};
use i18n::{Key, k};
use leptos::prelude::*;

/// Tests that are shown before the rest is folded away.
const FIRST: usize = 8;

fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

/// How long something has waited.
fn age(hours: i64) -> String {
    match hours {
        i64::MIN..1 => t(k::RELEASE_AGE_NOW).to_owned(),
        1..48 => tn(k::RELEASE_AGE_HOURS, usize::try_from(hours).unwrap_or_default()),
        _ => tn(k::RELEASE_AGE_DAYS, usize::try_from(hours / 24).unwrap_or_default()),
    }
}

/// The item.
#[component]
pub fn Item(
    /// The result.
    item: WorkItem,
    /// Its place in the list.
    index: usize,
    /// The part of the list.
    shelf: Shelf,
    /// What the last refused form left.
    flash: Option<Flash>,
    /// Asks for the list anew.
    again: Callback<()>,
) -> impl IntoView {
    let seen = Seen { id: item.id, version: item.version }.written();
    let born = item.born.as_deref().and_then(day).map(|born| tf(k::RELEASE_BORN, &[("date", &born)]));
    let number = item.number.as_ref().map(|number| tf(k::RELEASE_NUMBER, &[("number", number)]));
    let person: Vec<String> = born.into_iter().chain(number).collect();
    let date = day(&item.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let times = times(&item);
    let title_id = format!("result-{index}");
    let is_usual = item.is_all_usual;
    let can_release = shelf != Shelf::Released;
    let (first, rest) = item.tests.split_at(item.tests.len().min(FIRST));
    let (first, rest) = (first.to_vec(), rest.to_vec());
    let more = item.title.clone();
    let conclusions = item
        .conclusions
        .iter()
        .map(|words| view! { <p class="whitespace-pre-line wrap-anywhere">{words.clone()}</p> }.into_any())
        .collect_view();
    let record = tf(k::CHART_VIEW_OPEN_RECORD_OF, &[("name", &item.patient)]);
    let chosen = tf(k::RELEASE_CHOOSE, &[("title", &item.title), ("name", &item.patient)]);
    view! {
        <li class="card grid gap-3" aria-labelledby=title_id data-work=item.title.clone()>
            <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
                <div class="flex items-start gap-3 min-w-0">
                    {can_release.then(|| view! {
                        <input
                            type="checkbox"
                            class="tick-box mt-1"
                            form=FORM
                            name=format!("request[results][{index}]")
                            value=seen.clone()
                            aria-label=chosen
                            data-usual=is_usual.then_some("")
                        />
                    }.into_any())}
                    <div class="grid gap-1 min-w-0">
                        <h2 id=title_id.clone() class="text-lg wrap-anywhere">{item.title.clone()}</h2>
                        <p class="wrap-anywhere">
                            <a class="link font-semibold" href=routes::chart(item.chart) aria-label=record>{item.patient.clone()}</a>
                            " " <span class="text-muted">{person.join(" · ")}</span>
                        </p>
                        <p class="text-sm text-muted">{date} " · " {times.join(" · ")}</p>
                    </div>
                </div>
                <span class="flex flex-wrap gap-2">
                    {words::stage(item.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
                    {item.is_sensitive.then(|| view! { <Badge label=t(k::RELEASE_SENSITIVE) tone=Tone::Warning /> }.into_any())}
                    {item.class.clone().map(|label| view! { <Badge label /> }.into_any())}
                </span>
            </div>
            {(!item.conclusions.is_empty()).then(|| view! { <div class="grid gap-1">{conclusions}</div> }.into_any())}
            {(item.files > 0).then(|| {
                let href = Whose::Patients(item.chart).result(item.id);
                let words = tn(k::RELEASE_FILES, item.files);
                view! { <p><a class="link" href=href>{words}</a></p> }.into_any()
            })}
            {(!first.is_empty()).then(|| view! { <Tests tests=first title=item.title.clone() /> }.into_any())}
            {(!rest.is_empty()).then(|| view! {
                <Fold label=t(k::RELEASE_MORE_TESTS)>
                    <Tests tests=rest title=more />
                </Fold>
            }.into_any())}
            {item.reason.clone().map(|reason| view! { <p class="wrap-anywhere">{tf(k::RELEASE_REASON_WAS, &[("reason", &reason)])}</p> }.into_any())}
            {item.comment.clone().map(|comment| view! { <p class="whitespace-pre-line wrap-anywhere">{tf(k::RELEASE_COMMENT_WAS, &[("comment", &comment)])}</p> }.into_any())}
            <Actions seen shelf index comment=item.comment.unwrap_or_default() flash again />
        </li>
    }
}

/// Since when it waits and until when, or who decided and when.
fn times(item: &WorkItem) -> Vec<String> {
    let mut told = Vec::new();
    match item.released {
        Some(at) => {
            let at = moment(at);
            told.push(match &item.by {
                Some(name) => tf(k::RELEASE_RELEASED_BY, &[("date", &at), ("name", name)]),
                None => tf(k::RELEASE_RELEASED_RULE, &[("date", &at)]),
            });
            told.push(t(if item.is_seen { k::RELEASE_SEEN } else { k::RELEASE_NOT_SEEN }).to_owned());
        }
        None => {
            told.push(tf(k::RELEASE_ARRIVED, &[("age", &age(item.age_hours))]));
            told.extend(item.due.map(|due| tf(k::RELEASE_DUE, &[("date", &moment(due))])));
            told.extend(item.by.as_ref().map(|name| tf(k::RELEASE_BLOCKED_BY, &[("name", name)])));
        }
    }
    told
}

#[component]
fn Tests(tests: Vec<WorkTest>, title: String) -> impl IntoView {
    let rows = tests
        .into_iter()
        .map(|test| {
            let range = test.range.as_ref().and_then(|range| words::range(range, test.value.unit.as_deref()));
            view! {
                <li class="grid grid-cols-[1fr_auto] md:grid-cols-[2fr_1fr_1.5fr_auto] items-baseline gap-x-4 py-2">
                    <span class="wrap-anywhere">{test.title}</span>
                    <span class="font-semibold text-strong tabular-nums text-end md:text-start">
                        {words::value(&test.value)}
                    </span>
                    <span class="text-sm text-muted">{range}</span>
                    <span class="text-end md:min-w-24">
                        {test.flag.filter(|flag| flag.is_unusual()).map(|flag| {
                            let (label, tone) = words::flag(flag);
                            view! { <Badge label tone /> }.into_any()
                        })}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <ul class="divide-y divide-hairline" aria-label=tf(k::RELEASE_TESTS_OF, &[("title", &title)])>{rows}</ul>
    }
}

#[component]
fn Actions(
    seen: String,
    shelf: Shelf,
    index: usize,
    comment: String,
    flash: Option<Flash>,
    again: Callback<()>,
) -> impl IntoView {
    let of = |endpoint: &str| {
        let is_own = |flash: &Flash| flash.endpoint == endpoint && flash.value("request[result]") == seen;
        flash.clone().filter(is_own)
    };
    let (held, written) = (of("/api/release/block"), of("/api/release/comment"));
    let hold = Post::to::<Block>();
    let write = Post::to::<Comment>();
    Effect::new(move |_| {
        let is_done =
            matches!(hold.answer().get(), Some(Ok(()))) || matches!(write.answer().get(), Some(Ok(())));
        if is_done {
            again.run(());
        }
    });
    let (name, about) = match shelf {
        Shelf::Released => (k::RELEASE_TAKE_BACK, k::RELEASE_TAKE_BACK_ABOUT),
        Shelf::Waiting | Shelf::Unfinished | Shelf::Blocked => {
            (k::RELEASE_HOLD_BACK, k::RELEASE_HOLD_BACK_ABOUT)
        }
    };
    let can_block = shelf != Shelf::Blocked;
    view! {
        <div class="flex flex-wrap gap-x-6">
            {can_block.then(|| view! {
                <Sentence post=hold seen=seen.clone() name about field="reason" label=k::RELEASE_REASON id=format!("f-reason-{index}") value=String::new() flash=held />
            }.into_any())}
            {(shelf == Shelf::Released).then(|| view! {
                <Sentence post=write seen name=k::RELEASE_WRITE about=k::RELEASE_WRITE_ABOUT field="comment" label=k::RELEASE_COMMENT id=format!("f-comment-{index}") value=comment flash=written />
            }.into_any())}
        </div>
    }
}

/// A folded form with one text.
#[component]
fn Sentence(
    post: Post<()>,
    seen: String,
    name: Key,
    about: Key,
    field: &'static str,
    label: Key,
    id: String,
    value: String,
    flash: Option<Flash>,
) -> impl IntoView {
    let is_open = flash.is_some();
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let value = flash.map_or(value, |flash| flash.value(&format!("request[{field}]")));
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem = Signal::derive(move || error.with(|error| Some(error.as_ref()?.field(field)?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field(field).is_none()))
    });
    let most = u16::try_from(LONGEST_COMMENT).unwrap_or(u16::MAX);
    view! {
        <Fold label=t(name) class="min-w-0 flex-1 basis-80" is_open>
            <PostForm post class="grid gap-3 pt-1">
                <NotAccepted error=rest id="sentence-problems" again=STAFF_RESULTS />
                <p class="text-sm text-muted">{t(about)}</p>
                <input type="hidden" name="request[result]" value=seen />
                <TextArea
                    id
                    name=format!("request[{field}]")
                    label=t(label)
                    value
                    rows=2
                    maxlength=most
                    error=problem
                    is_optional=field == "comment"
                />
                <div><Button pending=post.pending()>{t(name)}</Button></div>
            </PostForm>
        </Fold>
    }
}
