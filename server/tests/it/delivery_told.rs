//! What the gateway for text messages tells later: taken when Twilio's own signature is right, and only then.

use crate::support::desk::actor;
use crate::support::peers::{Peer, run};
use crate::support::{Client, TestPortal, on_each_database};
use adapters::sms::Gateway;
use axum::http::Method;
use domain::ids::InvitationId;
use domain::permission::Role;
use std::sync::Arc;
use usecases::delivery::Channels;
use usecases::site::Site;
use usecases::{invitations, outbox};

const NUMBER: &str = "+12125550100";

/// The same portal behind TLS, with a gateway.
fn connected(mut test: TestPortal, peer: &Peer) -> TestPortal {
    let url = format!("http://127.0.0.1:{}", peer.port("port"));
    let sms = Gateway::new(&url, peer.told("account"), peer.told("token"), peer.told("sender"));
    let channels = Channels { sms: Some(Arc::new(sms.expect("a gateway"))), ..Channels::default() };
    let site = Site { scheme: "https".to_owned(), port: None };
    test.portal.backend = test.portal.backend.clone().connected(site, channels);
    test.state.portal.backend = test.portal.backend.clone();
    test.router = server::router::router(test.state.clone());
    test
}

/// Tells a status as the gateway does, without a browser's headers.
async fn tell(browser: &mut Client, path: &str, fields: &[(&str, &str)], signature: &str) -> u16 {
    let body = fields.iter().map(|(name, value)| format!("{name}={}", value.replace('+', "%2B")));
    let body = body.collect::<Vec<_>>().join("&");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-twilio-signature", signature),
        ("sec-fetch-site", "none"),
    ];
    browser.send(Method::POST, path, &headers, body).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_delivered_when_the_gateway_says_so_and_proves_that_it_is_the_gateway() {
    on_each_database(async |test| {
        let mut peer = Peer::start("gateway.py", &[]);
        let test = connected(test, &peer);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let joan = actor(&test, "joan").await;
        let (backend, demo) = (&test.portal.backend, &test.demo);
        let state = async |id: InvitationId| {
            test.texts(&format!("SELECT state FROM invitation WHERE id = {}", test.id(id.0))).await.remove(0)
        };
        let mut asked = Vec::new();
        for (number, family) in [(1, "Hughes"), (2, "Garcia")] {
            let chart = test.chart(demo, number, family).await;
            test.sql(&format!("UPDATE chart SET birth_date = '1980-01-31', phone = '{NUMBER}'")).await;
            let invited = invitations::invite(backend, &joan, demo, (chart, false)).await.expect("invited");
            outbox::deliver_due(backend, demo).await.expect("delivered");
            let url = peer.next()["callback"].as_str().expect("an address").to_owned();
            assert!(url.starts_with("https://demo.localhost/hooks/sms/"), "{url}");
            assert!(!url.contains(NUMBER) && !url.contains(family), "{url}");
            asked.push((invited.invitation, url));
        }
        let signed = |url: &str, fields: &[(&str, &str)]| {
            let fields: serde_json::Map<_, _> =
                fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
            let fields = serde_json::Value::Object(fields).to_string();
            let signature = run("stock_signature.py", &[peer.told("token"), url, &fields]);
            signature.as_str().expect("a signature").to_owned()
        };
        let mut browser = test.browser(demo);
        let (id, url) = asked[0].clone();
        let path = url.strip_prefix("https://demo.localhost").expect("this clinic's");
        let on_the_way = [("MessageSid", "SM1"), ("MessageStatus", "sent"), ("To", NUMBER)];
        let arrived = [("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("To", NUMBER)];
        let right = signed(&url, &arrived);
        assert_eq!(tell(&mut browser, path, &on_the_way, &right).await, 404, "other fields");
        assert_eq!(tell(&mut browser, path, &arrived, "").await, 404, "no signature");
        let foreign = signed("https://norte.localhost/hooks/sms/1/0", &arrived);
        assert_eq!(tell(&mut browser, path, &arrived, &foreign).await, 404, "another address");
        let mut elsewhere = test.browser(&test.norte);
        assert_eq!(tell(&mut elsewhere, path, &arrived, &right).await, 404, "another clinic");
        assert_eq!(state(id).await, "sent");
        assert_eq!(tell(&mut browser, path, &on_the_way, &signed(&url, &on_the_way)).await, 204);
        assert_eq!(state(id).await, "sent");
        for _ in 0..2 {
            assert_eq!(tell(&mut browser, path, &arrived, &right).await, 204);
            assert_eq!(state(id).await, "delivered");
        }
        let steps = "SELECT COUNT(*) FROM invitation_event WHERE state = 'delivered'";
        assert_eq!(test.number(steps).await, 1, "told twice, noted once");

        let (id, url) = asked[1].clone();
        let path = url.strip_prefix("https://demo.localhost").expect("this clinic's");
        let lost = [("ErrorCode", "30005"), ("MessageStatus", "undelivered"), ("To", NUMBER)];
        assert_eq!(tell(&mut browser, path, &lost, &signed(&url, &lost)).await, 204);
        assert_eq!(state(id).await, "bounced");
        assert_eq!(tell(&mut browser, path, &arrived, &signed(&url, &arrived)).await, 204, "too late");
        assert_eq!(state(id).await, "bounced");
        let unknown = format!("/hooks/sms/{}/0", uuid::Uuid::nil());
        let url = format!("https://demo.localhost{unknown}");
        assert_eq!(tell(&mut browser, &unknown, &arrived, &signed(&url, &arrived)).await, 204);
    })
    .await;
}
