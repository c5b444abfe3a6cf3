//! Inviting many: who is meant, what that would do, how it goes on, and what the clinic has decided.

use super::api::StartBatch;
use super::words::{self, refusal_words};
use crate::error::AppError;
use crate::layout::{Gate, StepUpDialog};
use crate::post::{Post, PostForm, submit_again};
use crate::routes;
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, Badge, Button, Choice, DateField, EmptyState, Field, Icon, Select, Tone, Weight};
use domain::invitations::settings::InvitationSettings;
use domain::invitations::staff::{BatchLine, BatchPage, Criteria, Named, Preview};
use i18n::{Lang, k};
use leptos::prelude::*;
use leptos_router::components::Form;

/// The form that begins it.
const FORM: &str = "start-batch";

/// The page.
#[component]
pub fn Many(
    page: BatchPage,
    preview: Option<Result<Preview, AppError>>,
    criteria: Criteria,
) -> impl IntoView {
    let BatchPage { batches, settings, may_decide, visit_types, providers, locations } = page;
    let error = preview.as_ref().and_then(|preview| preview.as_ref().err().cloned());
    let shown = preview.and_then(Result::ok);
    let asked = criteria.clone();
    let is_empty = batches.is_empty();
    let lines = batches.into_iter().map(|batch| view! { <Batch batch /> }.into_any()).collect_view();
    view! {
        <section class="card grid gap-4" aria-labelledby="many-title">
            <div>
                <h2 id="many-title" class="text-lg">{t(k::INVITATIONS_MANY)}</h2>
                <p class="text-muted">{t(k::INVITATIONS_MANY_ABOUT)}</p>
            </div>
            <CriteriaForm criteria lists=[visit_types, providers, locations] error />
        </section>
        {shown.map(|preview| view! { <Shown preview criteria=asked settings /> }.into_any())}
        <section class="grid gap-3" aria-labelledby="batches-title">
            <h2 id="batches-title" class="text-lg">{t(k::INVITATIONS_BATCHES)}</h2>
            {if is_empty {
                view! { <EmptyState icon=Icon::People title=t(k::INVITATIONS_NO_BATCH) reason=t(k::INVITATIONS_NO_BATCH_ABOUT) /> }.into_any()
            } else {
                view! { <ul class="row-list">{lines}</ul> }.into_any()
            }}
        </section>
        <Decisions settings may_decide />
    }
}

/// A list whose first choice means that it does not matter.
fn any(list: Vec<Named>) -> Vec<Choice> {
    let first = Choice { value: String::new(), label: t(k::INVITATIONS_ANY).to_owned() };
    let rest = list.into_iter().map(|named| Choice { value: named.key, label: named.name });
    std::iter::once(first).chain(rest).collect()
}

#[component]
fn CriteriaForm(criteria: Criteria, lists: [Vec<Named>; 3], error: Option<AppError>) -> impl IntoView {
    let [visit_types, providers, locations] = lists;
    let [age_from, age_to, visit_from, visit_to] =
        ["age_from", "age_to", "visit_from", "visit_to"].map(|field| {
            let words = error.as_ref().and_then(|error| error.field(field));
            Signal::stored(words.map(ToOwned::to_owned))
        });
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| Named { key: lang.code().to_owned(), name: lang.name().to_owned() })
        .collect();
    view! {
        <Form method="GET" action=routes::INVITATIONS attr:class="grid gap-4">
            <input type="hidden" name="tab" value="many" />
            <input type="hidden" name="preview" value="yes" />
            <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                <Field id="age_from" name="age_from" label=t(k::INVITATIONS_AGE_FROM) value=criteria.age_from inputmode="numeric" maxlength=3 is_optional=true error=age_from />
                <Field id="age_to" name="age_to" label=t(k::INVITATIONS_AGE_TO) value=criteria.age_to inputmode="numeric" maxlength=3 is_optional=true error=age_to />
                <DateField id="visit_from" name="visit_from" label=t(k::INVITATIONS_VISIT_FROM) value=criteria.visit_from is_optional=true error=visit_from />
                <DateField id="visit_to" name="visit_to" label=t(k::INVITATIONS_VISIT_TO) value=criteria.visit_to is_optional=true error=visit_to />
                <Select id="language" name="language" label=t(k::INVITATIONS_LANGUAGE) choices=any(languages) value=criteria.language is_optional=true />
                <Select id="visit_type" name="visit_type" label=t(k::INVITATIONS_VISIT_TYPE) choices=any(visit_types) value=criteria.visit_type is_optional=true />
                <Select id="provider" name="provider" label=t(k::INVITATIONS_PROVIDER) choices=any(providers) value=criteria.provider is_optional=true />
                <Select id="location" name="location" label=t(k::INVITATIONS_LOCATION) choices=any(locations) value=criteria.location is_optional=true />
            </div>
            <div><Button weight=Weight::Secondary icon=Icon::Search>{t(k::INVITATIONS_PREVIEW)}</Button></div>
        </Form>
    }
}

