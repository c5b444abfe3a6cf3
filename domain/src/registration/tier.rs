//! How sure it is that an applicant is one of the clinic's patients, and what follows.

use super::birth_date::DateLikeness;
use super::name::NameLikeness;
use serde::{Deserialize, Serialize};

/// How the applicant's details agree with one chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The names.
    pub name: NameLikeness,
    /// Whether one of the chart's surnames is the applicant's.
    pub surname: bool,
    /// The birth dates.
    pub birth_date: DateLikeness,
    /// Whether the national IDs are equal; nothing where one of them is not known.
    pub national_id: Option<bool>,
    /// Whether a contact that the applicant has proven stands on the chart.
    pub contact: bool,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Less than two details agree.
    None,
    /// Two agree, or nearly.
    Partial,
    /// Name, birth date, and a contact that stands on the chart.
    Strong,
    /// National ID, birth date and surname.
    Exact,
}

impl Tier {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Partial, Self::Strong, Self::Exact];

    /// As it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Strong => "strong",
            Self::Exact => "exact",
        }
    }

    /// From its word.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.as_str() == text)
    }
}

/// The tier of one chart.
#[must_use]
pub fn tier(found: &Agreement) -> Tier {
    let contradicts = found.national_id == Some(false);
    let is_that_day = found.birth_date == DateLikeness::Same;
    if found.national_id == Some(true) && is_that_day && found.surname {
        return Tier::Exact;
    }
    if found.name == NameLikeness::Same && is_that_day && found.contact && !contradicts {
        return Tier::Strong;
    }
    let agreeing = [
        found.name != NameLikeness::Different,
        found.birth_date != DateLikeness::Different,
        found.national_id == Some(true),
        found.contact,
    ];
    if agreeing.into_iter().filter(|agrees| *agrees).count() >= 2 { Tier::Partial } else { Tier::None }
}

/// A chart that may be the applicant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<Id> {
    /// Which chart.
    pub id: Id,
    /// How sure it is.
    pub tier: Tier,
    /// Whether somebody reads it as their own already.
    pub has_account: bool,
    /// Whether an account may be made for it without a person looking: not for the dead, nor for minors.
    pub is_open: bool,
}

/// What the clinic has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationPolicy {
    /// Whether sure cases are approved without a person.
    pub is_automatic: bool,
    /// Whether unsure ones wait for a person; else they are refused.
    pub queues_partial: bool,
    /// Whether applicants whom no chart resembles wait for a person; else they are refused.
    pub queues_none: bool,
}

/// What becomes of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<Id> {
    /// Approved for this chart.
    Approve(Id),
    /// Approved once a code sent to the contact on this chart has come back.
    ApproveAfterCode(Id),
    /// A person decides.
    Queue,
    /// Refused; the answer to the applicant is the same as for all others.
    Refuse,
}

/// The best tier there is.
#[must_use]
pub fn best<Id>(candidates: &[Candidate<Id>]) -> Tier {
    candidates.iter().map(|candidate| candidate.tier).max().unwrap_or(Tier::None)
}

