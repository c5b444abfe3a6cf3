//! Properties of the streaming reader: whatever the JSON and however it arrives, it is split right or refused.

use std::io::Read;

use fhir::{BundleType, Json, Layout, Limits, Reader, check};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Any JSON value, with strings of every kind of letter.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", r#"[ -~]{0,8}"#, r#"["\\/\n\té😀]{0,6}"#, "\\PC{0,6}"]
}

/// Any resource with an id, a reader's worth of anything else.
fn any_resource() -> impl Strategy<Value = Value> {
    (any_json(), "[a-z]{1,5}").prop_map(
        |(anything, id)| serde_json::json!({"extension": anything, "resourceType": "Basic", "id": id}),
    )
}

/// Gives out a few bytes at a time.
struct Dripping<'a> {
    bytes: &'a [u8],
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Dripping<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        self.turn += 1;
        let size = self.sizes[self.turn % self.sizes.len()].min(room.len()).min(self.bytes.len());
        let (taken, rest) = self.bytes.split_at(size);
        room[..size].copy_from_slice(taken);
        self.bytes = rest;
        Ok(size)
    }
}

fn bundle_text(resources: &[Value], is_pretty: bool) -> String {
    let entries: Vec<Value> = resources
        .iter()
        .enumerate()
        .map(|(index, resource)| serde_json::json!({"fullUrl": format!("urn:{index}"), "resource": resource}))
        .collect();
    let bundle = serde_json::json!({"entry": entries, "resourceType": "Bundle", "type": "collection"});
    if is_pretty { serde_json::to_string_pretty(&bundle).unwrap() } else { bundle.to_string() }
}

/// The resources of a Bundle as compact text, and where each stood.
fn split(input: impl Read) -> Result<Vec<(String, String)>, fhir::FileError> {
    let layout = Layout::Bundle(BundleType::Collection);
    let items = Reader::new(input, layout, Limits::default());
    items
        .map(|item| {
            let item = item?;
            let resource =
                item.resource.map_or_else(|refused| refused.to_string(), |found| found.source().to_owned());
            Ok((item.place.to_string(), resource))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_resource_comes_out_as_it_went_in(
        resources in prop::collection::vec(any_resource(), 0..6),
        sizes in prop::collection::vec(1_usize..40, 1..5),
        is_pretty: bool,
    ) {
        let text = bundle_text(&resources, is_pretty);
        let whole = split(text.as_bytes()).unwrap();
        let dripped = split(Dripping { bytes: text.as_bytes(), sizes: sizes.clone(), turn: 0 }).unwrap();
        prop_assert_eq!(&whole, &dripped);
        prop_assert_eq!(whole.len(), resources.len());
        for (index, ((place, source), resource)) in whole.iter().zip(&resources).enumerate() {
            prop_assert_eq!(place, &format!("Bundle.entry[{index}].resource"));
            // A NUL in a string is refused on purpose; everything else must come out the same.
            if !source.contains("NUL") {
                prop_assert_eq!(&source.parse::<Json>().unwrap().to_string(), &resource.to_string());
            }
        }
        let summary = check(Dripping { bytes: text.as_bytes(), sizes, turn: 0 }, Limits::default()).unwrap();
        prop_assert_eq!(summary.entries, resources.len() as u64);
    }

    #[test]
    fn a_tree_is_written_as_it_was_read(json in any_json()) {
        let text = json.to_string();
        if !text.contains("\\u0000") {
            prop_assert_eq!(text.parse::<Json>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(
        resources in prop::collection::vec(any_resource(), 1..4),
        cut in 0.0..1.0_f64,
        is_pretty: bool,
    ) {
        let text = bundle_text(&resources, is_pretty);
        let end = (text.len() as f64 * cut) as usize;
        let bytes = &text.as_bytes()[..end];
        prop_assert!(check(bytes, Limits::default()).is_err());
        prop_assert!(split(bytes).is_err());
    }

    #[test]
    fn the_check_agrees_with_serde_on_what_is_json(
        resources in prop::collection::vec(any_resource(), 1..3),
        place in 0.0..1.0_f64,
        byte: u8,
    ) {
        let mut bytes = bundle_text(&resources, false).into_bytes();
        let index = (bytes.len() as f64 * place) as usize;
        bytes[index] = byte;
        let is_json = serde_json::from_slice::<Box<RawValue>>(&bytes).is_ok();
        let is_fine = check(bytes.as_slice(), Limits::default()).is_ok();
        // A changed byte may also spoil `Bundle`, `type` or `entry`: then it is JSON but not FHIR.
        prop_assert!(is_json || !is_fine, "{}", String::from_utf8_lossy(&bytes));
        let is_read = split(bytes.as_slice()).is_ok();
        prop_assert!(is_read || !is_fine, "checked but not read: {}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_bytes_at_all_can_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = check(bytes.as_slice(), Limits::default());
        let _ = split(bytes.as_slice());
        let _ = String::from_utf8_lossy(&bytes).parse::<Json>();
    }

    #[test]
    fn no_text_made_of_json_marks_can_break_the_tree(text in r#"[{}\[\]",:\\0-9a-z.e+-]{0,60}"#) {
        let is_json = serde_json::from_str::<Box<RawValue>>(&text).is_ok();
        prop_assert!(is_json || text.parse::<Json>().is_err());
    }
}
