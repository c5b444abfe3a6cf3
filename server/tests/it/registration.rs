//! Registering by oneself: what follows from how sure it is, that the answer is the same for all, limits, and what is kept.

use crate::support::registrar::{Applicant, NATIONAL_ID, Registrar, settings};
use crate::support::{Reply, on_each_database};
use std::sync::{Arc, Mutex};
use usecases::{outbox, registration};

const DNI: &str = "urn:oid:1.3.6.1.4.1.19126.3";

const ANA: Applicant<'_> = Applicant {
    name: "Ana Lopez",
    born: ["1980", "1", "31"],
    national_id: ("es", "12.345.678-z"),
    email: "new@example.org",
    phone: "",
};

/// Ana, whom everything can tell; Walter with an account; a child; somebody who died; two of one name, day and address.
async fn charts(registrar: &Registrar) {
    let ana = registrar.chart(1, ("Ana", "García López"), "1980-01-31", "ana@example.org").await;
    registrar.identify(ana, DNI, NATIONAL_ID).await;
    let walter = registrar.chart(2, ("Walter", "Hughes"), "1975-05-05", "walter@example.org").await;
    registrar.test.patient(&registrar.test.demo, "walter", walter).await;
    registrar.chart(3, ("Leo", "Kidd"), "2015-06-01", "leo@example.org").await;
    let otto = registrar.chart(4, ("Otto", "Alt"), "1930-02-02", "otto@example.org").await;
    let otto = registrar.test.id(otto.0);
    registrar.test.sql(&format!("UPDATE chart SET is_deceased = TRUE WHERE id = {otto}")).await;
    registrar.chart(5, ("Eva", "Ruiz"), "1990-03-03", "eva@example.org").await;
    registrar.chart(6, ("Eva", "Ruiz"), "1990-03-03", "eva@example.org").await;
}

const fn person<'a>(name: &'a str, born: [&'a str; 3], email: &'a str) -> Applicant<'a> {
    Applicant { name, born, national_id: ("", ""), email, phone: "" }
}

