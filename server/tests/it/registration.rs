//! Registering by oneself: what follows from how sure it is, that the answer is the same for all, limits, and what is kept.

use crate::support::registrar::{Applicant, NATIONAL_ID, Registrar, person, settings};
use crate::support::{Reply, on_each_database};
use std::sync::{Arc, Mutex};

const ANA: Applicant<'_> = Applicant {
    name: "Ana Lopez",
    born: ["1980", "1", "31"],
    national_id: ("es", "12.345.678-z"),
    email: "new@example.org",
    phone: "",
};

const WAITS: &[&str] = &[];

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_depends_on_how_sure_it_is_and_on_nothing_else() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, false)).await;
        registrar.charts().await;
        let other_id = Applicant { national_id: ("es", "X1234567L"), ..ANA };
        let of_ana = |name, born, email| Applicant { national_id: ("", ""), name, born, email, phone: "" };
        for (applicant, expected, goes) in [
            // National ID, birth date and surname; the address is the applicant's own.
            (ANA, "approved exact", &["new@example.org"][..]),
            (Applicant { name: "López", ..ANA }, "approved exact", &["new@example.org"]),
            // Name, birth date, and the contact on the chart; accents, order and titles do not matter.
            (
                of_ana("Dra. GARCIA LOPEZ, ANA", ["1980", "1", "31"], "Ana@example.org"),
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
        registrar.charts().await;
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
        registrar.charts().await;
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
            let of_charts = ["\"chart\"", "\"chart_key\"", "\"access_grant\""];
            let reads_charts =
                statements.iter().any(|text| of_charts.iter().any(|table| text.contains(table)));
            assert!(!reads_charts, "no chart is looked at: {statements:?}");
            for reply in [&begun, &done] {
                seen.push((reply.status, reply.body.clone(), names(reply)));
            }
            let page = browser.get("/register?sent=yes").await;
            assert_eq!(page.status, 200);
            answers.push((seen, statements.len()));
            registrar.settle().await;
            registrar.test.pass(1);
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
