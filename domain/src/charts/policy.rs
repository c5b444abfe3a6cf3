//! May two charts become one? A colleague who has looked at both may say so. What another system says of its patients is enough
//! where nothing speaks against it; all else is a colleague's to decide.

use crate::ids::AccountId;
use crate::policy::StaffPermit;

/// Length of a whole date, `1980-01-31`.
const WHOLE: usize = 10;

words! {
    /// What speaks against merging two charts without a colleague who has looked at both.
    Doubt {
        /// One of them was merged into another chart.
        Elsewhere = "elsewhere",
        /// Their dates of birth differ.
        OtherBirth = "other_birth",
        /// Names and dates of birth are not wholly known, or are not the same.
        Unsure = "unsure",
        /// Both are read by an account as its own.
        TwoAccounts = "two_accounts",
        /// The patient of one acts for the patient of the other.
        Helper = "helper",
        /// Somebody may read each, or is invited to: more would be open to both.
        Opens = "opens",
        /// Both have time kept at the same hour.
        Overlap = "overlap",
    }
}

/// Who a chart says that its patient is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The name, as names are searched.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<String>,
}

/// What is known of two charts that are said to be one person's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Whether one of them was merged into another chart, and not because a system said so.
    pub is_elsewhere: bool,
    /// The patient of each, and of all charts that were merged into it before; its own first.
    pub known: [Vec<Known>; 2],
    /// Accounts that read each as their own.
    pub owners: [Vec<AccountId>; 2],
    /// Accounts that act for the patient of each.
    pub helpers: [Vec<AccountId>; 2],
    /// Whether somebody is invited to each.
    pub is_invited: [bool; 2],
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

/// May two charts be merged because another system says that they are one person's? Only if they agree on who that is, and if
/// at most one of them is open to anybody, so that nobody reads more than one person's record by a system's mistake.
///
/// # Errors
/// What speaks against it.
pub fn for_link(pair: &Pair) -> Result<MergePermit, Doubt> {
    let [one, other] = &pair.owners;
    let is_one_account = one.iter().chain(other).all(|account| Some(account) == one.first());
    let [helps_one, helps_other] = &pair.helpers;
    let doubts = [
        (pair.is_elsewhere, Doubt::Elsewhere),
        (is_other_birth(&pair.known), Doubt::OtherBirth),
        (!is_sure(&pair.known), Doubt::Unsure),
        (!one.is_empty() && !other.is_empty() && !is_one_account, Doubt::TwoAccounts),
        (has_both(one, helps_other) || has_both(other, helps_one), Doubt::Helper),
        (is_open(pair, 0) && is_open(pair, 1), Doubt::Opens),
        (pair.is_overlapping, Doubt::Overlap),
    ];
    match doubts.into_iter().find(|(is_so, _)| *is_so) {
        Some((_, doubt)) => Err(doubt),
        None => Ok(MergePermit::Link(Undoubted(()))),
    }
}

/// Whether two dates are known that are not the same; a year or a month may be all that is known.
fn is_other_birth([these, those]: &[Vec<Known>; 2]) -> bool {
    let others = |one: &str| {
        those
            .iter()
            .filter_map(|known| known.born.as_deref())
            .any(|other| !one.starts_with(other) && !other.starts_with(one))
    };
    these.iter().filter_map(|known| known.born.as_deref()).any(others)
}

/// Whether both charts say the same name and the same whole date of birth.
fn is_sure([these, those]: &[Vec<Known>; 2]) -> bool {
    match (these.first(), those.first()) {
        (Some(one), Some(other)) => {
            one == other
                && !one.name.trim().is_empty()
                && one.born.as_ref().is_some_and(|born| born.len() == WHOLE)
        }
        _ => false,
    }
}

/// Whether anybody may read one of the charts, or is invited to.
fn is_open(pair: &Pair, place: usize) -> bool {
    pair.owners.get(place).is_some_and(|owners| !owners.is_empty())
        || pair.helpers.get(place).is_some_and(|helpers| !helpers.is_empty())
        || pair.is_invited.get(place).is_some_and(|is_invited| *is_invited)
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

    fn known(name: &str, born: &str) -> Known {
        Known { name: name.to_owned(), born: (!born.is_empty()).then(|| born.to_owned()) }
    }

    /// Two charts that agree on who it is.
    fn same() -> Pair {
        let ana = vec![known(" ana nunez ", "1980-01-31")];
        Pair { known: [ana.clone(), ana], ..Pair::default() }
    }

    fn called(one: Known, other: Known) -> Pair {
        Pair { known: [vec![one], vec![other]], ..Pair::default() }
    }

    fn born(one: &str, other: &str) -> Pair {
        called(known(" ana nunez ", one), known(" ana nunez ", other))
    }

    fn owned(one: &[u128], other: &[u128]) -> Pair {
        let accounts = |numbers: &[u128]| numbers.iter().map(|number| account(*number)).collect();
        Pair { owners: [accounts(one), accounts(other)], ..same() }
    }

    #[test]
    fn nothing_speaks_against_one_person_of_whom_one_chart_is_open() {
        for pair in [
            same(),
            owned(&[1], &[]),
            owned(&[], &[1]),
            Pair { helpers: [vec![account(2)], vec![]], ..owned(&[1], &[]) },
            Pair { is_invited: [true, false], ..same() },
        ] {
            assert!(for_link(&pair).is_ok(), "{pair:?}");
        }
    }

    #[test]
    fn each_doubt_is_a_colleagues_to_decide() {
        let twins = called(known(" ana nunez ", "1980-01-31"), known(" eva nunez ", "1980-01-31"));
        let mut hidden = same();
        hidden.known[1].push(known(" ana nunez ", "1990-01-31"));
        for (pair, doubt) in [
            (Pair { is_elsewhere: true, ..same() }, Doubt::Elsewhere),
            (born("1980-01-31", "1981-01-31"), Doubt::OtherBirth),
            (hidden, Doubt::OtherBirth),
            (Pair::default(), Doubt::Unsure),
            (born("1980", "1980-01-31"), Doubt::Unsure),
            (born("1980", "1980"), Doubt::Unsure),
            (born("", "1980-01-31"), Doubt::Unsure),
            (twins, Doubt::Unsure),
            (owned(&[1], &[2]), Doubt::TwoAccounts),
            (owned(&[1], &[1, 2]), Doubt::TwoAccounts),
            (Pair { helpers: [vec![], vec![account(1)]], ..owned(&[1], &[]) }, Doubt::Helper),
            (Pair { helpers: [vec![account(1)], vec![]], ..owned(&[], &[1]) }, Doubt::Helper),
            (Pair { helpers: [vec![], vec![account(2)]], ..owned(&[1], &[]) }, Doubt::Opens),
            (Pair { is_invited: [false, true], ..owned(&[1], &[]) }, Doubt::Opens),
            (owned(&[1], &[1]), Doubt::Opens),
            (Pair { is_overlapping: true, ..same() }, Doubt::Overlap),
        ] {
            assert_eq!(for_link(&pair), Err(doubt), "{pair:?}");
        }
    }
}
