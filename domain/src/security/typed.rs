//! What was typed into the settings page, as settings.

use super::contract::{SaveSecurityRequest, TypedAudience};
use crate::account::security::{Audience, FactorKind, SecuritySettings, SettingProblem, TextMessages};

/// The settings that were typed.
///
/// # Errors
/// Every field that cannot be, in the order of the page.
pub fn read(request: &SaveSecurityRequest) -> Result<SecuritySettings, Vec<SettingProblem>> {
    let mut problems = Vec::new();
    let patients = audience(
        &request.patients,
        ["patients.grace", "patients.idle_minutes", "patients.absolute_hours"],
        &mut problems,
    );
    let staff = audience(
        &request.staff,
        ["staff.grace", "staff.idle_minutes", "staff.absolute_hours"],
        &mut problems,
    );
    let most_per_day = request.text_messages.most_per_day.trim().parse().unwrap_or_else(|_| {
        problems.push(("text_messages.most_per_day", "security_number"));
        0
    });
    let countries = countries(&request.text_messages.countries);
    let text_messages = TextMessages { countries, most_per_day };
    let hand_over_age = request.hand_over_age.trim().parse().unwrap_or_else(|_| {
        problems.push(("hand_over_age", "security_number"));
        0
    });
    let is_complex = request.is_complex;
    let settings = SecuritySettings { patients, staff, is_complex, text_messages, hand_over_age };
    // What could not be read stands for nothing that could be judged.
    let unread: Vec<&str> = problems.iter().map(|(field, _)| *field).collect();
    let judged = settings.problems().into_iter().filter(|(field, _)| !unread.contains(field));
    problems.extend(judged);
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

/// The codes of countries, in capitals, each once.
fn countries(typed: &str) -> Vec<String> {
    let codes = typed.split(|sign: char| sign == ',' || sign == ';' || sign.is_whitespace());
    let mut found: Vec<String> = Vec::new();
    for code in codes.filter(|code| !code.is_empty()).map(str::to_ascii_uppercase) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

fn audience(
    typed: &TypedAudience,
    [grace, idle, absolute]: [&'static str; 3],
    problems: &mut Vec<SettingProblem>,
) -> Audience {
    let mut number = |field, text: &str| {
        text.trim().parse::<u16>().unwrap_or_else(|_| {
            problems.push((field, "security_number"));
            0
        })
    };
    let grace = number(grace, &typed.grace);
    let idle_minutes = number(idle, &typed.idle_minutes);
    let absolute_hours = number(absolute, &typed.absolute_hours);
    // In the order of their strength, and each once, whatever was sent.
    let factors = FactorKind::ALL.into_iter().filter(|kind| typed.factors.contains(kind)).collect();
    Audience {
        idle_minutes,
        absolute_hours,
        policy: typed.policy,
        factors,
        grace: u8::try_from(grace).unwrap_or(u8::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::security::FactorPolicy;
    use crate::security::contract::TypedTexts;

    fn typed(factors: &[FactorKind], numbers: [&str; 3]) -> TypedAudience {
        let [grace, idle, absolute] = numbers.map(str::to_owned);
        TypedAudience {
            policy: FactorPolicy::Required,
            factors: factors.to_vec(),
            grace,
            idle_minutes: idle,
            absolute_hours: absolute,
        }
    }

    fn request(patients: TypedAudience, staff: TypedAudience) -> SaveSecurityRequest {
        SaveSecurityRequest {
            version: String::new(),
            patients,
            staff,
            text_messages: TypedTexts { countries: "us, ES us".to_owned(), most_per_day: "200".to_owned() },
            is_complex: false,
            hand_over_age: " 16 ".to_owned(),
            is_confirmed: false,
        }
    }

    #[test]
    fn what_the_page_shows_is_read_back_as_it_was() {
        let patients = typed(&[FactorKind::Email, FactorKind::Totp, FactorKind::Email], ["3", " 30 ", "12"]);
        let staff = typed(&[FactorKind::Totp], ["0", "15", "10"]);
        let settings = read(&request(patients, staff)).expect("settings");
        assert_eq!(settings.patients.factors, [FactorKind::Totp, FactorKind::Email]);
        assert_eq!((settings.patients.grace, settings.patients.idle_minutes), (3, 30));
        assert_eq!((settings.staff.grace, settings.staff.absolute_hours), (0, 10));
        assert_eq!(settings.text_messages.countries, ["US", "ES"]);
        assert_eq!((settings.text_messages.most_per_day, settings.hand_over_age), (200, 16));
    }

    #[test]
    fn each_field_that_cannot_be_is_named_once() {
        let patients = typed(&[], ["", "-5", "1e2"]);
        let staff = typed(&[FactorKind::Email], ["300", "61", "99999"]);
        let problems = read(&request(patients, staff)).expect_err("problems");
        assert_eq!(
            problems,
            [
                ("patients.grace", "security_number"),
                ("patients.idle_minutes", "security_number"),
                ("patients.absolute_hours", "security_number"),
                ("staff.absolute_hours", "security_number"),
                ("patients.factors", "security_no_factor"),
                ("staff.idle_minutes", "security_idle_range"),
                ("staff.grace", "security_grace_range"),
                ("staff.factors", "security_mail_alone"),
            ]
        );
    }
}
