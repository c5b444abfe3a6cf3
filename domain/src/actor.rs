//! Who asks: an account with its roles and grants, in one facility, with what its session has proven.

use crate::ids::{AccountId, ChartId, FacilityId, GrantId, ProviderId};
use crate::permission::{Role, Scope};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// How much a session has proven (NIST SP 800-63B-4 words it AAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Assurance {
    /// One factor: a password.
    Password = 1,
    /// Two factors, or a passkey with user verification.
    TwoFactor = 2,
}

impl Assurance {
    /// From the stored number; unknown numbers count as the lowest.
    #[must_use]
    pub const fn from_number(number: i16) -> Self {
        if number >= 2 { Self::TwoFactor } else { Self::Password }
    }
}

/// Whose chart a grant opens: one's own, or somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The account's own chart.
    Own,
    /// Somebody the account acts for.
    Proxy,
}

/// What ties an account to a chart, as far as it holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The grant's id, for the audit log.
    pub id: GrantId,
    /// The chart it opens.
    pub chart: ChartId,
    /// Own or proxy.
    pub relation: Relation,
    /// What it opens; empty means nothing.
    pub scopes: Vec<Scope>,
    /// From when it no longer holds.
    pub ends: Option<Instant>,
}

impl Grant {
    /// Whether the grant still holds.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.ends.is_none_or(|end| now < end)
    }

    /// Whether the grant still holds and covers `scope`.
    #[must_use]
    pub fn covers(&self, scope: Scope, now: Instant) -> bool {
        self.holds(now) && self.scopes.contains(&scope)
    }
}

/// A signed-in person, in one facility, loaded anew for every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The facility of the request's host.
    pub facility: FacilityId,
    /// The account that signed in.
    pub account: AccountId,
    /// Roles of a colleague; empty for patients and proxies.
    pub roles: Vec<Role>,
    /// The bookable clinician this account is, if it is one.
    pub provider: Option<ProviderId>,
    /// Charts the account may act for.
    pub grants: Vec<Grant>,
    /// The chart whose screens are shown. When its grant has ended it stays, and opens nothing: nobody is moved to another
    /// person's chart without choosing it.
    pub chart: Option<ChartId>,
    /// What the session has proven.
    pub assurance: Assurance,
    /// When it was proven last.
    pub proven: Instant,
    /// Whether a second factor has to be set up before anything else.
    pub must_enrol: bool,
    /// Hash of the session's token.
    pub session: Vec<u8>,
    /// Address the request came from, for the audit log.
    pub address: String,
}

/// How long a proof of who is asking counts as fresh, in seconds (SECURITY.md 2.4).
const FRESH_S: i64 = 600;

impl Actor {
    /// Whether the person has proven just now who they are; sensitive changes ask for it.
    #[must_use]
    pub const fn is_fresh(&self, now: Instant) -> bool {
        now.seconds_since(self.proven) < FRESH_S
    }

    /// The grant for the chart whose screens are shown.
    #[must_use]
    pub fn grant(&self) -> Option<&Grant> {
        self.grants.iter().find(|grant| Some(grant.chart) == self.chart)
    }

    /// Whether the account has `role`; patient and proxy follow from its grants.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        match role {
            Role::Patient => self.grant().is_some_and(|grant| grant.relation == Relation::Own),
            Role::Proxy => self.grant().is_some_and(|grant| grant.relation == Relation::Proxy),
            staff => self.roles.contains(&staff),
        }
    }

    /// Whether the account is a colleague's.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        !self.roles.is_empty()
    }
}