/// What it would do, before it is done.
#[component]
fn Shown(preview: Preview, criteria: Criteria, settings: InvitationSettings) -> impl IntoView {
    let reasons = preview
        .left_out
        .iter()
        .map(|(reason, many)| {
            view! {
                <li class="flex justify-between gap-4">
                    <span>{t(words::reason(*reason))}</span>
                    <span class="tabular-nums">{*many}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let has_reasons = !preview.left_out.is_empty();
    let pace = tf(
        k::INVITATIONS_PACE,
        &[
            ("count", &settings.per_hour.to_string()),
            ("from", &clock(settings.from_minute)),
            ("to", &clock(settings.to_minute)),
        ],
    );
    let Criteria { age_from, age_to, language, visit_from, visit_to, visit_type, provider, location } =
        criteria;
    let fields = [
        ("age_from", age_from),
        ("age_to", age_to),
        ("language", language),
        ("visit_from", visit_from),
        ("visit_to", visit_to),
        ("visit_type", visit_type),
        ("provider", provider),
        ("location", location),
    ]
    .map(|(name, value)| {
        view! { <input type="hidden" name=format!("request[{name}]") value=value /> }.into_any()
    })
    .collect_view();
    let start = Post::to::<StartBatch>();
    let gate = Gate::new();
    Effect::new(move |_| {
        if let Some(Err(error)) = start.answer().get() {
            gate.asks(&error, Callback::new(|()| submit_again(FORM)));
        }
    });
    let problem = move || match start.answer().get() {
        Some(Err(error)) if error != AppError::StepUp => Some(refusal_words(&error)),
        _ => None,
    };
    view! {
        <section class="card grid gap-4" aria-labelledby="preview-title" data-preview="">
            <h2 id="preview-title" class="text-lg">{tn(k::INVITATIONS_WOULD, preview.invited)}</h2>
            <p>{tn(k::INVITATIONS_MEANT, preview.meant)}</p>
            {has_reasons.then(|| view! {
                <div class="grid gap-2 max-w-md">
                    <h3 class="text-base">{t(k::INVITATIONS_LEFT_OUT)}</h3>
                    <ul class="grid gap-1">{reasons}</ul>
                </div>
            }.into_any())}
            {(preview.invited > 0).then(|| view! {
                <PostForm post=start class="grid gap-3 justify-items-start" id=FORM>
                    {fields}
                    {move || problem().map(|words| view! { <Alert tone=Tone::Danger is_urgent=true>{words}</Alert> }.into_any())}
                    <p class="text-muted">{pace} " " {tn(k::INVITATIONS_HOURS, preview.hours)}</p>
                    <Button weight=Weight::Primary icon=Icon::Mail pending=start.pending()>
                        {tn(k::INVITATIONS_START, preview.invited)}
                    </Button>
                </PostForm>
            }.into_any())}
        </section>
        <StepUpDialog gate />
    }
}

/// `08:00`
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[component]
fn Batch(batch: BatchLine) -> impl IntoView {
    let (state, tone, turn) = match batch.state.as_str() {
        "running" => (
            k::INVITATIONS_BATCH_RUNNING,
            Tone::Information,
            Some(("/api/invitations/pause_batch", k::INVITATIONS_PAUSE)),
        ),
        "paused" => (
            k::INVITATIONS_BATCH_PAUSED,
            Tone::Warning,
            Some(("/api/invitations/resume_batch", k::INVITATIONS_RESUME)),
        ),
        _ => (k::INVITATIONS_BATCH_DONE, Tone::Success, None),
    };
    let when = format!("{} {}", i18n::numeric_date(&t, batch.created), i18n::time(batch.created));
    let figures = tf(
        k::INVITATIONS_FIGURES,
        &[
            ("invited", &batch.invited.to_string()),
            ("left_out", &batch.left_out.to_string()),
            ("waiting", &batch.waiting.to_string()),
        ],
    );
    let file = format!("/files/invitations/{}.csv", batch.id);
    view! {
        <li class="grid gap-2 px-4 py-4 md:px-6" data-batch=batch.state.clone()>
            <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <span class="grid">
                    <span class="font-semibold text-strong tabular-nums">{when}</span>
                    <span class="text-sm text-muted">{batch.by}</span>
                </span>
                <Badge label=t(state) tone />
            </div>
            <p class="tabular-nums">{figures}</p>
            <div class="flex flex-wrap gap-x-4">
                {turn.map(|(action, words)| view! {
                    <form method="post" action=action>
                        <input type="hidden" name="request[batch]" value=batch.id.to_string() />
                        <button class="row-action">{t(words)}</button>
                    </form>
                }.into_any())}
                <a class="row-action" href=file rel="external">{t(k::INVITATIONS_CSV)}</a>
            </div>
        </li>
    }
}

/// How long invitations hold, how many go out, and when.
#[component]
fn Decisions(settings: InvitationSettings, may_decide: bool) -> impl IntoView {
    if !may_decide {
        return view! { <Alert>{tn(k::INVITATIONS_HOLDS, usize::from(settings.days))}</Alert> }.into_any();
    }
    view! {
        <section class="card grid gap-4" aria-labelledby="decisions-title">
            <div>
                <h2 id="decisions-title" class="text-lg">{t(k::INVITATIONS_DECISIONS)}</h2>
                <p class="text-muted">{t(k::INVITATIONS_DECISIONS_ABOUT)}</p>
            </div>
            <form method="post" action="/api/invitations/decide" class="grid gap-4">
                <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                    <Field id="days" name="request[days]" label=t(k::INVITATIONS_DAYS) value=settings.days.to_string() inputmode="numeric" maxlength=2 />
                    <Field id="per_hour" name="request[per_hour]" label=t(k::INVITATIONS_PER_HOUR) value=settings.per_hour.to_string() inputmode="numeric" maxlength=4 />
                    <Field id="from" name="request[from]" label=t(k::INVITATIONS_FROM) value=clock(settings.from_minute) maxlength=5 is_verbatim=true />
                    <Field id="to" name="request[to]" label=t(k::INVITATIONS_TO) value=clock(settings.to_minute) maxlength=5 is_verbatim=true />
                </div>
                <div><Button weight=Weight::Secondary>{t(k::INVITATIONS_SAVE)}</Button></div>
            </form>
        </section>
    }
    .into_any()
}
