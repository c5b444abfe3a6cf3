//! Typed identifiers: a chart's id can never be passed where an account's is asked.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares newtypes over [`Uuid`] that serialise as the bare UUID and, with feature `db`, are SeaORM values.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        /// Keys are made by the caller, never by the database.
        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// A tenant: one clinic.
    FacilityId;
    /// A person who signs in.
    AccountId;
    /// The clinic's record of one patient.
    ChartId;
    /// What ties an account to a chart.
    GrantId;
    /// A patient's request to correct an entry.
    CorrectionId;
    /// A file of a record that is made on request.
    DownloadId;
    /// A merge of two charts.
    MergeId;
    /// Two charts that another system calls one person's, for a colleague to decide about.
    ProposalId;
    /// A clinician whose time can be booked; also the id of the provider's bookable resource.
    ProviderId;
    /// A place of the facility, with its own time zone.
    LocationId;
    /// What is booked.
    VisitTypeId;
    /// Something that can be busy: a provider, a room, a patient's own time.
    ResourceId;
    /// What keeps a resource's time.
    ClaimId;
    /// A booked slot.
    AppointmentId;
    /// One entry of a chart, as imported from FHIR.
    EntryId;
    /// Something that became of a result.
    ResultEventId;
    /// A record that a colleague has opened.
    ChartViewId;
    /// A question about who opened a record.
    QuestionId;
    /// An app, or another system, that speaks FHIR with the portal.
    ClientId;
    /// What an app was allowed by the holder of an account.
    ConnectionId;
    /// What an app asks to be allowed.
    ConsentId;
    /// A file of records that a system has handed in.
    IntakeId;
    /// A link by which a summary of a record is shared.
    ShareId;
    /// Somebody has opened such a link, or tried to.
    ShareOpeningId;
    /// A short text that a clinician keeps.
    TemplateId;
    /// A row of weekly hours.
    WeeklyHoursId;
    /// A row of an exception to the weekly hours.
    HoursExceptionId;
    /// A stored file: a logo, an icon.
    AssetId;
    /// One event of the audit log.
    AuditId;
    /// Something found in the audit log.
    AlertId;
    /// Somebody who asks for an account without having been invited.
    RegistrationId;
    /// Something that became of such a request.
    RegistrationEventId;
    /// One row of the outbox.
    OutboxId;
    /// A way to reach an account.
    ContactId;
    /// A one-time code that was sent.
    ChallengeId;
    /// A second factor.
    FactorId;
    /// A link to choose a new password.
    ResetId;
    /// An invitation to the portal.
    InvitationId;
    /// One event of an invitation.
    InvitationEventId;
    /// Many invitations at once.
    BatchId;
}

impl From<ProviderId> for ResourceId {
    fn from(id: ProviderId) -> Self {
        Self(id.0)
    }
}

/// A patient's own time is a resource too, so that nobody is in two places at once.
impl From<ChartId> for ResourceId {
    fn from(id: ChartId) -> Self {
        Self(id.0)
    }
}
