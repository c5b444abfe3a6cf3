//! The browser's side: the tab that gets the lock holds the stream and tells the others.

use super::Message;
use leptos::prelude::{on_cleanup, set_timeout};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

/// Name of the lock and of the channel between tabs.
const NAME: &str = "portal-live";
/// How long a stream that was refused is left alone at first, and at the most, in milliseconds; half as much more or less,
/// so that not every page comes back at once.
const FIRST_PAUSE_MS: u32 = 1_000;
const LONGEST_PAUSE_MS: u32 = 60_000;
/// What a tab tells the others when something was missed.
const RESYNC: &str = "resync";

type React = Rc<dyn Fn(&Message)>;

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// What a page holds while it listens.
struct State {
    listeners: Vec<(u32, React)>,
    next: u32,
    last: i64,
    channel: BroadcastChannel,
    source: Option<EventSource>,
    /// Whether the lock was asked for and has not come.
    is_asking: bool,
    /// How long to wait when the stream is refused.
    pause_ms: u32,
    /// Gives the lock to another tab.
    release: Option<js_sys::Function>,
}

/// Calls `react` for every event after `since`, until the component goes.
pub fn listen(since: i64, react: impl Fn(&Message) + 'static) {
    let react: React = Rc::new(react);
    let Some(key) = add(since, react) else { return };
    on_cleanup(move || {
        STATE.with_borrow_mut(|state| {
            if let Some(state) = state {
                state.listeners.retain(|(number, _)| *number != key);
            }
        });
    });
}

/// Whether anything of this page is told of events.
pub fn is_listening() -> bool {
    STATE.with_borrow(|state| state.as_ref().is_some_and(|state| !state.listeners.is_empty()))
}

fn add(since: i64, react: React) -> Option<u32> {
    let is_first = STATE.with_borrow(Option::is_none);
    if is_first {
        let channel = BroadcastChannel::new(NAME).ok()?;
        hear_other_tabs(&channel);
        STATE.set(Some(State {
            listeners: Vec::new(),
            next: 0,
            last: since,
            channel,
            source: None,
            is_asking: false,
            pause_ms: FIRST_PAUSE_MS,
            release: None,
        }));
        follow_visibility();
        ask_for_lock();
    }
    STATE.with_borrow_mut(|state| {
        let state = state.as_mut()?;
        state.next += 1;
        state.listeners.push((state.next, react));
        Some(state.next)
    })
}

/// Tells every listener of this tab.
fn tell(message: &Message) {
    let listeners =
        STATE.with_borrow(|state| state.as_ref().map(|state| state.listeners.clone()).unwrap_or_default());
    for (_, react) in listeners {
        react(message);
    }
}

/// What the tab with the stream passes on: `seq data`.
fn hear_other_tabs(channel: &BroadcastChannel) {
    let hear = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        take(&text);
    });
    channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

fn take(text: &str) {
    if text == RESYNC {
        tell(&Message::Resync);
        return;
    }
    let Some((seq, data)) = text.split_once(' ') else { return };
    if let Ok(seq) = seq.parse::<i64>() {
        STATE.with_borrow_mut(|state| {
            if let Some(state) = state {
                state.last = state.last.max(seq);
            }
        });
    }
    tell(&Message::read(data));
}

/// A hidden tab holds no stream; one that is seen again asks for what it missed.
fn follow_visibility() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let changed = Closure::<dyn Fn()>::new(|| {
        if is_hidden() {
            close();
        } else {
            ask_for_lock();
        }
    });
    drop(document.add_event_listener_with_callback("visibilitychange", changed.as_ref().unchecked_ref()));
    changed.forget();
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

fn close() {
    STATE.with_borrow_mut(|state| {
        let Some(state) = state else { return };
        if let Some(source) = state.source.take() {
            source.close();
        }
        if let Some(release) = state.release.take() {
            drop(release.call0(&JsValue::UNDEFINED));
        }
    });
}

