//! Charts from a file: every row has its result, nothing is added twice, and nothing before it was proven who asks.

use crate::support::{Client, TestPortal, on_each_database};
use domain::permission::Role;
use serde_json::Value;

const COLUMNS: &str = "number,given,family,born,email,phone";
const FILE: &str = "\u{feff}Nº Historia;Nombre;Apellidos;Nacimiento;Correo;Teléfono\r\n\
    F-1;Ana;Núñez de la Torre;31/01/1980;ana@example.org;212 555 2368\r\n\
    F-2;Luis;\"Pérez; Gil\";03/07/1975;;\r\n\
    F-2;Eva;Twice;03/07/1976;;\r\n\
    F-3;;Nameless;31/02/1980;not an address;12\r\n\
    F-4;Short;Year;31/01/80;;\r\n\
    ;=cmd();Formula;01/01/1990;;\r\n\
    F-5;Cells;Missing;01/01/1990\r\n\
    ;;;;;\r\n\
    F-6;Cells;Many;01/01/1990;;;x\r\n";

async fn ask(browser: &mut Client, what: &str, text: &str, more: &[(&str, &str)]) -> (u16, Value) {
    let mut fields =
        vec![("request[text]", text), ("request[columns]", COLUMNS), ("request[dates]", "day_first")];
    fields.extend_from_slice(more);
    let reply = browser.call(&format!("/api/charts/{what}"), &fields).await;
    (reply.status, serde_json::from_str(&reply.body).unwrap_or(Value::Null))
}

