//! Another name for a factor, in a dialog of its row.

use super::passkey_api::RenameFactor;
use crate::post::{Post, PostForm};
use crate::texts::{t, tf};
use crate::ui::{Button, Dialog, Field, Tone, Weight, use_toasts};
use domain::ids::FactorId;
use i18n::k;
use leptos::prelude::*;

/// The button and its dialog.
#[component]
pub fn RenameButton(factor: FactorId, label: String, name: String, changes: RwSignal<u32>) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = RwSignal::new(label);
    let post = Post::to::<RenameFactor>();
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(())) = post.answer().get() {
            open.set(false);
            toasts.show(Tone::Success, t(k::ACCOUNT_FACTOR_RENAMED));
            changes.update(|changes| *changes += 1);
        }
    });
    let error = Signal::derive(move || {
        post.answer().with(|answer| answer.as_ref()?.as_ref().err().map(|error| error.message().to_owned()))
    });
    let begin = Callback::new(move |()| open.set(true));
    view! {
        <Button kind="button" weight=Weight::Quiet on_press=begin>
            <span aria-hidden="true">{t(k::ACCOUNT_FACTOR_RENAME)}</span>
            <span class="sr-only">{tf(k::ACCOUNT_FACTOR_RENAME_NAMED, &[("name", &name)])}</span>
        </Button>
        <Dialog id=format!("rename-{factor}") title=t(k::ACCOUNT_FACTOR_RENAME_TITLE) open>
            <PostForm post class="grid gap-4">
                <input type="hidden" name="request[factor]" value=factor.to_string() />
                <Field
                    id=format!("name-of-{factor}")
                    name="request[label]"
                    label=t(k::ACCOUNT_FACTOR_LABEL)
                    maxlength=60
                    bind=text
                    error
                    is_optional=true
                />
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::ACCOUNT_FACTOR_RENAME_SAVE)}</Button>
                </div>
            </PostForm>
        </Dialog>
    }
}
