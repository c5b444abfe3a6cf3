//! Between processes on PostgreSQL a notification brings each event, long before anybody would look by themselves; and listening comes
//! back when its connection is lost.

use crate::support::clinic::{Clinic, at};
use crate::support::on_each_database;
use domain::actor::Actor;
use domain::booking::contract::HoldRequest;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;
use usecases::Backend;
use usecases::booking::release_hold;
use usecases::live::{self, Batch};

/// So rarely that no test sees it.
const RARELY: Duration = Duration::from_secs(24 * 3_600);
/// No measure of the product: a busy machine may take its time, as long as it is far less than the above.
const LONGEST: Duration = Duration::from_secs(60);

/// A time is held and given back.
async fn happen(clinic: &Clinic<'_>, patient: &Actor) {
    let wish = clinic.wish("check", Some("ruiz"), at(9, 0)).await;
    let held = clinic.hold(patient, wish).await.expect("held");
    release_hold(&clinic.backend, patient, HoldRequest { hold: held.hold }).await.expect("given back");
}

/// Lets things happen until one is heard of: listening begins beside the test.
async fn begin(clinic: &Clinic<'_>, patient: &Actor, heard: &mut Receiver<Arc<Batch>>) {
    let until_heard = async {
        loop {
            happen(clinic, patient).await;
            if let Ok(Ok(_)) = timeout(Duration::from_secs(2), heard.recv()).await {
                return;
            }
        }
    };
    timeout(LONGEST, until_heard).await.expect("listening never began");
}

/// Lets one thing happen, which must be heard of.
async fn must_hear(clinic: &Clinic<'_>, patient: &Actor, heard: &mut Receiver<Arc<Batch>>, why: &str) {
    let before = live::last_seq(clinic.backend.db.reader()).await.expect("a position");
    happen(clinic, patient).await;
    let is_heard = async {
        while let Ok(batch) = heard.recv().await {
            if batch.events().iter().any(|event| event.seq > before) {
                return true;
            }
        }
        false
    };
    assert_eq!(timeout(LONGEST, is_heard).await, Ok(true), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_brings_each_event_though_nobody_looks_by_themselves() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let here = clinic.backend.clone();
        let mut own = here.live.listen();
        let mut relays = vec![tokio::spawn(live::run_relay(here.clone(), RARELY))];
        begin(&clinic, &patient, &mut own).await;
        must_hear(&clinic, &patient, &mut own, "what happens in a process wakes it").await;
        if here.db.is_postgres() {
            // The same database, and a broadcast of its own: another process.
            let there = Backend { live: Arc::default(), ..here.clone() };
            let mut others = there.live.listen();
            relays.push(tokio::spawn(live::run_relay(there, RARELY)));
            begin(&clinic, &patient, &mut others).await;
            must_hear(&clinic, &patient, &mut others, "another process is notified").await;
            must_hear(&clinic, &patient, &mut others, "and each time anew").await;

            let lost = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
            assert_eq!(test.number(lost).await, 2, "both processes listen");
            begin(&clinic, &patient, &mut others).await;
            must_hear(&clinic, &patient, &mut others, "it listens again after its connection was lost").await;
            must_hear(&clinic, &patient, &mut own, "and so does the first").await;
        }
        for relay in relays {
            relay.abort();
        }
    })
    .await;
}
