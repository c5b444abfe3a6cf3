//! The permission matrix as data: which role may do which action at all, before any fact is looked at.

use serde::{Deserialize, Serialize};

/// What a person is in a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Acts for the own chart.
    Patient,
    /// Acts for somebody else's chart, within a grant.
    Proxy,
    /// Receives patients and keeps the calendar.
    FrontDesk,
    /// A clinician.
    Provider,
    /// Invoices and payments.
    Billing,
    /// Settings, brand, people.
    Administrator,
}

impl Role {
    /// Every role, in the order of the matrix.
    pub const ALL: [Self; 6] =
        [Self::Patient, Self::Proxy, Self::FrontDesk, Self::Provider, Self::Billing, Self::Administrator];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Proxy => "proxy",
            Self::FrontDesk => "front_desk",
            Self::Provider => "provider",
            Self::Billing => "billing",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A part of a chart that a grant can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Diagnoses, medications, allergies, vaccinations.
    Records,
    /// Results of the laboratory and of imaging.
    Results,
    /// Seeing, booking, moving and cancelling appointments.
    Appointments,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Records, Self::Results, Self::Appointments];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Results => "results",
            Self::Appointments => "appointments",
        }
    }

    /// The scope of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Something that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read entries of the chart whose screens are shown.
    ReadRecords,
    /// Read that chart's released results.
    ReadResults,
    /// See that chart's appointments.
    ReadAppointments,
    /// Search free times and hold one.
    SearchSlots,
    /// Book an appointment.
    BookAppointment,
    /// Move an appointment.
    RescheduleAppointment,
    /// Cancel an appointment.
    CancelAppointment,
    /// Say who else may see and do what for one's own chart. Nobody passes on what they were given.
    ShareChart,
    /// See a provider's day.
    ReadDay,
    /// Change weekly hours, exceptions, visit types, places and providers.
    EditCalendar,
    /// Edit, publish and roll back the theme.
    EditTheme,
    /// Decide about second factors, sessions and passwords.
    EditSecurity,
    /// Read and export the audit log, and look at its alerts.
    ReadAudit,
    /// Change colleagues' roles, disable accounts, reset second factors.
    EditStaff,
    /// Find patients by name, invite them, and add charts.
    InvitePatients,
    /// Merge two charts of one person, and take that back.
    MergeCharts,
    /// Open and close the portal for patients.
    EditPortal,
    /// Decide about people who register by themselves.
    ReviewRegistrations,
    /// Decide whether people may register by themselves, and how.
    EditRegistration,
    /// See who may act for a chart, give access to it, and end it.
    ManageAccess,
    /// Look at results that wait, release them, hold them back, and write about them.
    ReleaseResults,
    /// Decide which results are released when.
    EditReleaseRules,
    /// See who opened one's own record, and ask about it.
    ReadLooks,
    /// Answer patients' questions about who opened their records.
    AnswerLooks,
    /// Ask for an entry of the chart whose screens are shown to be corrected, and follow that.
    AskCorrections,
    /// Answer such requests.
    AnswerCorrections,
    /// Let an app read the chart whose screens are shown, and take that back.
    ConnectApps,
    /// Give a summary of the chart whose screens are shown to somebody elsewhere by a link, and take that back.
    ShareSummary,
    /// Decide which apps and other systems may ask to speak with the portal.
    EditClients,
    /// See who a patient is, and the patient's appointments.
    IdentifyPatient,
    /// Read a patient's record for a purpose.
    ViewRecord,
    /// Open a patient's record in an emergency.
    BreakGlass,
    /// See which records colleagues have open, and end that.
    EndViews,
    /// Take the records of all patients along as a file.
    ExportClinic,
}

impl Action {
    /// Every action, in the order of the matrix.
    pub const ALL: [Self; 34] = [
        Self::ReadRecords,
        Self::ReadResults,
        Self::ReadAppointments,
        Self::SearchSlots,
        Self::BookAppointment,
        Self::RescheduleAppointment,
        Self::CancelAppointment,
        Self::ShareChart,
        Self::ReadDay,
        Self::EditCalendar,
        Self::EditTheme,
        Self::EditSecurity,
        Self::ReadAudit,
        Self::EditStaff,
        Self::InvitePatients,
        Self::MergeCharts,
        Self::EditPortal,
        Self::ReviewRegistrations,
        Self::EditRegistration,
        Self::ManageAccess,
        Self::ReleaseResults,
        Self::EditReleaseRules,
        Self::ReadLooks,
        Self::AnswerLooks,
        Self::AskCorrections,
        Self::AnswerCorrections,
        Self::ConnectApps,
        Self::ShareSummary,
        Self::EditClients,
        Self::IdentifyPatient,
        Self::ViewRecord,
        Self::BreakGlass,
        Self::EndViews,
        Self::ExportClinic,
    ];

