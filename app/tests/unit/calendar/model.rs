//! The state of the calendar's settings in their address.

use app::examined::{CalendarAt as At, CalendarTab as Tab, CalendarTask as Task, escaped};
use leptos_router::params::ParamsMap;

#[test]
fn the_address_holds_the_whole_state() {
    let at = At {
        tab: Tab::Hours,
        provider: Some("ana-ruiz".to_owned()),
        task: Some(Task::RemoveHours),
        row: Some("0a1b".to_owned()),
        saved: Some(3),
    };
    let href = at.href();
    let mut query = ParamsMap::new();
    for pair in href.split_once('?').expect("a query").1.split('&') {
        let (name, value) = pair.split_once('=').expect("a pair");
        query.insert(name.to_owned(), value.to_owned());
    }
    assert_eq!(At::read(&query), at);
    assert_eq!(escaped("a&b é"), "a%26b%20%C3%A9");
}
