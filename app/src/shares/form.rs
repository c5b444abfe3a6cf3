//! The form that makes a share link: for whom, with what, how long, how often, behind which passcode.

use super::api::MakeShare;
use super::words;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, refusal};
use crate::post::{Post, PostForm};
use crate::routes::NEW_SHARE;
use crate::texts::t;
use crate::ui::{Alert, Button, Choice, Field, Icon, Select, Tick, Tone, Weight};
use domain::shares::contract::ShareOptions;
use domain::shares::{LABEL_CHARS, Lasts, PASSCODE_CHARS, Times};
use i18n::k;
use leptos::prelude::*;

/// Id of the form.
const FORM: &str = "make-share";
/// Its address.
const MAKE: &str = "/api/shares/make_share";

fn most(chars: usize) -> u16 {
    u16::try_from(chars).unwrap_or(u16::MAX)
}

/// The form.
#[component]
pub fn MakeForm(
    /// What a link can hold, and what has to be proven first.
    options: ShareOptions,
    /// What the last refused form of the page left.
    flash: Option<Flash>,
) -> impl IntoView {
    let ShareOptions { parts, freshness } = options;
    let post = Post::to::<MakeShare>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == MAKE);
    let gate = Gate::new();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let problem = move |field: &'static str| {
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field(field)?.to_owned())))
    };
    let typed = |field: &str, otherwise: &str| {
        let name = format!("request[{field}]");
        let value = flash.as_ref().map(|flash| flash.value(&name)).unwrap_or_default();
        if value.is_empty() { otherwise.to_owned() } else { value }
    };
    let (label, lasts, times) =
        (typed("label", ""), typed("lasts", Lasts::Day.name()), typed("times", Times::Five.name()));
    let lengths = Lasts::ALL
        .iter()
        .map(|one| Choice { value: one.name().to_owned(), label: t(words::lasts(*one)).to_owned() })
        .collect();
    let counts = Times::ALL
        .iter()
        .map(|one| Choice { value: one.name().to_owned(), label: t(words::times(*one)).to_owned() })
        .collect();
    let ticks = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let name = format!("request[parts][{index}]");
            let is_ticked = flash.as_ref().is_none_or(|flash| flash.has(&name));
            let id = if index == 0 { "f-parts".to_owned() } else { format!("f-parts-{index}") };
            view! { <Tick id name value=part.name() label=words::part_name(part) is_ticked /> }.into_any()
        })
        .collect_view();
    let parts_problem = problem("parts");
    view! {
        <div class="grid gap-6">
            <ProveFirst freshness flash=proof />
            <PostForm post class="card max-w-none grid gap-6" id=FORM>
                <NotAccepted error id="share-problems" again=NEW_SHARE />
                <Field
                    id="f-label"
                    name="request[label]"
                    label=t(k::SHARES_LABEL)
                    help=t(k::SHARES_LABEL_HELP)
                    value=label
                    maxlength=most(LABEL_CHARS)
                    error=problem("label")
                />
                <fieldset class="grid gap-3" aria-describedby=move || parts_problem.with(Option::is_some).then_some("f-parts-problem")>
                    <legend class="text-lg font-semibold text-strong mb-2">{t(k::SHARES_PARTS)}</legend>
                    <p class="text-muted">{t(k::SHARES_PARTS_HELP)}</p>
                    <div class="grid gap-x-6 gap-y-1 sm:grid-cols-2">{ticks}</div>
                    {move || parts_problem.get().map(|words| view! { <p id="f-parts-problem" class="problem">{words}</p> }.into_any())}
                </fieldset>
                <div class="grid gap-4 sm:grid-cols-2">
                    <Select id="f-lasts" name="request[lasts]" label=t(k::SHARES_LASTS) choices=lengths value=lasts error=problem("lasts") />
                    <Select id="f-times" name="request[times]" label=t(k::SHARES_TIMES) choices=counts value=times error=problem("times") />
                </div>
                <Field
                    id="f-passcode"
                    name="request[passcode]"
                    label=t(k::SHARES_PASSCODE)
                    help=t(k::SHARES_PASSCODE_HELP)
                    maxlength=most(PASSCODE_CHARS.1)
                    autocomplete="off"
                    is_optional=true
                    is_verbatim=true
                    error=problem("passcode")
                />
                <Alert tone=Tone::Warning>{t(k::SHARES_CARE)}</Alert>
                <div class="grid gap-3">
                    <p class="text-muted">{t(k::SHARES_PROVE)}</p>
                    <div>
                        <Button weight=Weight::Primary icon=Icon::Link pending=post.pending()>{t(k::SHARES_MAKE)}</Button>
                    </div>
                </div>
            </PostForm>
            <StepUpDialog gate />
        </div>
    }
}