/// Asks for the lock; whoever gets it opens the stream and keeps it until the tab is hidden or gone.
fn ask_for_lock() {
    let is_needed = STATE.with_borrow_mut(|state| {
        let Some(state) = state else { return false };
        let is_needed = !state.is_asking && state.source.is_none();
        state.is_asking |= is_needed;
        is_needed
    });
    if !is_needed {
        return;
    }
    let hold = Closure::once_into_js(move || -> js_sys::Promise {
        js_sys::Promise::new(&mut |resolve, _| {
            // It may come when the tab has been hidden meanwhile: then it goes to the next.
            let is_wanted = !is_hidden();
            if !is_wanted {
                drop(resolve.call0(&JsValue::UNDEFINED));
            }
            STATE.with_borrow_mut(|state| {
                if let Some(state) = state {
                    state.is_asking = false;
                    state.release = is_wanted.then_some(resolve);
                }
            });
            if is_wanted {
                open();
            }
        })
    });
    let request = || -> Result<(), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let locks = js_sys::Reflect::get(&window.navigator(), &"locks".into())?;
        let request: js_sys::Function = js_sys::Reflect::get(&locks, &"request".into())?.dyn_into()?;
        request.call2(&locks, &NAME.into(), &hold)?;
        Ok(())
    };
    // Without locks each tab has a stream of its own.
    if request().is_err() {
        STATE.with_borrow_mut(|state| {
            if let Some(state) = state {
                state.is_asking = false;
            }
        });
        open();
    }
}

fn open() {
    let last = STATE.with_borrow(|state| state.as_ref().map_or(0, |state| state.last));
    let Ok(source) = EventSource::new(&format!("/events/stream?since={last}")) else { return };
    let told = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(data) = event.data().as_string() {
            pass_on(&format!("{} {data}", event.last_event_id()));
        }
    });
    source.set_onmessage(Some(told.as_ref().unchecked_ref()));
    told.forget();
    let refused = Closure::<dyn Fn()>::new(open_later);
    source.set_onerror(Some(refused.as_ref().unchecked_ref()));
    refused.forget();
    let opened = Closure::<dyn Fn()>::new(|| {
        STATE.with_borrow_mut(|state| {
            if let Some(state) = state {
                state.pause_ms = FIRST_PAUSE_MS;
            }
        });
    });
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    opened.forget();
    let missed = Closure::<dyn Fn()>::new(|| pass_on(RESYNC));
    drop(source.add_event_listener_with_callback("resync", missed.as_ref().unchecked_ref()));
    missed.forget();
    STATE.with_borrow_mut(|state| {
        if let Some(state) = state {
            state.source = Some(source);
        }
    });
}

/// Browsers come back by themselves when a connection breaks, but not after an answer that is no stream (HTML, 9.2.3), such as
/// that of a proxy while the portal starts anew.
fn open_later() {
    let pause_ms = STATE.with_borrow_mut(|state| {
        let state = state.as_mut()?;
        state.source.take_if(|source| source.ready_state() == EventSource::CLOSED)?;
        let pause_ms = state.pause_ms;
        state.pause_ms = (pause_ms * 2).min(LONGEST_PAUSE_MS);
        Some(pause_ms)
    });
    let Some(pause_ms) = pause_ms else { return };
    let spread = 0.5 + js_sys::Math::random();
    set_timeout(
        || {
            // The tab may have been hidden meanwhile, or shown again, which opens the stream by itself.
            let is_wanted = STATE.with_borrow(|state| {
                state.as_ref().is_some_and(|state| state.source.is_none() && !state.is_asking)
            });
            if is_wanted && !is_hidden() {
                open();
            }
        },
        Duration::from_millis(u64::from(pause_ms)).mul_f64(spread),
    );
}

/// Tells this tab and the others.
fn pass_on(text: &str) {
    STATE.with_borrow(|state| {
        if let Some(state) = state {
            drop(state.channel.post_message(&text.into()));
        }
    });
    take(text);
}
