//! The browser's side: the tab that gets the lock holds the stream and tells the others.

use super::Message;
use leptos::prelude::on_cleanup;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

/// Name of the lock and of the channel between tabs.
const NAME: &str = "portal-live";
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
        let is_hidden =
            web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden());
        if is_hidden {
            close();
        } else {
            ask_for_lock();
        }
    });
    drop(document.add_event_listener_with_callback("visibilitychange", changed.as_ref().unchecked_ref()));
    changed.forget();
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
    let hold = Closure::once_into_js(move || -> js_sys::Promise {
        js_sys::Promise::new(&mut |resolve, _| {
            STATE.with_borrow_mut(|state| {
                if let Some(state) = state {
                    state.release = Some(resolve);
                }
            });
            open();
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
    let missed = Closure::<dyn Fn()>::new(|| pass_on(RESYNC));
    drop(source.add_event_listener_with_callback("resync", missed.as_ref().unchecked_ref()));
    missed.forget();
    STATE.with_borrow_mut(|state| {
        if let Some(state) = state {
            state.source = Some(source);
        }
    });
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
