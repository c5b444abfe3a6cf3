//! Whether time tells who exists: sign-ins with a wrong password, requests for a new one, and requests for an account, for
//! people who are known and people who are not, by turns. The actions are called as the server functions do, with the
//! password's real cost.

use super::Setting;
use crate::clinic::{Clinic, Size};
use crate::report::{Report, Samples};
use domain::account::contract::{RequestResetRequest, SignInRequest};
use domain::registration::contract::BeginRequest;
use serde_json::json;
use std::time::{Duration, Instant};
use usecases::UseCaseError;
use usecases::account::{NewAccount, Origin, Passwords, Strength, request_reset, sign_in, upsert};
use usecases::delivery::Channels;
use usecases::import::{Source, import_fhir};
use usecases::registration;
use usecases::site::Site;

/// Accounts that are known.
const KNOWN: usize = 8;

/// A patient of the clinic.
const PATIENT: &str = r#"{"resourceType":"Patient","id":"known","identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"urn:bench","value":"K-1"}],
"name":[{"family":"Marchbanks","given":["Ottoline"]}],"birthDate":"1961-03-07","telecom":[{"system":"email","value":"ottoline@example.org"}]}"#;

/// On each database, all three actions.
///
/// # Errors
/// Why it could not be measured; also when an answer is not the expected refusal.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let times = setting.times.unwrap_or_else(|| setting.pick(3, 200));
    for (name, url) in setting.databases("names").await? {
        let mut clinic = Clinic::open(&url, Size { providers: 2, patients: 20 }, None::<fn(&str)>).await?;
        let site = Site { scheme: "http".to_owned(), port: None };
        clinic.backend = clinic.backend.connected(site, Channels { mail: None, sms: None, is_local: true });
        clinic.facility.registration.is_on = true;
        let patient = vec![Source::BuiltIn { name: "patient", json: PATIENT }];
        let taken = import_fhir(&clinic.backend, clinic.facility.id, patient, |_, _| ()).await;
        if !taken.map_err(|error| error.to_string())?.errors.is_empty() {
            return Err("the patient was not taken".to_owned());
        }
        let passwords = Passwords::new(Strength::DEFAULT);
        for number in 0..KNOWN {
            let account = NewAccount {
                facility: clinic.facility.id,
                username: format!("known{number}"),
                display_name: "Somebody".to_owned(),
                password: "a quiet harbour at dawn".to_owned(),
                roles: Vec::new(),
                provider: None,
                charts: Vec::new(),
            };
            upsert(&clinic.backend, &passwords, account).await.map_err(|error| error.to_string())?;
        }
        report.part(&format!("Known and unknown names on {name}, {times} of each by turns, p50 / p99"));
        let (mut known, mut unknown) = (Samples::default(), Samples::default());
        let (mut reset_known, mut reset_unknown) = (Samples::default(), Samples::default());
        let (mut asks_known, mut asks_unknown) = (Samples::default(), Samples::default());
        for turn in 0..times {
            for is_known in [turn % 2 == 0, turn % 2 != 0] {
                let who = format!("{}{}", if is_known { "known" } else { "other" }, turn % KNOWN);
                let took = refused_sign_in(&clinic, &passwords, &who).await?;
                if is_known {
                    known.add(took)
                } else {
                    unknown.add(took)
                }
                let took = asked_for_reset(&clinic, &who).await?;
                if is_known {
                    reset_known.add(took)
                } else {
                    reset_unknown.add(took)
                }
                let took = asked_for_an_account(&clinic, is_known).await?;
                if is_known { asks_known.add(took) } else { asks_unknown.add(took) }
            }
        }
        let doors = [
            ("Sign-in", ("a known name", &known), ("an unknown one", &unknown)),
            ("A new password", ("a known name", &reset_known), ("an unknown one", &reset_unknown)),
            ("An account is asked for", ("a patient", &asks_known), ("a stranger", &asks_unknown)),
        ];
        for (door, (one, known), (other, unknown)) in doors {
            report.row(format!("{door}, {one}"), known.shown());
            report.row(format!("{door}, {other}"), unknown.shown());
            report.row_with_goal(format!("{door}, their medians apart"), apart(known, unknown), "< 2 %");
            let telling = format!("{:.3}", known.telling(unknown));
            report.row_with_goal(format!("{door}, how well one time tells (AUC)"), telling, "< 0.55");
        }
    }
    Ok(())
}

/// Distance of the medians, as a part of the greater one.
pub fn apart(one: &Samples, other: &Samples) -> String {
    let (one, other) = (one.percentile(50).as_secs_f64(), other.percentile(50).as_secs_f64());
    format!("{:.1} %", 100.0 * (one - other).abs() / one.max(other).max(1e-9))
}

fn origin(clinic: &Clinic) -> Origin {
    Origin {
        facility: clinic.facility.id,
        address: "198.51.100.1".to_owned(),
        device: String::new(),
        known_device: None,
        held_session: None,
    }
}

async fn refused_sign_in(clinic: &Clinic, passwords: &Passwords, who: &str) -> Result<Duration, String> {
    let request: SignInRequest =
        serde_json::from_value(json!({"username": who, "password": "a wrong password"}))
            .map_err(|error| error.to_string())?;
    clinic.execute("DELETE FROM throttle").await?;
    let begun = Instant::now();
    let answer = sign_in(&clinic.backend, passwords, origin(clinic), request).await;
    let took = begun.elapsed();
    match answer {
        Err(UseCaseError::Refused(refusal)) if refusal.rule == "account.wrong_credentials" => Ok(took),
        Err(other) => Err(other.to_string()),
        Ok(_) => Err("a wrong password opened a session".to_owned()),
    }
}

async fn asked_for_reset(clinic: &Clinic, who: &str) -> Result<Duration, String> {
    let request: RequestResetRequest =
        serde_json::from_value(json!({"name": who})).map_err(|error| error.to_string())?;
    clinic.execute("DELETE FROM throttle").await?;
    let begun = Instant::now();
    request_reset(&clinic.backend, &clinic.facility, origin(clinic), i18n::Lang::En, request)
        .await
        .map_err(|error| error.to_string())?;
    Ok(begun.elapsed())
}

/// Whether somebody is a patient is looked up by the worker afterwards; what is measured is all that the applicant waits for.
async fn asked_for_an_account(clinic: &Clinic, is_known: bool) -> Result<Duration, String> {
    let name = if is_known { "Ottoline Marchbanks" } else { "Ottilie Marchbanks" };
    let email = if is_known { "ottoline@example.org" } else { "ottilie@example.org" };
    let request: BeginRequest = serde_json::from_value(json!({
        "name": name, "day": "7", "month": "3", "year": "1961", "country": "us", "national_id": "", "email": email, "phone": "",
    }))
    .map_err(|error| error.to_string())?;
    for table in ["throttle", "challenge", "registration_draft"] {
        clinic.execute(&format!("DELETE FROM {table}")).await?;
    }
    let begun = Instant::now();
    registration::begin(&clinic.backend, &clinic.facility, origin(clinic), i18n::Lang::En, request)
        .await
        .map_err(|error| error.to_string())?;
    Ok(begun.elapsed())
}