const WAITS: &[&str] = &[];

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_depends_on_how_sure_it_is_and_on_nothing_else() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        charts(&registrar).await;
        let other_id = Applicant { national_id: ("es", "X1234567L"), ..ANA };
        let of_ana = |name, born, email| Applicant { national_id: ("", ""), name, born, email, phone: "" };
        for (applicant, expected, goes) in [
            // National ID, birth date and surname; the address is the applicant's own.
            (ANA, "approved exact", &["new@example.org"][..]),
            (Applicant { name: "López", ..ANA }, "approved exact", &["new@example.org"]),
            // Name, birth date, and the contact on the chart; accents, order and titles do not matter.
            (
                of_ana("Dra. GARCIA LOPEZ, ANA", ["1980", "1", "31"], "Ana@Example.org"),
                "approved strong",
                &["ana@example.org"],
            ),
            // One detail less, a slip, a contradiction: a person looks.
            (of_ana("Ana García", ["1980", "1", "31"], "new@example.org"), "waiting partial", WAITS),
            (of_ana("Ana García", ["1981", "1", "31"], "ana@example.org"), "waiting partial", WAITS),
            (of_ana("Anna Garcia", ["1980", "1", "31"], "ana@example.org"), "waiting partial", WAITS),
            (Applicant { email: "ana@example.org", ..other_id }, "waiting partial", WAITS),
            (Applicant { name: "Luis Soto", ..ANA }, "waiting partial", WAITS),
            // Nobody.
            (person("Luis Soto", ["1980", "1", "31"], "luis@example.org"), "rejected none", WAITS),
            (person("Luis Soto", ["1961", "7", "2"], "luis@example.org"), "rejected none", WAITS),
            // As sure as can be, and still never by itself.
            (person("Walter Hughes", ["1975", "5", "5"], "walter@example.org"), "waiting strong", WAITS),
            (person("Leo Kidd", ["2015", "6", "1"], "leo@example.org"), "waiting strong", WAITS),
            (person("Otto Alt", ["1930", "2", "2"], "otto@example.org"), "waiting strong", WAITS),
            (person("Eva Ruiz", ["1990", "3", "3"], "eva@example.org"), "waiting strong", WAITS),
        ] {
            let reply = registrar.apply(&applicant).await;
            assert_eq!(reply.status, 200, "{}: {}", applicant.name, reply.body);
            assert_eq!(registrar.requests().await, ["received none"]);
            registrar.settle().await;
            assert_eq!(registrar.requests().await, [expected], "{} {}", applicant.name, applicant.email);
            assert_eq!(registrar.invited().await, goes, "{}", applicant.name);
            registrar.forget().await;
        }
        // A colleague decides about everybody, and strangers wait too.
        registrar.decide(&settings(false, false, true)).await;
        for (applicant, expected) in [
            (ANA, "waiting exact"),
            (of_ana("Ana García", ["1980", "1", "31"], "ana@example.org"), "waiting strong"),
            (of_ana("Ana García", ["1980", "1", "31"], "new@example.org"), "rejected partial"),
            (person("Luis Soto", ["1961", "7", "2"], "luis@example.org"), "waiting none"),
        ] {
            registrar.apply(&applicant).await;
            registrar.settle().await;
            assert_eq!(registrar.requests().await, [expected], "{}", applicant.name);
            registrar.forget().await;
        }
        let charts = registrar.test.number("SELECT COUNT(*) FROM chart").await;
        assert_eq!(charts, 6, "no chart is made");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_by_request_leads_to_the_account_and_the_chart_s_own_address_hears_of_it() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        charts(&registrar).await;
        registrar.apply(&ANA).await;
        registrar.settle().await;
        let mails = registrar.post.mails();
        let invitation = mails.iter().find(|mail| mail.text.contains("/activate/")).expect("an invitation");
        assert_eq!(invitation.to, "new@example.org");
        assert!(!invitation.text.contains("Ana"), "no name before it is proven");
        let at = invitation.text.rfind("/activate/").expect("a link");
        let path = invitation.text[at..].split_whitespace().next().unwrap_or_default();
        let mut browser = registrar.test.browser(&registrar.test.demo);
        assert_eq!(browser.get(path).await.status, 303);
        let born = [("request[day]", "31"), ("request[month]", "1"), ("request[year]", "1980")];
        assert_eq!(browser.call("/api/account/activation_check", &born).await.status, 200);
        let fields =
            [("request[username]", "ana"), ("request[password]", "several words that only I would say")];
        let done = browser.call("/api/account/activation_finish", &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let grants = "SELECT COUNT(*) FROM access_grant WHERE relation = 'own' AND chart_id = \
                      (SELECT id FROM chart WHERE mrn = 'HS-1')";
        assert_eq!(registrar.test.number(grants).await, 1);
        registrar.settle().await;
        let told: Vec<String> = registrar.post.mails().into_iter().map(|mail| mail.to).collect();
        assert!(
            told.contains(&"ana@example.org".to_owned()),
            "the chart's own address hears of it: {told:?}"
        );
        let event =
            "SELECT subject FROM audit_event WHERE action = 'registration.approve' AND chart_id IS NOT NULL";
        assert!(registrar.test.texts(event).await[0].ends_with(" exact"));
    })
    .await;
}

