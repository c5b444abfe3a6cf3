//! Finding a person or a record by name; the name stands in no address.

use super::api::FindPeople as Action;
use super::model::{of_account, of_chart};
use crate::flash::Flash;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Field};
use domain::audit::contract::{AuditRequest, FoundPeople};
use i18n::{Key, k};
use leptos::prelude::*;

/// The search, with what it found.
#[component]
pub fn FindPeople(flash: Option<Flash>) -> impl IntoView {
    let post = Post::to::<Action>();
    let flash = flash.filter(|flash| flash.endpoint == "/api/audit/find_people");
    let typed = flash.as_ref().map(|flash| flash.value("request[name]")).unwrap_or_default();
    let before = StoredValue::new(flash.map(|flash| flash.error));
    let error = Signal::derive(move || {
        let error = match post.answer().get() {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error),
            None => before.get_value(),
        };
        error.map(|error| error.field("name").unwrap_or_else(|| error.message()).to_owned())
    });
    let found = move || match post.answer().get() {
        Some(Ok(found)) => Some(view! { <Found found /> }.into_any()),
        _ => None,
    };
    view! {
        <section class="card grid gap-4" aria-labelledby="find-title">
            <h2 id="find-title" class="text-lg">{t(k::AUDIT_FIND)}</h2>
            <PostForm post class="grid gap-4">
                <Field
                    id="find-name"
                    name="request[name]"
                    label=t(k::AUDIT_NAME)
                    value=typed
                    help=t(k::AUDIT_FIND_HELP)
                    autocomplete="off"
                    maxlength=100
                    is_verbatim=true
                    error
                />
                <div>
                    <Button pending=post.pending()>{t(k::AUDIT_FIND_SUBMIT)}</Button>
                </div>
            </PostForm>
            <div role="status">{found}</div>
        </section>
    }
}

#[component]
fn Found(found: FoundPeople) -> impl IntoView {
    let everything = AuditRequest::default();
    let accounts =
        found.accounts.into_iter().map(|row| (of_account(&everything, Some(row.id)), row.name)).collect();
    let charts =
        found.charts.into_iter().map(|row| (of_chart(&everything, Some(row.id)), row.name)).collect();
    view! {
        <div class="grid gap-3">
            <Names title=k::AUDIT_FOUND_ACCOUNTS names=accounts />
            <Names title=k::AUDIT_FOUND_CHARTS names=charts />
            {found.has_more.then(|| view! { <p class="text-muted">{t(k::AUDIT_FOUND_MORE)}</p> }.into_any())}
        </div>
    }
}

#[component]
fn Names(title: Key, names: Vec<(String, String)>) -> impl IntoView {
    if names.is_empty() {
        return ().into_any();
    }
    let rows = names
        .into_iter()
        .map(|(href, name)| {
            view! { <li><a class="link inline-flex items-center min-h-target" href=href>{name}</a></li> }
                .into_any()
        })
        .collect_view();
    view! {
        <div>
            <h3 class="text-base">{t(title)}</h3>
            <ul>{rows}</ul>
        </div>
    }
    .into_any()
}
