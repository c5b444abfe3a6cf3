//! Forms that are posted to a server function: by the browser as they stand, by the program without a new page.

use crate::error::AppError;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The last answer to a form.
pub type Answer<T> = Option<Result<T, AppError>>;

/// What a form asks for: where it is posted, whether it is under way, and what was answered.
pub struct Post<T: Send + Sync + 'static> {
    path: &'static str,
    pending: RwSignal<bool>,
    pressed: RwSignal<Option<String>>,
    answer: RwSignal<Answer<T>>,
}

impl<T: Send + Sync + 'static> Clone for Post<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Post<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Post<T> {
    /// A form of a server function.
    #[must_use]
    pub fn to<F: ServerFn<Output = T, Error = AppError>>() -> Self {
        Self {
            path: F::PATH,
            pending: RwSignal::new(false),
            pressed: RwSignal::new(None),
            answer: RwSignal::new(None),
        }
    }

    /// Whether its answer is still to come.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Value of the button that was pressed, while its answer is still to come.
    #[must_use]
    pub fn pressed(self) -> ReadSignal<Option<String>> {
        self.pressed.read_only()
    }

    /// The last answer.
    #[must_use]
    pub fn answer(self) -> ReadSignal<Answer<T>> {
        self.answer.read_only()
    }

    /// Sends fields; while an answer is to come, nothing more is sent.
    #[cfg(feature = "hydrate")]
    fn send(self, browser::Fields { text: fields, pressed }: browser::Fields) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.pressed.set(pressed);
        leptos::task::spawn_local(async move {
            let (answer, leads_to) = match browser::exchange(self.path, fields).await {
                Err(error) => (Err(error), None),
                Ok((text, leads_to)) => (crate::wire::read(&text).map_err(|_| AppError::Transport), leads_to),
            };
            // The form may be gone by now.
            let _ = self.answer.try_set(Some(answer));
            let _ = self.pending.try_set(false);
            let _ = self.pressed.try_set(None);
            if let Some(path) = leads_to {
                server_fn::redirect::call_redirect_hook(&path);
            }
        });
    }
}

/// Sends the form of an id once more, with what it holds now.
pub fn submit_again(form: &str) {
    #[cfg(feature = "hydrate")]
    browser::submit_again(form);
    #[cfg(not(feature = "hydrate"))]
    let _ = form;
}

/// The same as if its button of this name had been pressed.
pub fn press_again(form: &str, button: &str) {
    #[cfg(feature = "hydrate")]
    browser::press_again(form, button);
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, button);
}

/// What [`PostForm`] needs to know of a [`Post`].
pub struct Sender {
    path: &'static str,
    /// Not a callback that goes with its owner: a form is pressed also while its page asks anew.
    submit: Arc<dyn Fn(SubmitEvent) + Send + Sync>,
}

impl<T: DeserializeOwned + Send + Sync + 'static> From<Post<T>> for Sender {
    fn from(post: Post<T>) -> Self {
        let submit = Arc::new(move |event: SubmitEvent| {
            // One whose page is made anew is posted by the browser as it stands.
            #[cfg(feature = "hydrate")]
            if !post.pending.is_disposed()
                && let Some(fields) = browser::fields(&event)
            {
                post.send(fields);
            }
            #[cfg(not(feature = "hydrate"))]
            drop((event, post));
        });
        Self { path: post.path, submit }
    }
}

/// A form that works as it stands, and without a new page where the program runs.
#[component]
pub fn PostForm(
    /// What it asks for.
    #[prop(into)]
    post: Sender,
    /// Its classes.
    #[prop(optional)]
    class: &'static str,
    /// Its id, if fields elsewhere belong to it.
    #[prop(optional, into)]
    id: Option<String>,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    let Sender { path, submit } = post;
    view! {
        <form action=path method="post" class=class id=id on:submit=move |event| submit(event)>
            {children()}
        </form>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{AppError, SubmitEvent};
    use gloo_net::http::Request;
    use server_fn::redirect::REDIRECT_HEADER;
    use wasm_bindgen::JsCast as _;

    fn form_of(id: &str) -> Option<web_sys::HtmlFormElement> {
        web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
    }

    pub fn submit_again(form: &str) {
        if let Some(form) = form_of(form) {
            drop(form.request_submit());
        }
    }

    pub fn press_again(form: &str, button: &str) {
        let Some(form) = form_of(form) else { return };
        let found = form.query_selector(&format!("button[name=\"{button}\"]")).ok().flatten();
        if let Some(button) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(form.request_submit_with_submitter(Some(&button)));
        }
    }

    /// What a form sends.
    pub struct Fields {
        /// All of them, as forms are posted.
        pub text: String,
        /// Value of the button that was pressed, if it has one.
        pub pressed: Option<String>,
    }

    /// Keeps the browser from posting the form, and says what it would have sent.
    pub fn fields(event: &SubmitEvent) -> Option<Fields> {
        if event.default_prevented() {
            return None;
        }
        let form: web_sys::HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = web_sys::FormData::new_with_form(&form).ok()?;
        let button = event.submitter();
        let of_button = |name: &str| button.as_ref().and_then(|button| button.get_attribute(name));
        let pressed = of_button("value");
        if let (Some(name), Some(value)) = (of_button("name"), &pressed) {
            data.append_with_str(&name, value).ok()?;
        }
        let text = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        event.prevent_default();
        Some(Fields { text: text.to_string().into(), pressed })
    }

    /// Posts fields; the answer's text, and where it leads to if it does.
    pub async fn exchange(path: &str, fields: String) -> Result<(String, Option<String>), AppError> {
        let sent = Request::post(path)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(fields)
            .map_err(|_| AppError::Transport)?
            .send()
            .await;
        let response = sent.map_err(|_| AppError::Transport)?;
        let text = response.text().await.map_err(|_| AppError::Transport)?;
        if !response.ok() {
            return Err(crate::wire::read(&text).unwrap_or(AppError::Transport));
        }
        let headers = response.headers();
        let leads_to = headers.get(REDIRECT_HEADER).and_then(|_| headers.get("location"));
        Ok((text, leads_to))
    }
}