fn states(value: &Value) -> Vec<String> {
    let results = value["results"].as_array().expect("results");
    results
        .iter()
        .map(|result| {
            let problems: Vec<_> =
                result["problems"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            format!("{} {} {}", result["row"], result["state"].as_str().unwrap_or(""), problems.join("+"))
        })
        .collect()
}

async fn count(test: &TestPortal) -> i64 {
    test.number("SELECT COUNT(*) FROM chart").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_checked_and_added_and_adding_it_again_adds_nothing() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        for what in ["read_file", "check_file", "import_file"] {
            assert_eq!(ask(&mut ruiz, what, FILE, &[("request[from]", "0")]).await.0, 403, "{what}");
        }
        let (status, read) = ask(&mut browser, "read_file", FILE, &[]).await;
        assert_eq!((status, read["rows"].as_u64()), (200, Some(8)), "{read}");
        let columns: Vec<_> = read["columns"].as_array().expect("columns").iter().filter_map(Value::as_str).collect();
        assert_eq!(columns.join(","), COLUMNS);
        let (_, one_order) = ask(&mut browser, "read_file", "Given,Family,DOB\nA,B,31/01/1980\nC,D,01/02/1980\n", &[]).await;
        assert_eq!(one_order["dates"].as_str(), Some("day_first"));
        let (_, two_orders) = ask(&mut browser, "read_file", "Given,Family,DOB\nA,B,03/07/1980\n", &[]).await;
        assert!(two_orders["dates"].is_null(), "nothing is guessed: {two_orders}");

        let expected = [
            "2 good ",
            "3 good ",
            "4 refused number_twice",
            "5 refused no_given+bad_born+bad_email+bad_phone",
            "6 refused short_year",
            "7 good ",
            "8 refused cells",
            "10 refused cells",
        ];
        let (status, checked) = ask(&mut browser, "check_file", FILE, &[]).await;
        assert_eq!((status, states(&checked).join("\n")), (200, expected.join("\n")));
        assert_eq!(count(&test).await, 0, "a check writes nothing");

        let from = [("request[from]", "0")];
        test.pass(3_600);
        let mut browser = test.signed_in(&test.demo, "joan").await;
        test.pass(11 * 60);
        let (status, refused) = ask(&mut browser, "import_file", FILE, &from).await;
        assert_eq!((status, refused["error"].as_str()), (403, Some("step_up")), "{refused}");
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let (status, added) = ask(&mut browser, "import_file", FILE, &from).await;
        let expected: Vec<_> = expected.iter().map(|state| state.replace("good", "added")).collect();
        assert_eq!((status, states(&added).join("\n")), (200, expected.join("\n")));
        assert_eq!(count(&test).await, 3);
        let stored = "SELECT given || '|' || family || '|' || birth_date || '|' || COALESCE(phone, '') FROM chart ORDER BY birth_date";
        assert_eq!(
            test.texts(stored).await,
            ["Luis|P\u{e9}rez; Gil|1975-07-03|", "Ana|N\u{fa}\u{f1}ez de la Torre|1980-01-31|+12125552368", "=cmd()|Formula|1990-01-01|"]
        );
        let (_, again) = ask(&mut browser, "import_file", FILE, &from).await;
        let again = states(&again);
        assert_eq!((&*again[0], &*again[1], &*again[5]), ("2 there ", "3 there ", "7 alike "));
        assert_eq!(count(&test).await, 3, "the same file adds nothing");
        let audited = "SELECT COUNT(*) FROM audit_event WHERE action = 'charts.add' AND subject = 'file' AND chart_id IS NOT NULL";
        assert_eq!(test.number(audited).await, 3);
        let leaks = "SELECT COUNT(*) FROM audit_event WHERE subject LIKE '%Formula%' OR subject LIKE '%F-1%'";
        assert_eq!(test.number(leaks).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_be_there_already_is_added_only_when_that_was_decided() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let head = "n;g;f;b;e;p\n";
        let from = [("request[from]", "0")];
        ask(&mut browser, "import_file", &format!("{head}A-1;Annabel;Gil;31/01/1980;;\n"), &from).await;
        let file = format!("{head}A-2;Anabel;Gil;31/01/1980;;\nA-1;Someone;Else;01/01/1970;;\n");
        let (_, checked) = ask(&mut browser, "check_file", &file, &[]).await;
        assert_eq!(states(&checked), ["2 alike ", "3 refused number_taken"]);
        assert!(checked.to_string().contains("A-1"), "it is shown who: {checked}");
        ask(&mut browser, "import_file", &file, &from).await;
        assert_eq!(count(&test).await, 1);
        let decided = [("request[from]", "0"), ("request[with_alike]", "true")];
        let (_, added) = ask(&mut browser, "import_file", &file, &decided).await;
        assert_eq!(states(&added), ["2 added ", "3 refused number_taken"]);
        assert_eq!(count(&test).await, 2);
        // Another clinic's charts are no likeness.
        test.colleague(&test.norte, "joan", Role::FrontDesk).await;
        let mut other = test.signed_in(&test.norte, "joan").await;
        let (_, checked) = ask(&mut other, "check_file", &file, &[]).await;
        assert_eq!(states(&checked), ["2 good ", "3 good "]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_or_lacks_a_column_is_refused_and_a_long_one_goes_step_by_step() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        for (text, problem) in
            [("", "file_empty"), ("a\n\u{fffd}\n", "file_encoding"), ("a\n\0\n", "file_encoding")]
        {
            let (status, value) = ask(&mut browser, "read_file", text, &[]).await;
            assert!(status == 422 && value.to_string().contains(problem), "{text:?} {value}");
        }
        for (columns, problem) in [
            ("given,family", "file_columns_missing"),
            ("given,family,born,born", "file_columns_twice"),
            ("given,family,born,nonsense", "not_in_list"),
        ] {
            let fields = [
                ("request[text]", "a,b,c\nA,B,31/01/1980\n"),
                ("request[columns]", columns),
                ("request[dates]", "day_first"),
            ];
            let reply = browser.call("/api/charts/check_file", &fields).await;
            assert!(reply.status == 422 && reply.body.contains(problem), "{columns}: {}", reply.body);
        }
        let mut long = String::from("n;g;f;b;e;p\n");
        for number in 0..1_100 {
            long.push_str(&format!(
                "L-{number};Given{number};Family{number};{:02}/{:02}/{};;\n",
                number % 28 + 1,
                number / 28 % 12 + 1,
                1980 + number / 336
            ));
        }
        let mut done = 0;
        let mut steps = 0;
        while done < 1_100 {
            let (status, value) =
                ask(&mut browser, "import_file", &long, &[("request[from]", &done.to_string())]).await;
            assert_eq!((status, value["rows"].as_u64()), (200, Some(1_100)));
            done += value["results"].as_array().expect("results").len();
            steps += 1;
        }
        assert_eq!((steps, count(&test).await), (3, 1_100));
        // Larger than other requests may be, and from nobody but colleagues.
        let padded = format!("{long}{}", ";;;;;\n".repeat(60_000));
        assert_eq!(ask(&mut browser, "check_file", &padded, &[]).await.0, 200);
        let mut stranger = test.browser(&test.demo);
        assert_eq!(ask(&mut stranger, "check_file", &padded, &[]).await.0, 413);
    })
    .await;
}
