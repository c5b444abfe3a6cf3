//! Every server function with a valid request and who may send it. A function without a line here fails the suite.
//!
//! To add one: its endpoint, who may, and the fields of a request that would succeed. Ids come from the target, so that
//! the probes can put foreign and missing ones in their place.

use super::world::Target;
use domain::permission::Role;

/// Who may call a function.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody who is signed in.
    SignedIn,
    /// Whoever may book for the chart that is shown.
    Appointments,
    /// Whoever may read the record of the chart that is shown.
    Records,
    /// Colleagues of these roles.
    Staff(&'static [Role]),
}

impl Who {
    /// Whether a colleague with `role` and without any chart may.
    pub fn has(self, role: Role) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Appointments | Self::Records => false,
            Self::Staff(roles) => roles.contains(&role),
        }
    }

    /// Whether it concerns the chart that is shown.
    pub const fn is_about_a_chart(self) -> bool {
        matches!(self, Self::Appointments | Self::Records)
    }
}

/// Fields of a request, as a form sends them.
pub type Fields = Vec<(&'static str, String)>;

/// A function, who may, a request.
pub struct Row {
    pub endpoint: &'static str,
    pub who: Who,
    pub fields: fn(&Target) -> Fields,
}

const fn row(endpoint: &'static str, who: Who, fields: fn(&Target) -> Fields) -> Row {
    Row { endpoint, who, fields }
}

/// The table.
pub const ROWS: &[Row] = &[
    row("account/read_frame", Who::Anyone, nothing),
    row("account/read_sign_in_flash", Who::Anyone, nothing),
    row("account/sign_in", Who::Anyone, |_| {
        vec![("request[username]", "nobody".to_owned()), ("request[password]", "wrong".to_owned())]
    }),
    row("account/sign_out", Who::SignedIn, nothing),
    row("account/switch_chart", Who::SignedIn, |target| vec![("request[chart]", target.chart.to_string())]),
    row("booking/cancel_appointment", Who::Appointments, appointment),
    row("booking/confirm_hold", Who::Appointments, |target| {
        vec![("request[hold]", target.hold.to_string()), ("request[key]", "a form".to_owned())]
    }),
    row("booking/extend_hold", Who::Appointments, hold),
    row("booking/find_slots", Who::Appointments, |target| {
        vec![
            ("request[visit_type]", target.visit_type.to_string()),
            ("request[provider]", target.provider.to_string()),
            ("request[location]", target.location.to_string()),
            ("request[moving]", target.appointment.to_string()),
        ]
    }),
    row("booking/hold_slot", Who::Appointments, |target| {
        vec![
            ("request[visit_type]", target.visit_type.to_string()),
            ("request[provider]", target.provider.to_string()),
            ("request[location]", target.location.to_string()),
            ("request[start]", target.free.0.to_string()),
            ("request[moving]", target.appointment.to_string()),
        ]
    }),
    row("booking/list_appointments", Who::Appointments, nothing),
    row("booking/read_appointment", Who::Appointments, appointment),
    row("booking/read_flash", Who::Anyone, nothing),
    row("booking/read_hold", Who::Appointments, hold),
    row("booking/read_options", Who::Appointments, nothing),
    row("booking/release_hold", Who::Appointments, hold),
    row("records/read_section", Who::Records, |_| vec![("request[section]", "diagnoses".to_owned())]),
];

fn nothing(_: &Target) -> Fields {
    Vec::new()
}

fn appointment(target: &Target) -> Fields {
    vec![("request[appointment]", target.appointment.to_string())]
}

fn hold(target: &Target) -> Fields {
    vec![("request[hold]", target.hold.to_string())]
}

#[test]
fn a_line_for_colleagues_names_their_roles() {
    let who = Who::Staff(&[Role::Administrator]);
    assert!(who.has(Role::Administrator) && !who.has(Role::Billing) && !who.is_about_a_chart());
}
