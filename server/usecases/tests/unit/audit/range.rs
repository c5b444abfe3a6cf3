//! Days of the audit log as instants.

use domain::audit::contract::AuditRequest;
use usecases::UseCaseError;
use usecases::examined::Range;

fn request(from: &str, to: &str) -> AuditRequest {
    AuditRequest { from: Some(from.to_owned()), to: Some(to.to_owned()), ..AuditRequest::default() }
}

#[test]
fn a_day_has_the_hours_of_its_zone() {
    for (day, hours) in [("2027-03-13", 24), ("2027-03-14", 23), ("2027-11-07", 25)] {
        let range = Range::read(&request(day, day), "America/New_York").expect("a day");
        let (from, until) = (range.from.expect("a start"), range.until.expect("an end"));
        assert_eq!(until.seconds_since(from), hours * 3_600, "{day}");
    }
}

#[test]
fn days_that_are_none_or_the_wrong_way_round_are_named() {
    for (from, to, field) in
        [("14/03/2027", "", "from"), ("2027-02-30", "", "from"), ("2027-03-14", "2027-03-13", "to")]
    {
        let Err(UseCaseError::Invalid(problems)) = Range::read(&request(from, to), "UTC") else {
            panic!("{from} {to} was taken");
        };
        assert_eq!(problems.first().map(|problem| problem.field.as_str()), Some(field));
    }
    assert_eq!(Range::read(&request("", ""), "UTC").expect("no days"), Range::default());
}
