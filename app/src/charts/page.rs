//! Adding a patient by hand; those who may be the same person are shown first, and an invitation can follow at once.

use super::api::AddChart;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::country_name;
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::t;
use crate::ui::{
    Alert, BirthDate, Button, Choice, ErrorSummary, Field, Icon, LinkButton, PageHeader, Problem, Select,
    Tone, Weight,
};
use domain::charts::contract::{AlikeChart, ChartAdded, GENDERS};
use domain::ids::ChartId;
use domain::registration::national_id::Country;
use i18n::{Key, Lang, k};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn AddChartPage() -> impl IntoView {
    let post = Post::to::<AddChart>();
    let added = Memo::new(move |_| match post.answer().get() {
        Some(Ok(ChartAdded { chart, .. })) => chart,
        _ => None,
    });
    view! {
        <Title text=t(k::CHARTS_TITLE) />
        <PageHeader title=t(k::CHARTS_TITLE) lead=t(k::CHARTS_LEAD)>
            <LinkButton href=routes::CHART_FILE icon=Icon::Upload>{t(k::CHARTS_FROM_FILE)}</LinkButton>
        </PageHeader>
        <noscript><Alert>{t(k::CHARTS_NEEDS_SCRIPTS)}</Alert></noscript>
        {move || match added.get() {
            Some(chart) => view! { <Added chart /> }.into_any(),
            None => view! { <AddForm post /> }.into_any(),
        }}
    }
}

/// What follows.
#[component]
fn Added(chart: ChartId) -> impl IntoView {
    view! {
        <section class="grid gap-4 max-w-2xl" data-added="">
            <Alert tone=Tone::Success is_urgent=true>{t(k::CHARTS_ADDED)}</Alert>
            <form method="post" action="/api/invitations/invite" class="flex flex-wrap gap-3">
                <input type="hidden" name="request[charts][0]" value=chart.to_string() />
                <Button weight=Weight::Primary icon=Icon::Mail>{t(k::CHARTS_INVITE)}</Button>
                <Button weight=Weight::Secondary name="request[by_hand]" value="true">{t(k::CHARTS_BY_HAND)}</Button>
            </form>
            <p><a class="link" href=routes::ADD_CHART rel="external">{t(k::CHARTS_ANOTHER)}</a></p>
        </section>
    }
}

/// A list whose first choice means that it is not known.
fn choices(named: Vec<(String, String)>) -> Vec<Choice> {
    let first = Choice { value: String::new(), label: t(k::CHARTS_NOT_KNOWN).to_owned() };
    let rest = named.into_iter().map(|(value, label)| Choice { value, label });
    std::iter::once(first).chain(rest).collect()
}

fn gender_name(word: &str) -> Key {
    match word {
        "female" => k::CHARTS_FEMALE,
        "male" => k::CHARTS_MALE,
        "other" => k::CHARTS_OTHER,
        _ => k::CHARTS_UNKNOWN,
    }
}

#[component]
fn AddForm(post: Post<ChartAdded>) -> impl IntoView {
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let answer = post.answer().get();
            let error = answer.and_then(Result::err);
            error.as_ref().and_then(|error| error.field(field)).map(ToOwned::to_owned)
        })
    };
    let alike = Memo::new(move |_| match post.answer().get() {
        Some(Ok(ChartAdded { chart: None, alike })) => alike,
        _ => Vec::new(),
    });
    let genders =
        GENDERS.into_iter().map(|word| (word.to_owned(), t(gender_name(word)).to_owned())).collect();
    let countries = Country::ALL
        .into_iter()
        .map(|country| Choice {
            value: country.code().to_owned(),
            label: t(country_name(country)).to_owned(),
        })
        .collect();
    let languages =
        Lang::ALL.into_iter().map(|lang| (lang.code().to_owned(), lang.name().to_owned())).collect();
    view! {
        <PostForm post class="card grid gap-4 max-w-2xl">
            {move || post.answer().get().and_then(Result::err).map(|error| view! { <Refused error /> }.into_any())}
            <div class="grid gap-4 sm:grid-cols-2">
                <Field id="given" name="request[given]" label=t(k::CHARTS_GIVEN) autocomplete="off" maxlength=100 error=error("given") />
                <Field id="family" name="request[family]" label=t(k::CHARTS_FAMILY) autocomplete="off" maxlength=100 error=error("family") />
            </div>
            <BirthDate id="born" label=t(k::CHARTS_BORN) help=t(k::CHARTS_BORN_HELP) typed=[String::new(), String::new(), String::new()] />
            <div class="grid gap-4 sm:grid-cols-2">
                <Select id="gender" name="request[gender]" label=t(k::CHARTS_GENDER) choices=choices(genders) is_optional=true />
                <Select id="language" name="request[language]" label=t(k::CHARTS_LANGUAGE) choices=choices(languages) is_optional=true />
                <Field id="email" name="request[email]" label=t(k::CHARTS_EMAIL) inputmode="email" autocomplete="off" maxlength=254 is_optional=true is_verbatim=true error=error("email") />
                <Field id="phone" name="request[phone]" label=t(k::CHARTS_PHONE) inputmode="tel" autocomplete="off" maxlength=40 is_optional=true is_verbatim=true error=error("phone") />
                <Select id="country" name="request[country]" label=t(k::CHARTS_COUNTRY) choices=countries value=Country::default().code() is_optional=true />
                <Field id="national_id" name="request[national_id]" label=t(k::CHARTS_NATIONAL_ID) help=t(k::CHARTS_NATIONAL_ID_HELP) autocomplete="off" maxlength=40 is_optional=true is_verbatim=true error=error("national_id") />
                <Field id="number" name="request[number]" label=t(k::CHARTS_NUMBER) autocomplete="off" maxlength=100 is_optional=true is_verbatim=true error=error("number") />
            </div>
            {move || {
                let alike = alike.get();
                (!alike.is_empty()).then(|| view! { <Alike alike /> }.into_any())
            }}
            <div>
                <Button weight=Weight::Primary icon=Icon::Add pending=post.pending()>{t(k::CHARTS_ADD)}</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Refused(error: AppError) -> impl IntoView {
    match &error {
        AppError::Invalid { fields } if !fields.is_empty() => {
            let problems = fields
                .iter()
                .map(|problem| Problem {
                    field: problem.field.clone(),
                    message: error.field(&problem.field).unwrap_or_default().to_owned(),
                })
                .collect();
            view! { <ErrorSummary id="chart-problems" problems /> }.into_any()
        }
        other => {
            let message = other.message();
            view! { <Alert tone=Tone::Danger is_urgent=true>{message}</Alert> }.into_any()
        }
    }
}

/// Those who may be the same person, and the way past them.
#[component]
fn Alike(alike: Vec<AlikeChart>) -> impl IntoView {
    let lines = alike
        .into_iter()
        .map(|one| {
            let parts = [one.name, day(&one.born).unwrap_or_default(), one.number];
            let shown: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            view! { <li class="font-semibold">{shown.join(" · ")}</li> }.into_any()
        })
        .collect_view();
    view! {
        <Alert tone=Tone::Warning title=t(k::CHARTS_ALIKE) is_urgent=true>
            <ul class="grid gap-1">{lines}</ul>
            <label class="tick">
                <input type="checkbox" name="request[is_other]" value="true" class="tick-box" />
                <span>{t(k::CHARTS_IS_OTHER)}</span>
            </label>
        </Alert>
    }
}
