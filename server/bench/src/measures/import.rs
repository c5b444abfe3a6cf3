//! A FHIR import by `portal import fhir`: resources per second, and the most memory it held, while it creates and
//! while it finds everything unchanged. The file is invented here, one bundle of many patients.

use super::Setting;
use crate::process::{Installation, memory};
use crate::report::{Report, kilobytes, rate};
use serde_json::json;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// Resources of each patient besides the patient.
const EACH: usize = 19;

/// The same file twice.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let folder = setting.folder.join("import");
    for (name, url) in setting.databases("import").await? {
        let mut installation = Installation::new(&setting.portal, &setting.assets, &folder.join(name))?;
        installation.database_url = Some(url);
        installation.run(&["migrate"])?;
        installation.run(&[
            "facility",
            "create",
            "--key",
            "bench",
            "--name",
            "Measured clinic",
            "--host",
            "bench.localhost",
            "--zone",
            "Europe/Madrid",
            "--language",
            "es",
        ])?;
        let file = folder.join("bundle.json");
        let patients = setting.pick(20, 17_500);
        let bytes = write_bundle(&file, patients).map_err(|error| format!("{}: {error}", file.display()))?;
        let resources = patients * (EACH + 1);
        let (size, on) = (bytes as f64 / 1e6, "one file");
        report.part(&format!("FHIR import on {name}: {on} of {size:.1} MB, {resources} resources"));
        for what in ["Created", "Again, all unchanged"] {
            let (took, most) = import(&installation, &file).await?;
            report.row(what, format!("{:.0} resources / s", rate(resources, took)));
            report.row_with_goal(format!("{what}: most memory"), kilobytes(most), "≤ 150 MB");
        }
    }
    Ok(())
}

/// Runs the import and watches its memory.
async fn import(installation: &Installation, file: &Path) -> Result<(Duration, u64), String> {
    let began = Instant::now();
    let mut child = installation.spawn(&["import", "fhir", "--json", &file.display().to_string()])?;
    let mut most = 0;
    loop {
        most = most.max(memory(child.id(), "VmHWM:").unwrap_or_default());
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            let log = || std::fs::read_to_string(installation.folder.join("log")).unwrap_or_default();
            return if status.success() { Ok((began.elapsed(), most)) } else { Err(log()) };
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A transaction of invented patients, each with conditions, medications, encounters and observations.
fn write_bundle(path: &Path, patients: usize) -> std::io::Result<u64> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    write!(file, "{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[")?;
    for number in 0..patients {
        let url = format!("urn:uuid:{}", id(number, 0));
        let patient = json!({"fullUrl": url, "resource": {
            "resourceType": "Patient", "active": true, "gender": "female", "birthDate": "1980-02-29",
            "identifier": [{"system": "https://bench.example/mrn", "value": format!("B-{number:06}")}],
            "name": [{"use": "official", "family": format!("Measured {number}"), "given": ["Patient"]}],
            "address": [{"line": ["1 Measured Street"], "city": "Bilbao", "country": "ES"}]}});
        write!(file, "{}{patient}", if number == 0 { "" } else { "," })?;
        for entry in 1..=EACH {
            let resource = resource(entry, &url);
            let entry = json!({"fullUrl": format!("urn:uuid:{}", id(number, entry)), "resource": resource});
            write!(file, ",{entry}")?;
        }
    }
    write!(file, "]}}")?;
    file.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn id(patient: usize, entry: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(0xF417_0000_0000_0000_0000 + (patient as u128) * 1_000 + entry as u128)
}

fn resource(entry: usize, patient: &str) -> serde_json::Value {
    let day = format!("2026-{:02}-{:02}", entry % 12 + 1, entry + 1);
    let subject = json!({"reference": patient});
    match entry % 5 {
        0 => json!({"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"},
            "type": [{"text": "Follow-up"}], "subject": subject,
            "period": {"start": format!("{day}T10:00:00+01:00"), "end": format!("{day}T10:30:00+01:00")}}),
        1 => json!({"resourceType": "Condition", "subject": subject, "recordedDate": day,
            "clinicalStatus": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "38341003",
                "display": "Hypertensive disorder"}], "text": format!("High blood pressure, {entry}")}}),
        2 => json!({"resourceType": "MedicationRequest", "status": "active", "intent": "order",
            "subject": subject, "authoredOn": day,
            "medicationCodeableConcept": {"text": format!("Lisinopril {entry} mg")},
            "dosageInstruction": [{"text": "One tablet each morning"}]}),
        _ => json!({"resourceType": "Observation", "status": "final", "subject": subject,
            "category": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}], "text": "Heart rate"},
            "effectiveDateTime": format!("{day}T10:05:00+01:00"),
            "valueQuantity": {"value": 60 + entry, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}}),
    }
}
