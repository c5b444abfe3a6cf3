//! What comes as a bare code gets words: a table's, or a phrase that says what it is.

use crate::support::{laboratory::send, on_each_database};

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
        for words in ["Severe", "368208006 (SNOMED CT)", "Left arm", "Into a muscle"] {
            assert!(all.contains(&format!(r#""words":"{words}""#)), "{words}: {all}");
        }
        let views = test.texts("SELECT view FROM entry WHERE title LIKE 'Test without%'").await;
        assert!(views[0].contains("Finding without words (code 260385009, SNOMED CT)"), "{views:?}");
    })
    .await;
}
