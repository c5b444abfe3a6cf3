//! Who opened the record, the latest first; one's own looks can be left out, and the clinic can be asked about others'.

use super::api::{list_looks, read_flash};
use super::ask::AskForm;
use super::line::{LookLine, QuestionCard};
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes::{LOOKS, RECORDS};
use crate::texts::t;
use crate::ui::{
    Alert, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TabLink, TabLinks, Tone, Weight,
};
use domain::looks::contract::{ListLooksRequest, Looks};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn LooksPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let request = ListLooksRequest {
                is_without_own: query.get("own").is_some_and(|own| own == "hidden"),
                before: query.get("before").unwrap_or_default(),
            };
            (request, query.get("done").unwrap_or_default())
        })
    });
    let about = Memo::new(move |_| query.with(|query| query.get("ask")));
    let content = load(move || asked.get(), |(request, _)| list_looks(request));
    let flash = load_once(read_flash);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::LOOKS_TITLE) />
        <PageHeader title=t(k::LOOKS_TITLE) lead=t(k::LOOKS_LEAD) back />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(looks) => {
                        let (request, done) = asked.get_untracked();
                        view! { <Filled looks request is_done=done == "asked" about flash /> }.into_any()
                    }
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn href(is_without_own: bool, before: &str) -> String {
    let own = is_without_own.then(|| "own=hidden".to_owned());
    let before = (!before.is_empty()).then(|| format!("before={before}"));
    let parts: Vec<String> = own.into_iter().chain(before).collect();
    if parts.is_empty() { LOOKS.to_owned() } else { format!("{LOOKS}?{}", parts.join("&")) }
}

#[component]
fn Filled(
    looks: Looks,
    request: ListLooksRequest,
    is_done: bool,
    about: Memo<Option<String>>,
    flash: Option<Flash>,
) -> impl IntoView {
    let is_without = request.is_without_own;
    let links = vec![
        TabLink { href: href(false, ""), label: t(k::LOOKS_ALL).to_owned(), count: None },
        TabLink { href: href(true, ""), label: t(k::LOOKS_OTHERS).to_owned(), count: None },
    ];
    let is_empty = looks.looks.is_empty();
    let older = looks.older.as_ref().map(|before| href(is_without, before));
    let latest = (!request.before.is_empty()).then(|| href(is_without, ""));
    let all = StoredValue::new(looks.looks.clone());
    let flash = StoredValue::new(flash);
    let form = move || {
        let wanted = about.get()?;
        let look = all.with_value(|all| all.iter().find(|look| look.id.to_string() == wanted).cloned())?;
        Some(view! { <AskForm look flash=flash.get_value() /> }.into_any())
    };
    let rows = looks.looks.into_iter().map(|look| view! { <LookLine look /> }.into_any()).collect_view();
    let has_questions = !looks.questions.is_empty();
    let questions = looks
        .questions
        .into_iter()
        .map(|question| view! { <QuestionCard question /> }.into_any())
        .collect_view();
    view! {
        <div class="grid gap-6">
            {is_done.then(|| view! { <Alert tone=Tone::Success is_urgent=true>{t(k::LOOKS_DONE)}</Alert> }.into_any())}
            {has_questions.then(|| view! {
                <section aria-labelledby="questions-title">
                    <h2 id="questions-title" class="section-title">{t(k::LOOKS_QUESTIONS)}</h2>
                    <ul class="row-list">{questions}</ul>
                </section>
            }.into_any())}
            <section class="grid gap-4" aria-label=t(k::LOOKS_TITLE)>
                <TabLinks label=t(k::LOOKS_WHOSE) links current=Signal::stored(usize::from(is_without)) />
                {if is_empty {
                    view! { <EmptyState icon=Icon::Show title=t(k::LOOKS_NONE) reason=t(k::LOOKS_NONE_REASON) /> }.into_any()
                } else {
                    view! { <ul class="row-list">{rows}</ul> }.into_any()
                }}
                <div class="flex flex-wrap gap-3">
                    {latest.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::LOOKS_LATEST)}</LinkButton> }.into_any())}
                    {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::LOOKS_OLDER)}</LinkButton> }.into_any())}
                </div>
            </section>
        </div>
        {form}
    }
}
