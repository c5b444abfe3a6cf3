//! One word per thing: names that the glossary replaced do not come back.

use tidy::sources;

/// What is not written, and what is written instead.
const BANNED: [(&str, &str); 7] = [
    ("tenant_id", "facility_id"),
    ("doctor_id", "provider_id"),
    ("appointment_type", "visit_type"),
    ("timeslot", "slot"),
    ("booking_id", "appointment_id"),
    ("user_id", "account_id"),
    ("patient_id", "chart_id"),
];

#[test]
fn names_follow_the_glossary() {
    let mut found = Vec::new();
    for file in sources(".", &[".rs", ".sql"]).into_iter().filter(|file| !file.path.starts_with("tidy/")) {
        for (number, line) in file.lines() {
            for (banned, instead) in BANNED {
                if line.to_lowercase().contains(banned) {
                    found.push(format!("  {}:{number}: {banned} → {instead}", file.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "words outside the glossary of domain/src/lib.rs:\n{}", found.join("\n"));
}