fn names(reply: &Reply) -> Vec<String> {
    reply.headers.keys().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_the_same_for_patients_and_strangers() {
    on_each_database(async |mut test| {
        let heard = Arc::new(Mutex::new(Vec::<String>::new()));
        let list = Arc::clone(&heard);
        let mut backend = test.portal.backend.clone();
        backend.db.observe(move |statement| {
            if let Ok(mut list) = list.lock() {
                list.push(statement.split('\'').next().unwrap_or_default().to_owned());
            }
        });
        test.use_backend(backend);
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        charts(&registrar).await;
        registrar.settle().await;
        let mut answers = Vec::new();
        for applicant in [
            ANA,
            Applicant {
                national_id: ("es", "00000014Z"),
                name: "Luis Soto",
                email: "luis@example.org",
                ..ANA
            },
            Applicant {
                national_id: ("es", "X1234567L"),
                name: "Ana López",
                email: "ana@example.org",
                ..ANA
            },
        ] {
            let mut seen = Vec::new();
            let (mut browser, begun) = registrar.begun(&applicant).await;
            let view = browser.call("/api/account/read_register", &[]).await;
            assert!(view.body.contains("\"code\""), "{}", view.body);
            let code = registrar.post.code(applicant.email);
            heard.lock().expect("a list").clear();
            let done = browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await;
            let statements = heard.lock().expect("a list").clone();
            assert!(!statements.is_empty());
            let reads_charts =
                statements.iter().any(|text| text.contains("\"chart") || text.contains("access_grant"));
            assert!(!reads_charts, "no chart is looked at: {statements:?}");
            for reply in [&begun, &done] {
                seen.push((reply.status, reply.body.clone(), names(reply)));
            }
            let page = browser.get("/register?sent=yes").await;
            assert_eq!(page.status, 200);
            answers.push((seen, statements.len()));
            registrar.settle().await;
        }
        assert_eq!(registrar.requests().await, ["approved exact", "rejected none", "waiting partial"]);
        for other in &answers[1..] {
            assert_eq!(*other, answers[0]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_cannot_be_are_named_and_nothing_typed_is_lost() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        for (applicant, fields) in [
            (Applicant::default(), &["name", "birth_date", "email"][..]),
            (Applicant { born: ["1980", "13", "1"], ..ANA }, &["birth_date"]),
            (Applicant { born: ["2999", "1", "1"], ..ANA }, &["birth_date"]),
            (Applicant { national_id: ("es", "12345678A"), ..ANA }, &["national_id"]),
            (Applicant { email: "ana@", ..ANA }, &["email"]),
            (Applicant { email: "", phone: "12", ..ANA }, &["phone"]),
            (Applicant { email: "", ..ANA }, &["email"]),
            (Applicant { name: "… !", ..ANA }, &["name"]),
        ] {
            let (_, reply) = registrar.begun(&applicant).await;
            assert_eq!(reply.status, 422, "{}", reply.body);
            let body: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
            let named: Vec<&str> = body["fields"]
                .as_array()
                .expect("fields")
                .iter()
                .filter_map(|field| field["field"].as_str())
                .collect();
            assert_eq!(named, fields, "{}", reply.body);
        }
        assert!(registrar.post.mails().is_empty(), "no code goes out");
        // Without scripts: the page shows what was typed, and the database does not.
        let mut browser = registrar.test.browser(&registrar.test.demo);
        let refused = Applicant { born: ["1980", "13", "1"], national_id: ("es", NATIONAL_ID), ..ANA };
        let reply = browser.post_form("/api/account/register_begin", &refused.fields()).await;
        assert_eq!(reply.status, 303);
        registrar.must_not_hold(NATIONAL_ID).await;
        let page = browser.get("/register").await.body;
        assert!(page.contains(NATIONAL_ID) && page.contains("Ana Lopez"), "nothing typed is lost");
        let reply = browser.post_form("/api/account/register_begin", &ANA.fields()).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/register"));
        let back = browser.post_form("/api/account/register_start_over", &[]).await;
        assert_eq!(back.status, 303);
        let page = browser.get("/register").await.body;
        assert!(page.contains("12.345.678-z") && page.contains("Ana Lopez"), "it can be corrected");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_id_is_nowhere_in_the_clear() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(false, true, true)).await;
        let applicant = Applicant { national_id: ("es", "X1234567L"), ..ANA };
        let (mut browser, _) = registrar.begun(&applicant).await;
        registrar.must_not_hold("1234567").await;
        let code = registrar.post.code(applicant.email);
        browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await;
        registrar.must_not_hold("1234567").await;
        registrar.settle().await;
        registrar.must_not_hold("1234567").await;
        let mut joan = registrar.test.signed_in(&registrar.test.demo, "joan").await;
        let (id, _) = registrar.only().await;
        let seen = joan.call("/api/registration/read_request", &[("request[request]", &id)]).await;
        assert_eq!(seen.status, 200, "{}", seen.body);
        assert!(seen.body.contains("••••••67L") && !seen.body.contains("1234567"), "{}", seen.body);
    })
    .await;
}

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
        charts(&registrar).await;
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
        charts(&registrar).await;
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
