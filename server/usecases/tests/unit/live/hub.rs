//! Who listens, and how many streams a session has.

use usecases::examined::SEATS;
use usecases::live::{Hub, Seat};

#[test]
fn a_session_has_so_many_streams_and_gets_their_places_back() {
    let hub = Hub::default();
    let mut seats: Vec<Seat> = (0..SEATS).map(|_| hub.take_seat(b"one").expect("a place")).collect();
    assert!(hub.take_seat(b"one").is_none());
    assert!(hub.take_seat(b"other").is_some());
    seats.pop();
    assert!(hub.take_seat(b"one").is_some());
    drop(seats);
    assert_eq!(hub.sessions(), 0);
}

#[tokio::test]
async fn closing_ends_those_who_listen_and_those_who_come_late() {
    let hub = Hub::default();
    let mut early = hub.listen();
    hub.close();
    assert!(early.recv().await.is_err() && hub.listen().recv().await.is_err());
    assert_eq!(hub.listeners(), 0);
}
