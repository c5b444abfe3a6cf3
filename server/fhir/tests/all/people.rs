//! What is read out of patients, clinicians, organizations and places.

use fhir::{Deceased, MultipleBirth, Patient, View, view};
use serde_json::{Value, json};

use crate::taking::single;

fn patient(mut resource: Value) -> Patient {
    resource["resourceType"] = json!("Patient");
    Patient::read(&single(&resource.to_string())).unwrap()
}

#[test]
fn a_patient_fills_the_head_of_a_chart() {
    let table = "http://terminology.hl7.org/CodeSystem/v2-0203";
    let patient = patient(json!({
        "active": true,
        "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-11-2222", "type": {"coding": [{"system": table, "code": "SS"}]}},
            {"system": "urn:clinic:mrn", "value": "0042", "type": {"coding": [{"system": table, "code": "MR"}]}},
        ],
        "name": [
            {"use": "maiden", "family": "Windsor", "given": ["Elena"]},
            {"use": "nickname", "given": ["Ellie"]},
            {"use": "official", "family": "Brooks", "given": ["Elena", "May"], "prefix": ["Mrs."]},
        ],
        "telecom": [
            {"system": "phone", "value": "555-0001", "use": "work"},
            {"system": "phone", "value": "555-0002", "use": "home"},
            {"system": "phone", "value": "555-0003", "use": "mobile"},
            {"system": "phone", "value": "555-0004", "use": "work", "rank": 1},
            {"system": "phone", "value": "555-0005", "use": "old"},
            {"system": "phone", "value": "555-0006", "period": {"end": "2014"}},
            {"system": "email", "value": "elena@example.com"},
            {"use": "home"},
        ],
        "gender": "female", "birthDate": "1986-04", "deceasedBoolean": false, "multipleBirthInteger": 2,
        "address": [
            {"use": "old", "line": ["1 Gone Street"], "city": "Troy"},
            {"use": "home", "line": ["12 Harbor Street", "Apt 3"], "city": "Kingston", "state": "NY", "postalCode": "12401"},
        ],
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
            {"language": {"coding": [{"code": "x"}, {"system": "urn:ietf:bcp:47", "code": "es", "display": "Spanish"}]}, "preferred": true},
        ],
    }));
    assert_eq!(patient.display_name().unwrap(), "Elena May Brooks");
    assert_eq!(patient.record_number.as_ref().unwrap().value.as_deref(), Some("0042"));
    let former: Vec<_> =
        patient.names.iter().filter(|name| name.is_former()).filter_map(|name| name.plain()).collect();
    assert_eq!(former, ["Elena Windsor"]);
    let phones: Vec<_> = patient.phones.iter().map(|phone| phone.value.as_str()).collect();
    assert_eq!(phones, ["555-0004", "555-0003", "555-0002", "555-0001"]);
    assert_eq!(patient.emails[0].value, "elena@example.com");
    assert_eq!((patient.gender.as_deref(), patient.is_active), (Some("female"), Some(true)));
    assert_eq!(patient.birth_date.unwrap().text, "1986-04");
    assert!(matches!(patient.deceased, Some(Deceased::Known(false))));
    assert_eq!(patient.multiple_birth, Some(MultipleBirth::Order(2)));
    assert_eq!(patient.addresses[0].lines, ["12 Harbor Street", "Apt 3"]);
    assert!(patient.addresses[1].is_former);
    assert_eq!(patient.language.unwrap().code.as_deref(), Some("es"));
}

#[test]
fn a_patient_may_be_known_by_a_number_alone() {
    let patient = patient(
        json!({"identifier": [{"system": "urn:clinic:mrn", "value": "7"}], "deceasedDateTime": "2017-06-18"}),
    );
    assert_eq!((patient.display_name(), patient.record_number), (None, None));
    assert!(matches!(patient.deceased, Some(Deceased::Since(_))));
}

#[test]
fn clinicians_organizations_places_and_medicines_have_their_views() {
    let read = |resource: Value| view(&single(&resource.to_string())).unwrap();
    let View::Practitioner(doctor) = read(json!({"resourceType": "Practitioner",
        "name": [{"given": ["Ana"], "family": "Ruiz", "suffix": ["MD"]}], "qualification": [{"code": {"text": "MD"}}]}))
    else {
        panic!()
    };
    assert_eq!(
        (doctor.display_name().unwrap().as_str(), doctor.qualifications),
        ("Ana Ruiz MD", vec!["MD".to_owned()])
    );
    let View::PractitionerRole(role) = read(json!({"resourceType": "PractitionerRole",
        "practitioner": {"reference": "Practitioner/1"}, "specialty": [{"text": "Pediatrics"}]}))
    else {
        panic!()
    };
    assert_eq!(role.specialties[0].text.as_deref(), Some("Pediatrics"));
    let View::Organization(clinic) =
        read(json!({"resourceType": "Organization", "name": "Harbor Street Clinic"}))
    else {
        panic!()
    };
    assert_eq!(clinic.name.as_deref(), Some("Harbor Street Clinic"));
    let View::Location(room) =
        read(json!({"resourceType": "Location", "name": "Room 2", "status": "active"}))
    else {
        panic!()
    };
    assert_eq!(room.name.as_deref(), Some("Room 2"));
    let View::Medication(medicine) =
        read(json!({"resourceType": "Medication", "code": {"text": "Furosemide"}}))
    else {
        panic!()
    };
    assert_eq!(medicine.code.text.as_deref(), Some("Furosemide"));
    assert_eq!(read(json!({"resourceType": "Claim", "status": "active"})), View::Unsupported);
}