    /// Whether `role` may do this at all.
    #[must_use]
    pub const fn is_open_to(self, role: Role) -> bool {
        match self {
            Self::ReadRecords
            | Self::AskCorrections
            | Self::ConnectApps
            | Self::ShareSummary
            | Self::ReadResults
            | Self::ReadAppointments
            | Self::SearchSlots
            | Self::BookAppointment
            | Self::RescheduleAppointment
            | Self::CancelAppointment => matches!(role, Role::Patient | Role::Proxy),
            Self::ShareChart | Self::ReadLooks => matches!(role, Role::Patient),
            Self::ReadDay => matches!(role, Role::FrontDesk | Role::Provider),
            Self::EditCalendar
            | Self::EditTheme
            | Self::EditSecurity
            | Self::ReadAudit
            | Self::EditStaff
            | Self::EditPortal
            | Self::EditRegistration
            | Self::EditReleaseRules
            | Self::EditClients
            | Self::EndViews
            | Self::ExportClinic
            | Self::AnswerLooks => matches!(role, Role::Administrator),
            Self::ReleaseResults | Self::ViewRecord => matches!(role, Role::Provider),
            Self::IdentifyPatient => {
                matches!(role, Role::FrontDesk | Role::Provider | Role::Administrator)
            }
            Self::AnswerCorrections | Self::BreakGlass => {
                matches!(role, Role::Provider | Role::Administrator)
            }
            Self::InvitePatients | Self::MergeCharts | Self::ReviewRegistrations | Self::ManageAccess => {
                matches!(role, Role::FrontDesk | Role::Administrator)
            }
        }
    }

    /// The part of a chart this action needs a grant for, if it concerns a chart.
    #[must_use]
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::ReadRecords | Self::AskCorrections | Self::ConnectApps | Self::ShareSummary => {
                Some(Scope::Records)
            }
            Self::ReadResults => Some(Scope::Results),
            Self::ReadAppointments
            | Self::SearchSlots
            | Self::BookAppointment
            | Self::RescheduleAppointment
            | Self::CancelAppointment => Some(Scope::Appointments),
            Self::ShareChart
            | Self::ReadDay
            | Self::EditCalendar
            | Self::EditTheme
            | Self::EditSecurity
            | Self::ReadAudit
            | Self::EditStaff
            | Self::InvitePatients
            | Self::MergeCharts
            | Self::EditPortal
            | Self::ReviewRegistrations
            | Self::EditRegistration
            | Self::ManageAccess
            | Self::ReleaseResults
            | Self::EditReleaseRules
            | Self::ReadLooks
            | Self::AnswerLooks
            | Self::AnswerCorrections
            | Self::EditClients
            | Self::IdentifyPatient
            | Self::ViewRecord
            | Self::BreakGlass
            | Self::EndViews
            | Self::ExportClinic => None,
        }
    }

    /// Whether it is done on the chart whose screens are shown.
    #[must_use]
    pub const fn is_about_a_chart(self) -> bool {
        matches!(self, Self::ShareChart | Self::ReadLooks) || self.scope().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_what_was_reviewed() {
        let mut printed = String::new();
        for action in Action::ALL {
            let roles: Vec<_> =
                Role::ALL.into_iter().filter(|role| action.is_open_to(*role)).map(Role::name).collect();
            printed.push_str(&format!("{action:?}: {}\n", roles.join(", ")));
        }
        assert_eq!(
            printed,
            "ReadRecords: patient, proxy\n\
             ReadResults: patient, proxy\n\
             ReadAppointments: patient, proxy\n\
             SearchSlots: patient, proxy\n\
             BookAppointment: patient, proxy\n\
             RescheduleAppointment: patient, proxy\n\
             CancelAppointment: patient, proxy\n\
             ShareChart: patient\n\
             ReadDay: front_desk, provider\n\
             EditCalendar: administrator\n\
             EditTheme: administrator\n\
             EditSecurity: administrator\n\
             ReadAudit: administrator\n\
             EditStaff: administrator\n\
             InvitePatients: front_desk, administrator\n\
             MergeCharts: front_desk, administrator\n\
             EditPortal: administrator\n\
             ReviewRegistrations: front_desk, administrator\n\
             EditRegistration: administrator\n\
             ManageAccess: front_desk, administrator\n\
             ReleaseResults: provider\n\
             EditReleaseRules: administrator\n\
             ReadLooks: patient\n\
             AnswerLooks: administrator\n\
             AskCorrections: patient, proxy\n\
             AnswerCorrections: provider, administrator\n\
             ConnectApps: patient, proxy\n\
             ShareSummary: patient, proxy\n\
             EditClients: administrator\n\
             IdentifyPatient: front_desk, provider, administrator\n\
             ViewRecord: provider\n\
             BreakGlass: provider, administrator\n\
             EndViews: administrator\n\
             ExportClinic: administrator\n"
        );
    }

    #[test]
    fn names_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
        }
    }
}
