//! Passkeys in pages of the clinic's program: a new one, and one as proof anew. The browser's side is `/passkeys.js`.

use super::passkey_api::{begin_passkey, begin_passkey_step_up, confirm_passkey, step_up_with_passkey};
use crate::error::AppError;
use crate::texts::t;
use crate::ui::{Button, Icon};
use domain::account::factor::FactorAdded;
use domain::account::passkey::{ConfirmPasskeyRequest, PasskeyAnswer, PasskeyQuestion};
use i18n::k;
use leptos::prelude::*;

/// Sets up a passkey; the outer error is the browser's, in words.
///
/// # Errors
/// No passkey was made.
pub async fn enrol(label: String) -> Result<Result<FactorAdded, AppError>, &'static str> {
    let PasskeyQuestion { challenge, options } = match begin_passkey().await {
        Ok(question) => question,
        Err(error) => return Ok(Err(error)),
    };
    let credential = match script::call("create", options).await {
        Ok(credential) => credential,
        Err(script::Failed::Unsupported) => return Err(t(k::ACCOUNT_PASSKEY_UNSUPPORTED)),
        Err(script::Failed::Refused) => return Err(t(k::ACCOUNT_PASSKEY_PROBLEM)),
    };
    let answer = PasskeyAnswer { challenge, credential };
    Ok(confirm_passkey(ConfirmPasskeyRequest { answer, label }).await)
}

/// Proves anew who is asking; the error is what to tell.
async fn prove() -> Result<(), &'static str> {
    let told = |error: AppError| error.message();
    let PasskeyQuestion { challenge, options } = begin_passkey_step_up().await.map_err(told)?;
    let credential = script::call("get", options).await.map_err(|failed| match failed {
        script::Failed::Unsupported => t(k::ACCOUNT_PASSKEY_UNSUPPORTED),
        script::Failed::Refused => t(k::ACCOUNT_STEP_UP_PASSKEY_PROBLEM),
    })?;
    step_up_with_passkey(PasskeyAnswer { challenge, credential }).await.map_err(told)
}

/// Offers a passkey as proof anew; `done` follows on proof.
#[component]
pub fn PasskeyProof(is_shown: Signal<bool>, done: Callback<()>) -> impl IntoView {
    let pending = RwSignal::new(false);
    let problem = RwSignal::new(None::<&'static str>);
    let press = Callback::new(move |()| {
        pending.set(true);
        problem.set(None);
        leptos::task::spawn_local(async move {
            let outcome = prove().await;
            let _ = pending.try_set(false);
            match outcome {
                Ok(()) => done.run(()),
                Err(words) => problem.set(Some(words)),
            }
        });
    });
    let shown = move || {
        view! {
            <div class="grid gap-2 mt-4">
                {move || problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
                <div>
                    <Button kind="button" icon=Icon::Locked pending on_press=press>{t(k::ACCOUNT_STEP_UP_PASSKEY)}</Button>
                </div>
            </div>
        }
        .into_any()
    };
    view! { {move || is_shown.get().then(shown)} }
}

#[cfg(not(feature = "hydrate"))]
mod script {
    //! There is no authenticator at the server.

    pub enum Failed {
        Unsupported,
        Refused,
    }

    #[expect(clippy::unused_async, reason = "as in the browser")]
    pub async fn call(function: &str, _: String) -> Result<String, Failed> {
        Err(if function.is_empty() { Failed::Refused } else { Failed::Unsupported })
    }
}

#[cfg(feature = "hydrate")]
mod script {
    //! Calls the script, which is loaded when it is needed first.

    use crate::account::page::PASSKEY_SCRIPT;
    use js_sys::{Function, Object, Promise, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// Name of what the script leaves.
    const NAME: &str = "passkeys";

    pub enum Failed {
        /// This browser has no passkeys.
        Unsupported,
        /// None was used, or made.
        Refused,
    }

    pub async fn call(function: &str, options: String) -> Result<String, Failed> {
        if !has(&window(), "PublicKeyCredential") {
            return Err(Failed::Unsupported);
        }
        if !has(&window(), NAME) {
            load().await.map_err(|_| Failed::Refused)?;
        }
        answered(function, &options).await.ok().and_then(|answer| answer.as_string()).ok_or(Failed::Refused)
    }

    fn has(object: &JsValue, name: &str) -> bool {
        Reflect::has(object, &name.into()).unwrap_or_default()
    }

    async fn answered(function: &str, options: &str) -> Result<JsValue, JsValue> {
        let passkeys: Object = Reflect::get(&window(), &NAME.into())?.dyn_into()?;
        let function: Function = Reflect::get(&passkeys, &function.into())?.dyn_into()?;
        let promise: Promise = function.call1(&passkeys, &options.into())?.dyn_into()?;
        JsFuture::from(promise).await
    }

    async fn load() -> Result<(), JsValue> {
        let script = document().create_element("script")?;
        script.set_attribute("type", "module")?;
        script.set_attribute("src", PASSKEY_SCRIPT)?;
        let loaded = Promise::new(&mut |resolve, reject| {
            drop(script.add_event_listener_with_callback("load", &resolve));
            drop(script.add_event_listener_with_callback("error", &reject));
        });
        document().body().ok_or(JsValue::NULL)?.append_child(&script)?;
        JsFuture::from(loaded).await.map(drop)
    }
}
