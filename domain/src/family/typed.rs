//! What was typed about somebody who is to help: read strictly, every field that cannot be is named.

use super::{NAME_CHARS, Relationship};
use crate::permission::Scope;
use jiff::civil::Date;

/// A field that cannot be, and the reason.
type Problem = (&'static str, &'static str);

/// What is offered to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The person's name.
    pub name: String,
    /// What they are to the patient.
    pub relationship: Relationship,
    /// What they may see and do.
    pub scopes: Vec<Scope>,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

/// Reads an offer; `today` is the clinic's day.
///
/// # Errors
/// Every field that cannot be, in the order of the form.
pub fn read_offer(
    (name, relationship, until): (&str, &str, &str),
    scopes: &[Scope],
    today: Date,
) -> Result<Offer, Vec<Problem>> {
    let mut problems = Vec::new();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        problems.push(("name", "fill_in"));
    }
    let relationship = Relationship::parse(relationship);
    if relationship.is_none() {
        problems.push(("relationship", "family_relationship"));
    }
    // In the order of the page and each once, whatever was sent.
    let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| scopes.contains(scope)).collect();
    if scopes.is_empty() {
        problems.push(("scopes", "family_scopes"));
    }
    let until = match until.trim() {
        "" => None,
        typed => match typed.parse::<Date>() {
            Ok(day) if day >= today && i32::from(day.year()) - i32::from(today.year()) <= 100 => Some(day),
            Ok(_) => {
                problems.push(("until", "family_until_past"));
                None
            }
            Err(_) => {
                problems.push(("until", "family_until"));
                None
            }
        },
    };
    match relationship {
        Some(relationship) if problems.is_empty() => Ok(Offer { name, relationship, scopes, until }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2027, 3, 1);

    #[test]
    fn an_offer_is_read_in_the_order_of_the_page() {
        let scopes = [Scope::Appointments, Scope::Records, Scope::Appointments];
        let offer = read_offer(("  Ana  Pérez ", "partner", "2027-03-01"), &scopes, TODAY).expect("an offer");
        assert_eq!(offer.name, "Ana Pérez");
        assert_eq!(offer.scopes, [Scope::Records, Scope::Appointments]);
        assert_eq!((offer.relationship, offer.until), (Relationship::Partner, Some(TODAY)));
        let open = read_offer(("Ana", "other", ""), &[Scope::Records], TODAY).expect("an offer");
        assert_eq!(open.until, None);
    }

    #[test]
    fn each_field_that_cannot_be_is_named() {
        let names = |typed, scopes: &[Scope]| -> Vec<&str> {
            read_offer(typed, scopes, TODAY).expect_err("problems").iter().map(|(field, _)| *field).collect()
        };
        assert_eq!(names((" ", "", "soon"), &[]), ["name", "relationship", "scopes", "until"]);
        for past in ["2027-02-28", "2130-01-01", "2027-13-01"] {
            assert_eq!(names(("Ana", "child", past), &[Scope::Records]), ["until"], "{past}");
        }
        let long = "a".repeat(NAME_CHARS + 1);
        assert_eq!(names((&long, "child", ""), &[Scope::Records]), ["name"]);
    }
}
