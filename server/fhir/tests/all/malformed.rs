//! Files that are broken, odd or hostile: what is refused as a whole, what is left out, what is still read.

use fhir::{Layout, Limits, check};

use crate::taking::{counts, items, take};

const ANA: &str = r#"{"resourceType":"Patient","id":"ana","name":[{"given":["Ana"]}]}"#;

/// A Bundle with these entries.
fn bundle(entries: &str) -> String {
    format!(r#"{{"resourceType":"Bundle","type":"batch","entry":[{entries}]}}"#)
}

/// What is wrong with a file, as told to the person who sent it.
fn problem(bytes: &[u8]) -> String {
    check(bytes, Limits::default()).unwrap_err().to_string()
}

#[test]
fn unreadable_files_are_refused_with_the_place() {
    let nested = format!(r#"{{"resourceType":"Patient","a":{}"#, "[".repeat(200));
    let cases: &[(&[u8], &str)] = &[
        (b"", "line 1, column 1: the file is empty"),
        (b" \r\n\t\n", "line 3, column 1: the file is empty"),
        (b"hello", "line 1, column 1: broken JSON: a JSON object was expected"),
        (b"42", "line 1, column 1: broken JSON: a JSON object was expected"),
        (
            b"[{\"resourceType\":\"Patient\"}]",
            "line 1, column 1: not FHIR: a bare JSON array; a Bundle or NDJSON is expected",
        ),
        (b"{}", "line 1, column 3: not FHIR: there is no resourceType"),
        (b"{\"resourceType\":7}", "line 1, column 19: not FHIR: there is no resourceType"),
        (b"{\"resourceType\":\"Patient\"", "line 1, column 26: the file ends too early"),
        (b"{\"resourceType\":\"Pati", "line 1, column 22: the file ends too early"),
        (b"{\"resourceType\"\n  \"Patient\"}", "line 2, column 3: broken JSON: a colon is missing"),
        (b"{\"resourceType\":\"Patient\",}", "line 1, column 27: broken JSON: a quotation mark was expected"),
        (
            b"{\"resourceType\":\"Patient\" \"id\":1}",
            "line 1, column 27: broken JSON: a comma or } is missing",
        ),
        (
            b"{\"resourceType\":\"Patient\",\n\"a\":[1 2]}",
            "line 2, column 8: broken JSON: a comma or ] is missing",
        ),
        (
            b"{\"resourceType\":\"Patient\",\"a\":01}",
            "line 1, column 32: broken JSON: a comma or } is missing",
        ),
        (
            b"{\"resourceType\":\"Patient\",\"a\":1.}",
            "line 1, column 33: broken JSON: a digit is missing in a number",
        ),
        (b"{\"resourceType\":\"Patient\",\"a\":NaN}", "line 1, column 31: broken JSON: a value was expected"),
        (b"{\"resourceType\":\"Patient\",\"a\":nul}", "line 1, column 34: broken JSON: a value was expected"),
        (
            b"{\"resourceType\":\"Pa\ntient\"}",
            "line 1, column 20: broken JSON: a control character stands in a string",
        ),
        (
            b"{\"resourceType\":\"\\x\"}",
            "line 1, column 19: broken JSON: an unknown escape stands in a string",
        ),
        (
            b"{\"resourceType\":\"\\u00g0\"}",
            "line 1, column 22: broken JSON: an escape in a string is not complete",
        ),
        (b"{\"resourceType\":\"\\udc00\"}", "line 1, column 24: broken JSON: half of a character is escaped"),
        (
            b"{\"resourceType\":\"\\ud83dx\"}",
            "line 1, column 24: broken JSON: half of a character is escaped",
        ),
        (b"{\"resourceType\":\"Pati\xEBnt\"}", "line 1, column 22: the file is not UTF-8 text"),
        (b"\xFF\xFE{\x00\"\x00", "line 1, column 1: the file is not UTF-8 text"),
        (b"{\"resourceType\":\"Patient\"}\xC3", "line 1, column 27: the file is not UTF-8 text"),
        (
            b"{\"resourceType\":\"Patient\"} x",
            "line 1, column 28: broken JSON: something follows after the end",
        ),
        (
            b"{\"resourceType\":\n\"Patient\"}\n{}",
            "line 3, column 1: broken JSON: something follows after the end",
        ),
        (
            b"{\"resourceType\":\"Bundle\",\"type\":\"batch\"}\n{}",
            "line 2, column 1: broken JSON: something follows after the end",
        ),
        (
            b"{\"resourceType\":\"Patient\"}\n{\"resourceType\":\n\"Patient\"}",
            "line 3, column 11: broken JSON: a resource of an NDJSON file spans several lines",
        ),
        (
            b"{\"resourceType\":\"Patient\"}\n{} {}",
            "line 2, column 4: broken JSON: something follows after the end",
        ),
        (b"{\"resourceType\":\"Patient\"}\n{\"resourceType\":", "line 2, column 17: the file ends too early"),
        (b"{\"resourceType\":\"Bundle\"}", "line 1, column 26: not FHIR: Bundle.type is required"),
        (
            b"{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":{}}",
            "line 1, column 52: not FHIR: Bundle.entry must be an array",
        ),
        (
            b"{\"resourceType\":\"Bundle\",\"entry\":[],\"entry\":[]}",
            "line 1, column 45: not FHIR: a name occurs twice at the top of the file",
        ),
        (nested.as_bytes(), "line 1, column 130: nested deeper than 100 levels"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(problem(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn bundles_that_are_no_delivery_of_records_are_refused() {
    for code in ["history", "message", "transaction-response", "batch-response", "subscription-notification"]
    {
        let text = bundle("").replace("batch", code);
        assert!(problem(text.as_bytes()).contains(&format!("a Bundle of type {code} is not accepted")));
    }
    for code in ["transaction", "batch", "collection", "document", "searchset"] {
        let text = bundle("").replace("batch", code);
        assert!(check(text.as_bytes(), Limits::default()).is_ok(), "{code}");
    }
}

#[test]
fn a_disk_that_fails_is_told_apart_from_a_broken_file() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk on fire"))
        }
    }
    let error = check(Failing, Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "line 1, column 1: the file could not be read: disk on fire");
}

#[test]
fn entries_that_cannot_be_taken_are_left_out_with_their_path() {
    let cases = [
        ("7", "Bundle.entry[0]: must be an object"),
        ("{}", "Bundle.entry[0].resource: is missing"),
        (r#"{"resource":null}"#, "Bundle.entry[0].resource: must be an object"),
        (r#"{"resource":[]}"#, "Bundle.entry[0].resource: must be an object"),
        (
            r#"{"request":{"method":"DELETE","url":"Patient/1"}}"#,
            "Bundle.entry[0].request.method: DELETE is not supported",
        ),
        (
            r#"{"request":{"url":"Patient/1","method":"GET"}}"#,
            "Bundle.entry[0].request.method: GET is not supported",
        ),
        (r#"{"resource":{}}"#, "Bundle.entry[0].resource.resourceType: is required"),
        (
            r#"{"resource":{"resourceType":"Dragon"}}"#,
            "Bundle.entry[0].resource.resourceType: Dragon is not a resource type of FHIR R4",
        ),
        (
            r#"{"resource":{"resourceType":"Bundle","type":"batch"}}"#,
            "Bundle.entry[0].resource: is a Bundle inside a Bundle, which is not supported",
        ),
        (
            r#"{"resource":{"resourceType":"Patient","id":"a","id":"b"}}"#,
            "Bundle.entry[0].resource.id: occurs twice in the same object",
        ),
        (
            r#"{"resource":{"resourceType":"Patient"},"resource":{"resourceType":"Patient"}}"#,
            "Bundle.entry[0].resource: occurs twice in the same entry",
        ),
        (
            r#"{"fullUrl":"urn:a","fullUrl":"urn:b","resource":{"resourceType":"Patient"}}"#,
            "Bundle.entry[0].fullUrl: occurs twice in the same entry",
        ),
        (
            r#"{"resource":{"resourceType":"Patient","id":"a"}}"#,
            "Bundle.entry[0].resource.name: is missing, and there is no identifier either",
        ),
        (
            r#"{"resource":{"resourceType":"Patient","name":[{"text":"Ana"}]}}"#,
            "Bundle.entry[0].resource.id: is missing; without an identifier, a fullUrl or an id it can't be recognised again",
        ),
        (
            r#"{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"AMB"}}}"#,
            "Bundle.entry[0].resource.subject: is required",
        ),
        (
            r#"{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/9"}}}"#,
            "Bundle.entry[0].resource.subject: Unknown",
        ),
    ];
    for (entry, expected) in cases {
        let text = bundle(&format!(r#"{entry},{{"resource":{ANA}}}"#));
        let taken = take(&[text]).unwrap();
        assert_eq!(taken.errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{entry}");
        assert_eq!(counts(&taken.created), "Patient 1", "the entry beside is taken: {entry}");
    }
}

#[test]
fn a_resource_that_is_too_large_is_left_out_and_the_rest_read() {
    let large = format!(r#"{{"resourceType":"Patient","id":"b","photo":"{}"}}"#, "x".repeat(3_000));
    let limits = Limits { resource_bytes: 2_000, ..Limits::default() };
    let files = [
        (bundle(&format!(r#"{{"resource":{large}}},{{"resource":{ANA}}}"#)), "Bundle.entry[0].resource"),
        (format!("{large}\n{ANA}\n"), "line 1"),
    ];
    for (text, path) in files {
        let layout = check(text.as_bytes(), limits).unwrap().layout;
        let items: Vec<_> = fhir::Reader::new(text.as_bytes(), layout, limits).map(Result::unwrap).collect();
        let refused = items[0].resource.as_ref().unwrap_err();
        assert_eq!((refused.path.as_str(), refused.reason.as_str()), (path, "is larger than 0 MiB"));
        assert_eq!(items[1].resource.as_ref().unwrap().id(), Some("ana"));
    }
}

#[test]
fn oddly_written_files_are_read_all_the_same() {
    let patient = |text: &str| assert_eq!(counts(&take(&[text]).unwrap().created), "Patient 1", "{text}");
    patient(ANA);
    patient(&format!("\u{FEFF}{ANA}"));
    patient(&format!("\r\n\t {ANA} \r\n"));
    patient(&bundle(&format!(r#"{{"resource":{ANA}}}"#)));
    patient(&bundle(&format!("\n {{ \"resource\" :\t{ANA} }} \n")));
    patient(&format!(r#"{{"entry":[{{"resource":{ANA}}}],"type":"batch","resourceType":"Bundle"}}"#));
    patient(&format!(
        r#"{{"total":1,"\u0065ntry":[{{"r\u0065source":{ANA}}}],"type":"searchset","resourceType":"Bundle"}}"#
    ));
    patient(&bundle(&format!(
        r#"{{"request":{{"method":"PUT","url":"Patient/ana"}},"resource":{ANA},"fullUrl":null}}"#
    )));
}

#[test]
fn a_list_is_not_taken_for_a_bundle_because_it_has_entries() {
    let list =
        r#"{"entry":[{"item":{"reference":"Patient/1"}}],"type":"batch","resourceType":"List","id":"l"}"#;
    let summary = check(list.as_bytes(), Limits::default()).unwrap();
    assert_eq!(
        (summary.layout, summary.entries, counts(&summary.types).as_str()),
        (Layout::Single, 1, "List 1")
    );
}

#[test]
fn lines_may_end_as_on_any_system_and_be_blank() {
    let bo = ANA.replace("ana", "bo");
    for text in
        [format!("{ANA}\n{bo}"), format!("\u{FEFF}{ANA}\r\n\r\n{bo}\r\n"), format!("\n\n{ANA}\n \n{bo}\n\n")]
    {
        let summary = check(text.as_bytes(), Limits::default()).unwrap();
        assert_eq!((summary.layout, summary.entries), (Layout::Lines, 2), "{text:?}");
        assert_eq!(counts(&take(&[text]).unwrap().created), "Patient 2");
    }
    let places: Vec<_> = items(format!("{ANA}\r\n\r\n{bo}").as_bytes(), Layout::Lines)
        .map(|item| item.unwrap().place.to_string())
        .collect();
    assert_eq!(places, ["line 1", "line 3"]);
}

#[test]
fn a_line_that_is_no_resource_is_left_out_alone() {
    let text =
        format!("{ANA}\n{{\"id\":\"x\"}}\n{{\"resourceType\":\"Bundle\"}}\n{}", ANA.replace("ana", "bo"));
    let taken = take(&[text]).unwrap();
    assert_eq!(counts(&taken.created), "Patient 2");
    let errors: Vec<_> = taken.errors.iter().map(ToString::to_string).collect();
    let expected =
        ["line 2: resourceType: is required", "line 3: is a Bundle inside a Bundle, which is not supported"];
    assert_eq!(errors, expected);
}

#[test]
fn a_file_that_changed_after_the_check_ends_in_an_error_and_then_nothing() {
    let text = bundle(&format!(r#"{{"resource":{ANA}}},{{"resource":{ANA}}}"#));
    let cut = text.len() - 30;
    let layout = check(text.as_bytes(), Limits::default()).unwrap().layout;
    let mut reader = items(&text.as_bytes()[..cut], layout);
    assert!(reader.next().unwrap().is_ok());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
}

#[test]
fn what_a_file_holds_is_counted_before_anything_is_taken() {
    let text = bundle(&format!(
        r#"{{"resource":{ANA}}},{{"resource":{ANA}}},{{}},{{"resource":{{"resourceType":"Dragon"}}}}"#
    ));
    let summary = check(text.as_bytes(), Limits::default()).unwrap();
    assert_eq!((summary.entries, summary.bytes), (4, text.len() as u64));
    assert_eq!(counts(&summary.types), "Dragon 1, Patient 2");
}
