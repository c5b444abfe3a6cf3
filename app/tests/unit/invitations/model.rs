//! The state of the invitations page in its address.

use app::examined::{InvitationsAt as At, InvitationsTab as Tab};
use domain::invitations::{LeftOut, State};
use leptos_router::params::ParamsMap;

#[test]
fn the_address_is_read_back() {
    let at = At {
        tab: Tab::List,
        state: Some(State::Sent),
        page: 2,
        done: Some(3),
        left_out: vec![LeftOut::Minor, LeftOut::NoContact],
        ..At::default()
    };
    assert_eq!(at.href(), "/patients/invitations?tab=list&state=sent&page=2&done=3&left=minor.no_contact");
    let mut query = ParamsMap::new();
    for (name, value) in
        [("tab", "list"), ("state", "sent"), ("page", "2"), ("done", "3"), ("left", "minor.no_contact")]
    {
        query.insert(name.to_owned(), value.to_owned());
    }
    assert_eq!(At::read(&query), at);
}
