//! E-mail through a real SMTP server, read by an e-mail library that is not ours (`tests/peers/smtp.py`).

use crate::support::peers::Peer;
use crate::support::{TestPortal, on_each_database};
use adapters::mail::SmtpMailer;
use serde_json::{Value, json};
use std::sync::Arc;
use usecases::Backend;
use usecases::delivery::{Channels, Mail, Mailer as _, SendError};
use usecases::outbox::{Delivered, deliver_due, read_queue};

const LOGIN: &str = "portal:a%20secret%20with%3A%20signs%2F%40%3F@";

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("portal-peer-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A server, and the certificate of its authority.
fn server(name: &str, port: &str) -> (Peer, Vec<u8>) {
    let folder = folder(name);
    let peer = Peer::start("smtp.py", &[&folder.display().to_string(), port]);
    let authority = std::fs::read(folder.join("authority.pem")).expect("a certificate");
    std::fs::remove_dir_all(folder).expect("removed");
    (peer, authority)
}

fn mailer(url: &str, authority: Option<&[u8]>) -> SmtpMailer {
    SmtpMailer::new(url, "no-reply@portal.example", "portal.example", authority).expect("a mailer")
}

fn mail(to: &str) -> Mail {
    Mail {
        from_name: "Clínica \"Ñandú\", Norte".to_owned(),
        reply_to: Some("recepcion@clinica.example".to_owned()),
        to: to.to_owned(),
        subject: "Su código de Clínica Ñandú 🩺".to_owned(),
        text: format!("Código: 123456\n.\n{}\n", "ñ".repeat(1_500)),
        html: "<!doctype html><html lang=\"es\"><p>Código: <b>123456</b></p></html>".to_owned(),
        message_id: "<row.0@demo.example>".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_whole_by_each_kind_of_tls_and_with_a_login() {
    let (mut peer, authority) = server("tls", "0");
    for (url, way) in [
        (format!("smtps://{LOGIN}localhost:{}", peer.port("implicit")), "implicit"),
        (format!("smtp://{LOGIN}localhost:{}?tls=required", peer.port("starttls")), "starttls"),
    ] {
        assert_eq!(mailer(&url, Some(&authority)).send(&mail("ana@example.org")).await, Ok(None), "{way}");
        let got = peer.next();
        assert_eq!((&got["way"], &got["tls"], &got["user"]), (&json!(way), &json!(true), &json!("portal")));
        assert_eq!(got["greeted"], "portal.example");
        assert_eq!(
            (&got["from"], &got["to"]),
            (&json!("no-reply@portal.example"), &json!(["ana@example.org"]))
        );
        assert_eq!(got["sender"], json!([["Clínica \"Ñandú\", Norte", "no-reply@portal.example"]]));
        assert_eq!(got["headers"]["subject"], "Su código de Clínica Ñandú 🩺");
        assert_eq!(got["headers"]["message-id"], "<row.0@demo.example>");
        assert_eq!(got["type"], "multipart/alternative");
        let part =
            |number: usize| got["parts"][number]["text"].as_str().expect("a part").replace("\r\n", "\n");
        assert_eq!((part(0), part(1).trim_end().to_owned()), (mail("").text, mail("").html));
        let types = [&got["parts"][0]["type"], &got["parts"][1]["type"]];
        assert_eq!((types, &got["parts"][2]), ([&json!("text/plain"), &json!("text/html")], &Value::Null));
        assert_is_clean(&got);
    }
}

/// What any mail has to be on its way (RFC 5322 2.1.1, 2.3).
fn assert_is_clean(got: &Value) {
    assert_eq!((&got["defects"], &got["bare_line_ends"]), (&json!([]), &json!(0)), "{got}");
    assert!(got["is_ascii"] == true && got["longest_line"].as_u64() <= Some(998), "{got}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_prove_its_name_or_refuses_the_login_gets_nothing() {
    let (peer, authority) = server("refused", "0");
    let (implicit, starttls) = (peer.port("implicit"), peer.port("starttls"));
    for (url, authority) in [
        // Nobody vouches for it; another name; no login; a wrong one; a server that offers no TLS.
        (format!("smtps://{LOGIN}localhost:{implicit}"), None),
        (format!("smtp://{LOGIN}localhost:{starttls}?tls=required"), None),
        (format!("smtps://{LOGIN}127.0.0.1:{implicit}"), Some(authority.as_slice())),
        (format!("smtp://localhost:{starttls}?tls=required"), Some(authority.as_slice())),
        (format!("smtp://portal:wrong@localhost:{starttls}?tls=required"), Some(authority.as_slice())),
        (format!("smtp://localhost:{}?tls=required", peer.port("plain")), Some(authority.as_slice())),
    ] {
        let sent = mailer(&url, authority).send(&mail("ana@example.org")).await;
        let Err(SendError::Later(told)) = sent else { panic!("{url}: {sent:?}") };
        assert!(told.starts_with("smtp") && !told.contains("ana@") && !told.contains("secret"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_answers_decides_about_the_next_try() {
    let (mut peer, _) = server("answers", "0");
    let mailer = mailer(&format!("smtp://localhost:{}", peer.port("plain")), None);
    let no_address = |told: &str| Err(SendError::NoAddress(told.to_owned()));
    for (to, expected) in [
        ("reply-550@example.org", no_address("smtp 550")),
        ("reply-550-5.1.1@example.org", no_address("smtp 550 5.1.1")),
        ("reply-553@example.org", no_address("smtp 553")),
        ("reply-550-5.7.1@example.org", Err(SendError::Never("smtp 550 5.7.1".to_owned()))),
        ("reply-450@example.org", Err(SendError::Later("smtp 450".to_owned()))),
        ("reply-452@example.org", Err(SendError::Later("smtp 452".to_owned()))),
        ("reply-554@example.org", Err(SendError::Later("smtp 554".to_owned()))),
        ("two@example.org, three@example.org", no_address("not an address")),
        ("ana@example.org\r\nBcc: eve@example.org", no_address("not an address")),
        ("ana@example.org", Ok(None)),
    ] {
        assert_eq!(mailer.send(&mail(to)).await, expected, "{to}");
    }
    assert_eq!(peer.next()["to"], json!(["ana@example.org"]), "none of the others arrived");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_adds_a_header_through_a_name_or_a_subject() {
    let (mut peer, _) = server("headers", "0");
    let mailer = mailer(&format!("smtp://localhost:{}", peer.port("plain")), None);
    let plain = mailer.send(&mail("ana@example.org")).await;
    assert_eq!(plain, Ok(None));
    let names = peer.next()["names"].clone();
    for evil in [
        "Clinic\r\nBcc: eve@example.org",
        "Clinic\nBcc: eve@example.org\n\n<script>",
        "Clinic\rBcc: eve@example.org",
        "Clinic\u{2028}Bcc: eve@example.org",
        "Clinic\0\u{8}\" <eve@example.org>, \"x",
        "=?utf-8?q?Clinic=0D=0ABcc:_eve@example.org?=",
        &"Ñ\r\n ".repeat(300),
    ] {
        let mut forged = mail("ana@example.org");
        evil.clone_into(&mut forged.from_name);
        evil.clone_into(&mut forged.subject);
        forged.reply_to = Some(format!("clinic@example.org{evil}"));
        forged.text = format!("{evil}\r\n.\r\nMAIL FROM:<eve@example.org>\r\n");
        assert_eq!(mailer.send(&forged).await, Ok(None), "{evil:?}");
        let got = peer.next();
        let told: Vec<_> =
            got["names"].as_array().expect("names").iter().filter(|name| *name != "reply-to").collect();
        let usual: Vec<_> =
            names.as_array().expect("names").iter().filter(|name| *name != "reply-to").collect();
        assert_eq!(told, usual, "{evil:?}");
        assert_eq!(got["to"], json!(["ana@example.org"]), "{evil:?}");
        assert_eq!(got["sender"].as_array().map(Vec::len), Some(1), "{evil:?}");
        assert_eq!(got["sender"][0][1], "no-reply@portal.example", "{evil:?}");
        assert_eq!((&got["bare_line_ends"], &got["parts"][2]), (&json!(0), &Value::Null), "{evil:?}");
    }
}

async fn queue(test: &TestPortal, backend: &Backend, address: &str, lang: i18n::Lang) {
    crate::delivery::queue_in(test, backend, address, lang).await;
}

async fn turn(test: &TestPortal, backend: &Backend) -> Delivered {
    deliver_due(backend, &test.demo).await.expect("a turn")
}

fn sending_by(backend: &Backend, mailer: SmtpMailer) -> Backend {
    let channels = Channels { mail: Some(Arc::new(mailer)), sms: None, is_local: false };
    Backend { channels: Arc::new(channels), ..backend.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_gets_everything_once_when_it_is_back() {
    on_each_database(async |test| {
        let port = {
            let (peer, _) = server("down", "0");
            peer.port("plain")
        };
        let url = format!("smtp://localhost:{port}");
        let backend = sending_by(&test.portal.backend, mailer(&url, None));
        queue(&test, &backend, "ana@example.org", i18n::Lang::Es).await;
        queue(&test, &backend, "bob@example.org", i18n::Lang::En).await;
        assert_eq!(turn(&test, &backend).await, Delivered { put_back: 2, ..Delivered::default() });
        assert_eq!(turn(&test, &backend).await, Delivered::default(), "not at once");

        let (mut peer, _) = server("down", &port.to_string());
        test.pass(40);
        assert_eq!(turn(&test, &backend).await, Delivered { sent: 2, ..Delivered::default() });
        let mut got = [peer.next(), peer.next()];
        got.sort_by_key(|got| got["to"].to_string());
        for (got, (subject, lang)) in got.iter().zip([("Su código de", "es"), ("Your code", "en")]) {
            let told = got["headers"]["subject"].as_str().expect("a subject");
            assert!(told.starts_with(subject), "{told}");
            let html = got["parts"][1]["text"].as_str().expect("a part");
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{html}");
            let text = got["parts"][0]["text"].as_str().expect("a part");
            let is_code = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
            let code = text.split_whitespace().find(|word| is_code(word)).expect("a code");
            assert!(html.contains(code), "the same code in both");
            assert_is_clean(got);
        }
        assert_eq!(turn(&test, &backend).await, Delivered::default(), "once");
        assert_eq!(read_queue(&backend, test.demo.id).await.expect("a queue").dead, 0);
    })
    .await;
}
