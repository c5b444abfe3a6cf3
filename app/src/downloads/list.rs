//! The reader's files: how far each is, what it is of, until when it can be fetched.

use super::api::RemoveDownload;
use super::words;
use crate::dates::day;
use crate::post::{Post, PostForm};
use crate::routes::DOWNLOAD;
use crate::texts::{t, tf};
use crate::ui::{Badge, Button, EmptyState, Glyph, Icon, Weight};
use domain::civil::LocalMinute;
use domain::downloads::State;
use domain::downloads::contract::DownloadLine;
use i18n::k;
use leptos::prelude::*;

/// The list.
#[component]
pub fn List(
    /// The files, the latest first.
    lines: Vec<DownloadLine>,
    /// Asks for the list anew.
    again: Callback<()>,
) -> impl IntoView {
    let is_under_way = lines.iter().any(DownloadLine::is_under_way);
    let is_empty = lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Line line again /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-3" aria-labelledby="files-title">
            <h2 id="files-title" class="section-title">{t(k::DOWNLOADS_LIST)}</h2>
            {if is_empty {
                view! { <EmptyState icon=Icon::Download title=t(k::DOWNLOADS_NONE) reason=t(k::DOWNLOADS_NONE_REASON) /> }.into_any()
            } else {
                view! {
                    <p class="text-muted">{t(k::DOWNLOADS_LASTS)}</p>
                    <ul class="row-list" aria-labelledby="files-title">{rows}</ul>
                }.into_any()
            }}
            {is_under_way.then(|| again_by_hand(DOWNLOAD))}
        </section>
    }
}

/// Where no scripts run, the page is asked for by hand.
pub fn again_by_hand(page: &'static str) -> AnyView {
    view! { <p><a class="link" href=page rel="external">{t(k::DOWNLOADS_AGAIN)}</a></p> }.into_any()
}

/// A sentence with a date and a time.
pub fn moment(key: i18n::Key, at: LocalMinute) -> String {
    tf(key, &[("date", &i18n::numeric_date(&t, at)), ("time", &i18n::time(at))])
}

/// How many of its steps are done, while it is being made.
pub fn progress(state: State, (done, total): (u32, u32)) -> Option<AnyView> {
    (state == State::Working && total > 0).then(|| {
        let words =
            tf(k::DOWNLOADS_PROGRESS, &[("done", &done.to_string()), ("total", &total.to_string())]);
        view! {
            <div class="grid gap-1 w-full">
                <progress class="w-full" max=total.to_string() value=done.to_string() aria-label=words.clone()></progress>
                <p class="text-sm text-muted tabular-nums">{words}</p>
            </div>
        }
        .into_any()
    })
}

/// What it is of: its parts, and its days where there are any.
fn what(line: &DownloadLine) -> String {
    let parts: Vec<&str> = line.parts.iter().map(|part| t(words::part(*part))).collect();
    let parts = if parts.len() >= domain::downloads::Part::ALL.len() {
        t(k::DOWNLOADS_EVERYTHING).to_owned()
    } else {
        parts.join(", ")
    };
    let read = |day_of: &Option<String>| day_of.as_deref().and_then(day);
    let days = match (read(&line.from), read(&line.to)) {
        (Some(from), Some(to)) => tf(k::ENTRY_FROM_TO, &[("from", &from), ("to", &to)]),
        (Some(from), None) => tf(k::DOWNLOADS_SINCE, &[("from", &from)]),
        (None, Some(to)) => tf(k::DOWNLOADS_UP_TO, &[("to", &to)]),
        (None, None) => return parts,
    };
    format!("{parts} · {days}")
}

#[component]
fn Line(line: DownloadLine, again: Callback<()>) -> impl IntoView {
    let (state, tone) = words::state(line.state);
    let name = t(words::kind(line.kind));
    let size = words::size(line.bytes);
    let post = Post::to::<RemoveDownload>();
    Effect::new(move |_| {
        if post.answer().get().is_some() {
            again.run(());
        }
    });
    let fetch = (line.state == State::Ready).then(|| {
        let words = tf(k::DOWNLOADS_FETCH_OF, &[("name", name), ("size", &size)]);
        let href = format!("/files/downloads/{}", line.id);
        view! {
            <a class="button-primary" href=href rel="external" aria-label=words>
                <Glyph icon=Icon::Download is_small=true />
                {t(k::DOWNLOADS_FETCH)}
            </a>
        }
        .into_any()
    });
    let problem =
        line.problem.map(|problem| view! { <p class="problem">{t(words::problem(problem))}</p> }.into_any());
    let until = line.until.map(|at| {
        let words = format!("{size} · {}", moment(k::DOWNLOADS_UNTIL, at));
        view! { <p class="text-sm tabular-nums">{words}</p> }.into_any()
    });
    let remove = moment(k::DOWNLOADS_REMOVE_OF, line.asked);
    view! {
        <li class="row flex-col gap-3" data-download=line.state.name() data-kind=line.kind.name()>
            <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 w-full">
                <div class="grid gap-1 min-w-0">
                    <h3 class="text-base">{name}</h3>
                    <p class="wrap-anywhere">{what(&line)}</p>
                    <p class="text-sm text-muted tabular-nums">{moment(k::DOWNLOADS_ASKED_ON, line.asked)}</p>
                    {until}
                </div>
                <Badge label=t(state) tone />
            </div>
            {progress(line.state, line.steps)}
            {problem}
            <div class="flex flex-wrap gap-3">
                {fetch}
                <PostForm post>
                    <input type="hidden" name="request[id]" value=line.id.to_string() />
                    <Button weight=Weight::Quiet pending=post.pending()>
                        <span aria-hidden="true">{t(k::DOWNLOADS_REMOVE)}</span>
                        <span class="sr-only">{remove}</span>
                    </Button>
                </PostForm>
            </div>
        </li>
    }
}
