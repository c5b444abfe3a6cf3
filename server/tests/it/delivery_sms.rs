//! Text messages through a gateway that is proven with Twilio's own client first (`tests/peers/gateway.py`).

use crate::support::on_each_database;
use crate::support::peers::{Peer, run};
use adapters::sms::Gateway;
use i18n::Lang;
use serde_json::json;
use std::sync::Arc;
use usecases::Backend;
use usecases::delivery::{Channels, SendError, Sms as _, Text};
use usecases::outbox::{Delivered, deliver_due, read_queue};

fn gateway(peer: &Peer, token: &str) -> Gateway {
    let url = format!("http://127.0.0.1:{}", peer.port("port"));
    Gateway::new(&url, peer.told("account"), token, peer.told("sender")).expect("a gateway")
}

fn text(to: &str) -> Text {
    Text { to: to.to_owned(), body: "Clínica Ñandú: 123456 & más +1%".to_owned(), status_url: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_of_these_tests_is_one_for_the_stock_client() {
    let peer = Peer::start("gateway.py", &[]);
    let port = peer.port("port").to_string();
    let told =
        run("stock_client.py", &[&port, peer.told("account"), peer.told("token"), peer.told("sender")]);
    let sid = told["sid"].as_str().expect("sent");
    assert!(sid.starts_with("SM") && sid.len() == 34, "{told}");
    assert_eq!(
        told["fetched"],
        json!([sid, "+15005550010", peer.told("sender"), "¿Sí? 123456", "queued", true])
    );
    assert_eq!(told["listed"], true);
    assert_eq!(told["wrong_token"], json!([401, 20003]));
    assert_eq!((&told["invalid"], &told["stopped"]), (&json!([400, 21211]), &json!([400, 21610])));
    assert_eq!((&told["busy"][0], &told["down"]), (&json!([429, 20429]), &json!([500, 20500])));
    assert_eq!(told["absent"], json!([404, 20404]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_gateway_answers_decides_about_the_next_try() {
    let mut peer = Peer::start("gateway.py", &[]);
    let right = gateway(&peer, peer.told("token"));
    let sid = right.send(&text("+15005550010")).await.expect("sent").expect("a name");
    assert!(sid.starts_with("SM"), "{sid}");
    let got = peer.next();
    let sender = peer.told("sender");
    assert_eq!(
        (&got["to"], &got["from"], &got["body"]),
        (&json!("+15005550010"), &json!(sender), &json!(text("").body))
    );
    assert_eq!(got["type"], "application/x-www-form-urlencoded");

    let no_address = |told: &str| SendError::NoAddress(told.to_owned());
    let later = |told: &str| SendError::Later(told.to_owned());
    for (to, expected) in [
        ("+15005550001", no_address("sms 400 21211")),
        ("not a number", no_address("sms 400 21211")),
        ("+15005550002", no_address("sms 400 21612")),
        ("+15005550003", no_address("sms 400 21408")),
        ("+15005550004", no_address("sms 400 21610")),
        ("+15005550009", no_address("sms 400 21614")),
        ("+15005550429", later("sms 429 20429")),
        ("+15005550503", later("sms 503 20503")),
        ("+15005550500", later("sms 500 20500")),
        ("+15005550408", SendError::Unknown("sms: no answer".to_owned())),
    ] {
        assert_eq!(right.send(&text(to)).await, Err(expected), "{to}");
    }
    let wrong = gateway(&peer, "wrong").send(&text("+15005550010")).await;
    assert_eq!(wrong, Err(later("sms 401 20003")));
    let empty = Text { body: String::new(), ..text("+15005550010") };
    assert_eq!(right.send(&empty).await, Err(SendError::Never("sms 400 21602".to_owned())));
    let nobody = Gateway::new("http://127.0.0.1:9", "AC1", "secret", "+15005550006").expect("a gateway");
    assert_eq!(nobody.send(&text("+15005550010")).await, Err(later("sms: no connection")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_out_wait_or_are_given_up_as_the_gateway_says() {
    on_each_database(async |test| {
        let mut peer = Peer::start("gateway.py", &[]);
        let sms = gateway(&peer, peer.told("token"));
        let channels = Channels { mail: None, sms: Some(Arc::new(sms)), is_local: false };
        let backend = Backend { channels: Arc::new(channels), ..test.portal.backend.clone() };
        let turn = async || deliver_due(&backend, &test.demo).await.expect("a turn");
        for number in ["010", "429", "500", "004", "408"] {
            let to = format!("+15005550{number}");
            crate::delivery::queue_in(&test, &backend, &to, Lang::Es).await;
        }
        assert_eq!(turn().await, Delivered { sent: 1, put_back: 2, dead: 2, suppressed: 0 });
        test.pass(40);
        assert_eq!(turn().await, Delivered { put_back: 2, ..Delivered::default() });
        test.pass(80);
        assert_eq!(turn().await, Delivered { sent: 1, put_back: 1, ..Delivered::default() });
        let mut dead = 0;
        while dead == 0 {
            test.pass(120);
            dead = turn().await.dead;
        }
        assert_eq!(read_queue(&backend, test.demo.id).await.expect("a queue").dead, 3);
        // Sent: once each; the one that stays down: as often as its code holds; the others: never again.
        let mut asked = Vec::new();
        gateway(&peer, peer.told("token")).send(&text("+15005550011")).await.expect("sent");
        loop {
            let to = peer.next()["to"].as_str().expect("a number").to_owned();
            if to.ends_with("011") {
                break;
            }
            asked.push(to);
        }
        let count = |end: &str| asked.iter().filter(|to| to.ends_with(end)).count();
        assert_eq!(["010", "429", "004", "408"].map(count), [1, 3, 1, 1]);
        assert!((3..=6).contains(&count("500")), "{asked:?}");
    })
    .await;
}