/// What follows from all charts that were looked at. With more than one likely chart, nothing is automatic.
#[must_use]
pub fn decide<Id: Copy>(policy: RegistrationPolicy, candidates: &[Candidate<Id>]) -> Outcome<Id> {
    let likely: Vec<&Candidate<Id>> =
        candidates.iter().filter(|candidate| candidate.tier >= Tier::Strong).collect();
    if policy.is_automatic
        && let [only] = likely.as_slice()
        && !only.has_account
        && only.is_open
    {
        return if only.tier == Tier::Exact {
            Outcome::Approve(only.id)
        } else {
            Outcome::ApproveAfterCode(only.id)
        };
    }
    let waits = match best(candidates) {
        Tier::Exact | Tier::Strong => true,
        Tier::Partial => policy.queues_partial,
        Tier::None => policy.queues_none,
    };
    if waits { Outcome::Queue } else { Outcome::Refuse }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AUTOMATIC: RegistrationPolicy =
        RegistrationPolicy { is_automatic: true, queues_partial: true, queues_none: false };

    const ALIKE: Agreement = Agreement {
        name: NameLikeness::Same,
        surname: true,
        birth_date: DateLikeness::Same,
        national_id: None,
        contact: true,
    };

    #[test]
    fn tiers_by_what_agrees() {
        let no = NameLikeness::Different;
        for (expected, found) in [
            (Tier::Exact, Agreement { national_id: Some(true), ..ALIKE }),
            (Tier::Exact, Agreement { national_id: Some(true), name: no, contact: false, ..ALIKE }),
            (Tier::Strong, ALIKE),
            (Tier::Partial, Agreement { national_id: Some(false), ..ALIKE }),
            (Tier::Partial, Agreement { contact: false, ..ALIKE }),
            (Tier::Partial, Agreement { name: NameLikeness::Close, ..ALIKE }),
            (Tier::Partial, Agreement { birth_date: DateLikeness::Swapped, ..ALIKE }),
            (Tier::Partial, Agreement { birth_date: DateLikeness::Typo, contact: false, ..ALIKE }),
            (Tier::Partial, Agreement { national_id: Some(true), surname: false, name: no, ..ALIKE }),
            (Tier::None, Agreement { contact: false, birth_date: DateLikeness::Different, ..ALIKE }),
            (Tier::None, Agreement { contact: false, name: no, ..ALIKE }),
        ] {
            assert_eq!(tier(&found), expected, "{found:?}");
        }
    }

    fn candidate(id: u8, tier: Tier) -> Candidate<u8> {
        Candidate { id, tier, has_account: false, is_open: true }
    }

    #[test]
    fn only_one_likely_chart_without_an_account_is_approved_by_itself() {
        let (exact, strong) = (candidate(1, Tier::Exact), candidate(2, Tier::Strong));
        let partial = candidate(3, Tier::Partial);
        for (expected, candidates) in [
            (Outcome::Approve(1), vec![exact]),
            (Outcome::Approve(1), vec![partial, exact]),
            (Outcome::ApproveAfterCode(2), vec![strong, partial]),
            (Outcome::Queue, vec![exact, strong]),
            (Outcome::Queue, vec![strong, Candidate { id: 4, ..strong }]),
            (Outcome::Queue, vec![Candidate { has_account: true, ..exact }]),
            (Outcome::Queue, vec![Candidate { is_open: false, ..exact }]),
            (Outcome::Queue, vec![partial]),
            (Outcome::Refuse, vec![candidate(5, Tier::None)]),
            (Outcome::Refuse, vec![]),
        ] {
            assert_eq!(decide(AUTOMATIC, &candidates), expected, "{candidates:?}");
        }
        let by_hand = RegistrationPolicy { is_automatic: false, queues_partial: false, queues_none: true };
        assert_eq!(decide(by_hand, &[exact]), Outcome::Queue);
        assert_eq!(decide(by_hand, &[partial]), Outcome::Refuse);
        assert_eq!(decide(by_hand, &[] as &[Candidate<u8>]), Outcome::Queue);
    }

    fn any_tier() -> impl Strategy<Value = Tier> {
        proptest::sample::select(Tier::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn nobody_is_approved_beside_another_likely_chart(
            tiers in proptest::collection::vec((any_tier(), any::<bool>(), any::<bool>()), 0..6),
            queues in any::<[bool; 2]>(),
        ) {
            let candidates: Vec<Candidate<usize>> = tiers
                .iter()
                .enumerate()
                .map(|(id, (tier, has_account, is_open))| Candidate { id, tier: *tier, has_account: *has_account, is_open: *is_open })
                .collect();
            let policy = RegistrationPolicy { is_automatic: true, queues_partial: queues[0], queues_none: queues[1] };
            if let Outcome::Approve(id) | Outcome::ApproveAfterCode(id) = decide(policy, &candidates) {
                let approved = candidates[id];
                prop_assert!(approved.tier >= Tier::Strong && !approved.has_account && approved.is_open);
                prop_assert_eq!(candidates.iter().filter(|other| other.tier >= Tier::Strong).count(), 1);
            }
        }
    }
}
