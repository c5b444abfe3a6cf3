//! May two charts become one? A colleague who has looked at both may say so. What another system says of its patients is enough
//! where nothing speaks against it; all else is a colleague's to decide.

use crate::ids::AccountId;
use crate::policy::StaffPermit;

words! {
    /// What speaks against merging two charts without a colleague who has looked at both.
    Doubt {
        /// One of them was merged into another chart.
        Elsewhere = "elsewhere",
        /// Their dates of birth differ.
        OtherBirth = "other_birth",
        /// Both are read by an account as its own.
        TwoAccounts = "two_accounts",
        /// The patient of one acts for the patient of the other.
        Helper = "helper",
        /// Both have time kept at the same hour.
        Overlap = "overlap",
    }
}

/// What is known of two charts that are said to be one person's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Whether one of them was merged into another chart, and not because a system said so.
    pub is_elsewhere: bool,
    /// The date of birth of each, as far as it is known.
    pub born: [Option<String>; 2],
    /// Accounts that read each as their own.
    pub owners: [Vec<AccountId>; 2],
    /// Accounts that act for the patient of each.
    pub helpers: [Vec<AccountId>; 2],
    /// Whether time of both is kept at the same hour.
    pub is_overlapping: bool,
}

/// Proof that nothing speaks against merging two charts; only [`for_link`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoubted(());

/// Proof that two charts may be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergePermit {
    /// A colleague has looked at both.
    Colleague(StaffPermit),
    /// Another system says so.
    Link(Undoubted),
}

/// May two charts be merged because another system says that they are one person's?
///
/// # Errors
/// What speaks against it.
pub fn for_link(pair: &Pair) -> Result<MergePermit, Doubt> {
    let [one, other] = &pair.owners;
    let is_one_account = one.iter().chain(other).all(|account| Some(account) == one.first());
    let [helps_one, helps_other] = &pair.helpers;
    let doubts = [
        (pair.is_elsewhere, Doubt::Elsewhere),
        (is_other_birth(&pair.born), Doubt::OtherBirth),
        (!one.is_empty() && !other.is_empty() && !is_one_account, Doubt::TwoAccounts),
        (has_both(one, helps_other) || has_both(other, helps_one), Doubt::Helper),
        (pair.is_overlapping, Doubt::Overlap),
    ];
    match doubts.into_iter().find(|(is_so, _)| *is_so) {
        Some((_, doubt)) => Err(doubt),
        None => Ok(MergePermit::Link(Undoubted(()))),
    }
}

/// Whether both dates are known and are not the same; a year or a month may be all that is known.
fn is_other_birth(born: &[Option<String>; 2]) -> bool {
    match born {
        [Some(one), Some(other)] => !one.starts_with(other.as_str()) && !other.starts_with(one.as_str()),
        _ => false,
    }
}

fn has_both(one: &[AccountId], other: &[AccountId]) -> bool {
    one.iter().any(|account| other.contains(account))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn born(one: &str, other: &str) -> Pair {
        Pair { born: [Some(one.to_owned()), Some(other.to_owned())], ..Pair::default() }
    }

    fn owned(one: &[u128], other: &[u128]) -> Pair {
        let accounts = |numbers: &[u128]| numbers.iter().map(|number| account(*number)).collect();
        Pair { owners: [accounts(one), accounts(other)], ..Pair::default() }
    }

    #[test]
    fn nothing_speaks_against_one_person_with_at_most_one_account() {
        for pair in [
            Pair::default(),
            born("1980-01-31", "1980-01-31"),
            born("1980", "1980-01-31"),
            Pair { born: [None, Some("1980-01-31".to_owned())], ..Pair::default() },
            owned(&[1], &[]),
            owned(&[1], &[1]),
            Pair { helpers: [vec![account(1)], vec![account(1), account(2)]], ..owned(&[3], &[]) },
        ] {
            assert!(for_link(&pair).is_ok(), "{pair:?}");
        }
    }

    #[test]
    fn each_doubt_is_a_colleagues_to_decide() {
        for (pair, doubt) in [
            (Pair { is_elsewhere: true, ..Pair::default() }, Doubt::Elsewhere),
            (born("1980-01-31", "1981-01-31"), Doubt::OtherBirth),
            (owned(&[1], &[2]), Doubt::TwoAccounts),
            (owned(&[1], &[1, 2]), Doubt::TwoAccounts),
            (Pair { helpers: [vec![], vec![account(1)]], ..owned(&[1], &[]) }, Doubt::Helper),
            (Pair { helpers: [vec![account(1)], vec![]], ..owned(&[], &[1]) }, Doubt::Helper),
            (Pair { is_overlapping: true, ..Pair::default() }, Doubt::Overlap),
        ] {
            assert_eq!(for_link(&pair), Err(doubt));
        }
    }
}
