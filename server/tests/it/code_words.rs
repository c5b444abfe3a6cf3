//! What comes as a bare code gets words: a table's, or a phrase that says what it is.

use crate::support::{laboratory::send, on_each_database};
use serde_json::Value;
use std::collections::BTreeSet;

/// An entry with a code and no words.
fn bare(kind: &str, id: &str, field: &str, (system, code): (&str, &str), more: &str) -> String {
    format!(
        r#"{{"resourceType":"{kind}","id":"{id}","{}":{{"reference":"Patient/p"}},"{field}":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}{more}}}"#,
        if matches!(kind, "AllergyIntolerance" | "Immunization") { "patient" } else { "subject" }
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_is_a_bare_code() {
    on_each_database(async |test| {
        let icd = "http://hl7.org/fhir/sid/icd-10-cm";
        let sct = "http://snomed.info/sct";
        let lab = r#","status":"final","category":[{"coding":[{"code":"laboratory"}]}]"#;
        let value = format!(r#"{lab},"valueCodeableConcept":{{"coding":[{{"system":"{sct}","code":"260385009"}}]}}"#);
        send(
            &test,
            &[
                bare("Condition", "a", "code", (icd, "E11.9"), ""),
                bare("Condition", "b", "code", (icd, "Q99.9"), ""),
                bare("Condition", "c", "code", ("urn:own", "X-1"), ""),
                bare("Observation", "d", "code", ("http://loinc.org", "718-7"), lab),
                bare("Observation", "e", "code", ("http://loinc.org", "1-8"), &value),
                bare("Immunization", "f", "vaccineCode", ("http://hl7.org/fhir/sid/cvx", "03"), r#","status":"completed","occurrenceDateTime":"2020-01-01""#),
                bare("AllergyIntolerance", "g", "code", (sct, "91936005"), ""),
                r#"{"resourceType":"Condition","id":"h","subject":{"reference":"Patient/p"},"code":{"text":"Asthma","coding":[{"code":"J45"}]}}"#.to_owned(),
            ],
        )
        .await;
        let mut titles = test.texts("SELECT title FROM entry").await;
        titles.sort();
        assert_eq!(
            titles,
            [
                "Allergy without a name (code 91936005, SNOMED CT)",
                "Asthma",
                "Diagnosis without a name (code Q99.9, ICD-10-CM)",
                "Diagnosis without a name (code X-1)",
                "Hemoglobin",
                "Measles, mumps and rubella vaccine (MMR)",
                "Test without a name (code 1-8, LOINC)",
                "Type 2 diabetes without complications",
            ]
        );
        // Nor is anything beside it.
        let severe = format!(r#","severity":{{"coding":[{{"system":"{sct}","code":"24484000"}}]}},"bodySite":[{{"coding":[{{"system":"{sct}","code":"368208006"}}]}}]"#);
        let given = r#","status":"completed","occurrenceDateTime":"2020-01-01","site":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActSite","code":"LA"}]},"route":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"IM"}]}"#;
        send(
            &test,
            &[
                bare("Condition", "i", "code", (icd, "I10"), &severe),
                bare("Immunization", "j", "vaccineCode", ("http://hl7.org/fhir/sid/cvx", "88"), given),
            ],
        )
        .await;
        let all = test.texts("SELECT view FROM entry").await.join("\n");
        for words in ["Severe", "No description (code 368208006, SNOMED CT)", "Left arm", "Into a muscle"] {
            assert!(all.contains(&format!(r#""words":"{words}""#)), "{words}: {all}");
        }
        let views = test.texts("SELECT view FROM entry WHERE title LIKE 'Test without%'").await;
        assert!(views[0].contains("No description (code 260385009, SNOMED CT)"), "{views:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medicine_in_a_resource_of_its_own_has_words_too() {
    on_each_database(async |test| {
        let rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
        let mut resources = Vec::new();
        for (id, code) in [("a", "161"), ("b", "99999999")] {
            resources.push(format!(
                r#"{{"resourceType":"Medication","id":"{id}","code":{{"coding":[{{"system":"{rxnorm}","code":"{code}"}}]}}}}"#
            ));
            resources.push(format!(
                r#"{{"resourceType":"MedicationRequest","id":"of-{id}","subject":{{"reference":"Patient/p"}},"status":"active","intent":"order","medicationReference":{{"reference":"Medication/{id}"}}}}"#
            ));
        }
        let sct = "http://snomed.info/sct";
        resources.push(format!(
            r#"{{"resourceType":"PractitionerRole","id":"r","practitioner":{{"reference":"Practitioner/nobody"}},"specialty":[{{"coding":[{{"system":"{sct}","code":"99999999"}}]}}]}}"#
        ));
        send(&test, &resources).await;
        let mut titles = test.texts("SELECT title FROM entry").await;
        titles.sort();
        assert_eq!(titles, ["Acetaminophen", "Medication without a name (code 99999999, RxNorm)"]);
        let mut names = test.texts("SELECT name FROM directory").await;
        names.sort();
        assert_eq!(names, ["", "Acetaminophen", "Medication without a name (code 99999999, RxNorm)"]);
    })
    .await;
}

/// Every place beside a name in which a concept can stand, each with a code of its own: `#1`, `#2` and so on become concepts without
/// words, first of no system, then of one that nobody knows, then of one of HL7's.
const PLACES: [&str; 11] = [
    r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"Pain"},"severity":#1,"bodySite":[#2,#3]}"#,
    r#"{"resourceType":"MedicationRequest","id":"m","subject":{"reference":"Patient/p"},"status":"stopped","intent":"order","medicationCodeableConcept":{"text":"Salve"},"reasonCode":[#4],"statusReason":#5,"dosageInstruction":[{"route":#6}]}"#,
    r#"{"resourceType":"MedicationStatement","id":"s","subject":{"reference":"Patient/p"},"status":"stopped","medicationCodeableConcept":{"text":"Drops"},"reasonCode":[#7],"statusReason":[#8],"dosage":[{"route":#9}]}"#,
    r#"{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":"Nuts"},"reaction":[{"manifestation":[#10]}]}"#,
    r#"{"resourceType":"Immunization","id":"i","patient":{"reference":"Patient/p"},"status":"not-done","vaccineCode":{"text":"Flu"},"occurrenceDateTime":"2020-01-01","statusReason":#11,"site":#12,"route":#13,"protocolApplied":[{"doseNumberPositiveInt":1,"targetDisease":[#14]}]}"#,
    r#"{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"},"status":"finished","class":{"code":"AMB"},"type":[{"text":"Check"}],"reasonCode":[#15],"hospitalization":{"dischargeDisposition":#16}}"#,
    r#"{"resourceType":"Procedure","id":"r","subject":{"reference":"Patient/p"},"status":"completed","code":{"text":"Stitches"},"reasonCode":[#17],"bodySite":[#18],"outcome":#19,"complication":[#20],"followUp":[#21],"statusReason":#22}"#,
    r#"{"resourceType":"CarePlan","id":"l","subject":{"reference":"Patient/p"},"status":"active","intent":"plan","title":"Rest","activity":[{"detail":{"status":"scheduled","code":#23}}]}"#,
    r#"{"resourceType":"Goal","id":"g","subject":{"reference":"Patient/p"},"lifecycleStatus":"active","description":{"text":"Walk"},"achievementStatus":#24}"#,
    r#"{"resourceType":"Observation","id":"o","subject":{"reference":"Patient/p"},"status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"text":"Panel"},"valueCodeableConcept":#25,"bodySite":#26,"method":#27,"referenceRange":[{"low":{"value":1},"appliesTo":[#28]}],"component":[{"code":#29,"valueCodeableConcept":#30},{"code":{"text":"Part"},"dataAbsentReason":#31}]}"#,
    r#"{"resourceType":"DiagnosticReport","id":"d","subject":{"reference":"Patient/p"},"status":"final","category":[{"coding":[{"code":"LAB"}]}],"code":{"text":"Report"},"conclusionCode":[#32]}"#,
];

/// All strings of a document that a page shows; `code` is what colleagues and programs look an entry up by.
fn shown(json: &Value, all: &mut BTreeSet<String>) {
    match json {
        Value::String(words) => {
            all.insert(words.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| shown(item, all)),
        Value::Object(members) => {
            members.iter().filter(|(name, _)| *name != "code").for_each(|(_, value)| shown(value, all));
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_concept_beside_a_name_is_a_bare_code() {
    on_each_database(async |test| {
        for (system, tail) in [
            ("", ""),
            (r#""system":"urn:own","#, ""),
            (r#""system":"http://terminology.hl7.org/CodeSystem/v3-Unheard","#, ", Unheard"),
        ] {
            let mut resources: Vec<String> = PLACES.map(ToOwned::to_owned).into();
            for place in (1..=32).rev() {
                let concept = format!(r#"{{"coding":[{{{system}"code":"Z{place}"}}]}}"#);
                for resource in &mut resources {
                    *resource = resource.replace(&format!("#{place}"), &concept);
                }
            }
            send(&test, &resources).await;
            let mut all = BTreeSet::new();
            for view in test.texts("SELECT view FROM entry").await {
                shown(&view.parse().expect("JSON"), &mut all);
            }
            for place in 1..=32 {
                assert!(!all.contains(&format!("Z{place}")), "Z{place} stands alone: {all:?}");
                let phrase = format!("(code Z{place}{tail})");
                assert!(all.iter().any(|words| words.contains(&phrase)), "{phrase} is not there: {all:?}");
            }
        }
    })
    .await;
}
