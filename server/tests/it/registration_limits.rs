//! Registering by oneself: limits, whom a code belongs to, what is deleted and when, and whom the clinic tells.

use crate::support::registrar::{Applicant, Registrar, person, settings};
use crate::support::{Reply, on_each_database};
use usecases::{outbox, registration};

const ANA: Applicant<'_> = Applicant {
    name: "Ana Lopez",
    born: ["1980", "1", "31"],
    national_id: ("es", "12.345.678-z"),
    email: "new@example.org",
    phone: "",
};

#[tokio::test(flavor = "multi_thread")]
async fn there_are_limits_for_one_number_one_address_and_the_clinic() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(false, true, true)).await;
        let is_over = |reply: &Reply| {
            assert!(reply.status == 429 && reply.body.contains("registration.too_many"), "{}", reply.body);
        };
        // Five with one national ID within a day, whatever the addresses.
        for number in 0..5 {
            let address = format!("a{number}@example.org");
            assert_eq!(registrar.apply(&Applicant { email: &address, ..ANA }).await.status, 200, "{number}");
        }
        is_over(&registrar.begun(&Applicant { email: "a6@example.org", ..ANA }).await.1);
        let other_id = Applicant { email: "a6@example.org", national_id: ("es", "X1234567L"), ..ANA };
        assert_eq!(registrar.apply(&other_id).await.status, 200);
        // Five from one address, whoever it is: a family.
        registrar.forget().await;
        for number in 0..5 {
            registrar.test.pass(1_000);
            let reply = registrar.apply(&person("Luis Soto", ["1961", "7", "2"], "luis@example.org")).await;
            assert_eq!(reply.status, 200, "{number}");
        }
        registrar.test.pass(1_000);
        is_over(&registrar.begun(&person("Eva Soto", ["1990", "1", "1"], "luis@example.org")).await.1);
        registrar.test.pass(86_400);
        let (_, tomorrow) =
            registrar.begun(&person("Eva Soto", ["1990", "1", "1"], "luis@example.org")).await;
        assert_eq!(tomorrow.status, 200, "{}", tomorrow.body);
        // As many as the clinic takes in a day; what was begun before counts too.
        registrar.forget().await;
        registrar
            .decide(&settings(false, true, true).replace("\"most_per_day\":50", "\"most_per_day\":2"))
            .await;
        let (mut begun, _) =
            registrar.begun(&person("Ida Soto", ["1990", "1", "1"], "ida@example.org")).await;
        let code = registrar.post.code("ida@example.org");
        for address in ["b1@example.org", "b2@example.org"] {
            assert_eq!(registrar.apply(&person("Luis Soto", ["1961", "7", "2"], address)).await.status, 200);
        }
        is_over(&registrar.begun(&person("Luis Soto", ["1961", "7", "2"], "b3@example.org")).await.1);
        is_over(&begun.call("/api/account/register_confirm", &[("request[code]", &code)]).await);
        // After many tries from one network, one a minute.
        registrar.forget().await;
        registrar.decide(&settings(false, true, true)).await;
        let mut last = 200;
        for number in 0..40 {
            let address = format!("c{number}@example.org");
            last = registrar.begun(&person("Luis Soto", ["1961", "7", "2"], &address)).await.1.status;
        }
        assert_eq!(last, 429);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_takes_no_requests_takes_none() {
    on_each_database(async |test| {
        let off = settings(true, true, true).replace("\"is_on\":true", "\"is_on\":false");
        let registrar = Registrar::open(test, &off).await;
        let (mut browser, reply) = registrar.begun(&ANA).await;
        assert!(reply.status == 410 && reply.body.contains("registration.closed"), "{}", reply.body);
        let view = browser.call("/api/account/read_register", &[]).await;
        assert!(view.body.contains("\"closed\""), "{}", view.body);
        let page = browser.get("/sign-in").await.body;
        assert!(!page.contains("/register"), "nothing leads there");
        registrar.decide(&settings(true, true, true)).await;
        let page = browser.get("/sign-in").await.body;
        assert!(page.contains("href=\"/register\""), "the sign-in page leads there");
        // Switched off between the two steps.
        let (mut browser, reply) = registrar.begun(&ANA).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        registrar.decide(&off).await;
        let code = registrar.post.code(ANA.email);
        let late = browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await;
        assert_eq!(late.status, 410, "{}", late.body);
        assert!(registrar.requests().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_stands_once_and_only_for_whoever_proved_the_address() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        let (browser, _) = registrar.begun(&ANA).await;
        let code = registrar.post.code(ANA.email);
        let mut stranger = registrar.test.browser(&registrar.test.demo);
        let fields = [("request[code]", code.as_str())];
        let foreign = stranger.call("/api/account/register_confirm", &fields).await;
        assert!(foreign.status == 410 && foreign.body.contains("registration.ended"), "{}", foreign.body);
        let mut elsewhere = registrar.test.browser(&registrar.test.norte);
        elsewhere.cookies.clone_from(&browser.cookies);
        registrar
            .test
            .sql(&format!("UPDATE facility SET registration = '{}'", settings(true, true, true)))
            .await;
        assert_eq!(elsewhere.call("/api/account/register_confirm", &fields).await.status, 410);
        let wrong =
            browser.clone().call("/api/account/register_confirm", &[("request[code]", "000000")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.body);
        let tries = (0..20).map(|_| {
            let (mut browser, code) = (browser.clone(), code.clone());
            tokio::spawn(async move {
                browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await.status
            })
        });
        let mut done = 0;
        for tried in tries.collect::<Vec<_>>() {
            match tried.await.expect("an answer") {
                200 => done += 1,
                410 | 422 => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!((done, registrar.requests().await.len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decided_requests_are_deleted_and_open_ones_are_not() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        registrar.charts().await;
        registrar.apply(&person("Luis Soto", ["1961", "7", "2"], "luis@example.org")).await;
        registrar.apply(&person("Ana García", ["1980", "1", "31"], "new@example.org")).await;
        let (left, _) = registrar.begun(&person("Eva Soto", ["1961", "7", "2"], "eva2@example.org")).await;
        drop(left);
        registrar.settle().await;
        let backend = registrar.test.portal.backend.clone();
        let mut all = registrar.requests().await;
        all.sort();
        assert_eq!(all, ["rejected none", "waiting partial"]);
        registrar.test.pass(29 * 86_400);
        registration::forget_decided(&backend, &registrar.facility().await).await.expect("done");
        assert_eq!(registrar.requests().await.len(), 2);
        assert_eq!(registrar.test.number("SELECT COUNT(*) FROM registration_draft").await, 0);
        registrar.test.pass(2 * 86_400);
        registration::forget_decided(&backend, &registrar.facility().await).await.expect("done");
        assert_eq!(registrar.requests().await, ["waiting partial"]);
        let history = "SELECT COUNT(*) FROM registration_event WHERE request_id NOT IN (SELECT id FROM registration_request)";
        assert_eq!(registrar.test.number(history).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_by_the_rules_is_written_a_day_later_and_says_nothing_about_who_is_a_patient() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, false, false)).await;
        registrar.charts().await;
        registrar.apply(&person("Luis Soto", ["1961", "7", "2"], "luis@example.org")).await;
        registrar.apply(&person("Ana García", ["1980", "1", "31"], "new@example.org")).await;
        registrar.settle().await;
        let before = registrar.post.mails().len();
        registrar.test.pass(86_400 - 1);
        outbox::deliver_due(&registrar.test.portal.backend, &registrar.test.demo).await.expect("delivered");
        assert_eq!(registrar.post.mails().len(), before);
        registrar.test.pass(8 * 3_600 + 2);
        outbox::deliver_due(&registrar.test.portal.backend, &registrar.test.demo).await.expect("delivered");
        let letters: Vec<_> = registrar.post.mails().into_iter().skip(before).collect();
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0].text, letters[1].text, "the same for a stranger and for a patient");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_hear_of_a_number_that_comes_again_and_again() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        registrar
            .test
            .sql(&format!(
                "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
                 SELECT facility_id, {}, id, 'email', 'joan@example.org', 'joan@example.org', 'ok', 1, 1 FROM account WHERE username = 'joan'",
                registrar.test.id(uuid::Uuid::new_v4())
            ))
            .await;
        for number in 0..3 {
            let address = format!("try{number}@example.org");
            let reply = registrar.apply(&Applicant { name: "Luis Soto", email: &address, ..ANA }).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            registrar.settle().await;
            let told = registrar.post.mails().into_iter().filter(|mail| mail.to == "joan@example.org").count();
            assert_eq!(told, usize::from(number == 2), "{number}");
        }
        let alarming = "SELECT COUNT(*) FROM registration_request WHERE is_alarming = TRUE";
        assert_eq!(registrar.test.number(alarming).await, 1);
        let mail = registrar.post.mails().into_iter().find(|mail| mail.to == "joan@example.org").expect("one");
        assert!(mail.text.contains("/patients/requests") && !mail.text.contains("Soto"), "{}", mail.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_is_proven_by_text_message_and_strangers_leave_most_of_a_day_s_to_others() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(false, true, true)).await;
        let mut security = registrar.test.demo.security.clone();
        security.text_messages.most_per_day = 4;
        let security = serde_json::to_string(&security).expect("JSON");
        registrar.test.sql(&format!("UPDATE facility SET security = '{security}'")).await;
        let by_phone = |phone| Applicant { email: "", phone, national_id: ("", ""), ..ANA };
        let (mut browser, begun) = registrar.begun(&by_phone("(212) 555-0142")).await;
        assert_eq!(begun.status, 200, "{}", begun.body);
        let code = registrar.post.code("+12125550142");
        let done = browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let (_, second) = registrar.begun(&by_phone("(212) 555-0143")).await;
        assert!(second.status == 429 && second.body.contains("code.spent"), "{}", second.body);
    })
    .await;
}
