//! The form that asks for a file: of which kind, with which parts, from when to when.

use super::api::AskDownload;
use super::words;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, refusal};
use crate::post::{Post, PostForm};
use crate::routes::DOWNLOAD;
use crate::texts::t;
use crate::ui::{Button, DateField, Icon, Tick, Weight};
use domain::account::contract::Freshness;
use domain::downloads::{Kind, Part};
use i18n::k;
use leptos::prelude::*;

/// Id of the form.
const FORM: &str = "ask-download";
/// Its address.
const ASK: &str = "/api/downloads/ask_download";

/// The form.
#[component]
pub fn AskForm(
    /// The parts that can be asked for.
    parts: Vec<Part>,
    /// What has to be proven first.
    freshness: Freshness,
    /// What the last refused form of the page left.
    flash: Option<Flash>,
    /// Asks for the list anew.
    again: Callback<()>,
) -> impl IntoView {
    let post = Post::to::<AskDownload>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == ASK);
    let gate = Gate::new();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    Effect::new(move |_| {
        if let Some(Ok(())) = post.answer().get() {
            again.run(());
        }
    });
    let problem = move |field: &'static str| {
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field(field)?.to_owned())))
    };
    let typed = |field: &str| {
        let name = format!("request[{field}]");
        flash.as_ref().map(|flash| flash.value(&name)).unwrap_or_default()
    };
    let (from, to, chosen) = (typed("from"), typed("to"), typed("kind"));
    let chosen = Kind::parse(&chosen).unwrap_or(Kind::Pdf);
    let kinds = Kind::OF_A_RECORD
        .iter()
        .map(|kind| view! { <KindChoice kind=*kind is_chosen=*kind == chosen /> }.into_any())
        .collect_view();
    let was_sent = flash.is_some();
    let ticks = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let name = format!("request[parts][{index}]");
            let is_ticked = !was_sent || flash.as_ref().is_some_and(|flash| flash.has(&name));
            let id = if index == 0 { "f-parts".to_owned() } else { format!("f-parts-{index}") };
            view! { <Tick id name value=part.name() label=t(words::part(part)) is_ticked /> }.into_any()
        })
        .collect_view();
    let parts_problem = problem("parts");
    view! {
        <ProveFirst freshness flash=proof />
        <PostForm post class="card max-w-none grid gap-6" id=FORM>
            <NotAccepted error id="ask-problems" again=DOWNLOAD />
            <fieldset class="grid gap-3">
                <legend class="text-lg font-semibold text-strong mb-2">{t(k::DOWNLOADS_KIND)}</legend>
                {kinds}
            </fieldset>
            <fieldset class="grid gap-3" aria-describedby=move || parts_problem.with(Option::is_some).then_some("f-parts-problem")>
                <legend class="text-lg font-semibold text-strong mb-2">{t(k::DOWNLOADS_PARTS)}</legend>
                <div class="grid gap-x-6 gap-y-1 sm:grid-cols-2">{ticks}</div>
                {move || parts_problem.get().map(|words| view! { <p id="f-parts-problem" class="problem">{words}</p> }.into_any())}
            </fieldset>
            <fieldset class="grid gap-3" aria-describedby="f-days-help">
                <legend class="text-lg font-semibold text-strong mb-2">{t(k::DOWNLOADS_DAYS)}</legend>
                <p id="f-days-help" class="text-muted">{t(k::DOWNLOADS_DAYS_HELP)}</p>
                <div class="grid gap-4 sm:grid-cols-2">
                    <DateField id="f-from" name="request[from]" label=t(k::DOWNLOADS_FROM) value=from is_optional=true error=problem("from") />
                    <DateField id="f-to" name="request[to]" label=t(k::DOWNLOADS_TO) value=to is_optional=true error=problem("to") />
                </div>
            </fieldset>
            <div class="grid gap-3">
                <p>{t(k::DOWNLOADS_CARE)}</p>
                <p class="text-muted">{t(k::DOWNLOADS_PROVE)}</p>
                <div>
                    <Button weight=Weight::Primary icon=Icon::Download pending=post.pending()>{t(k::DOWNLOADS_ASK)}</Button>
                </div>
            </div>
        </PostForm>
        <StepUpDialog gate />
    }
}

/// One of the kinds, with what it is for.
#[component]
fn KindChoice(kind: Kind, is_chosen: bool) -> impl IntoView {
    let (label, about) = words::choice(kind);
    let about_id = format!("about-{}", kind.name());
    view! {
        <div class="grid">
            <label class="tick font-semibold text-strong">
                <input
                    type="radio"
                    name="request[kind]"
                    value=kind.name()
                    checked=is_chosen
                    class="tick-box"
                    aria-describedby=about_id.clone()
                />
                <span class="min-w-0">{t(label)}</span>
            </label>
            <p id=about_id class="pl-8 text-sm text-muted">{t(about)}</p>
        </div>
    }
}
