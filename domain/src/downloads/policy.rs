//! Whether a file that was made can still be fetched.

use super::State;
use crate::ids::{AccountId, ChartId};
use crate::refusal::{NextStep, Refusal, RefusalKind};
use crate::time::Instant;

/// The file was there and is no longer: its time is over, it was taken away, or what it holds is not for this reader as it is now.
pub const GONE: Refusal = Refusal { rule: "downloads.gone", kind: RefusalKind::Gone, next: NextStep::Reload };

/// What is known of a file when it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who asked for it.
    pub account: AccountId,
    /// Of which chart it is.
    pub chart: ChartId,
    /// How far it is.
    pub state: State,
    /// Until when it lasts.
    pub ends: Instant,
    /// For which reader it was made: grant, scopes, what is kept from them.
    pub basis: &'a [u8],
    /// Whether something that it may hold was taken back since.
    pub is_withdrawn: bool,
}

/// Who fetches it, with the right to read the record of the chart that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Fetcher<'a> {
    /// The account.
    pub account: AccountId,
    /// The chart that is shown.
    pub chart: ChartId,
    /// The reader they are now.
    pub basis: &'a [u8],
}

/// Proof that a file may be fetched; only [`may_fetch`] makes one.
#[derive(Debug)]
pub struct MayFetch(());

/// May they? Nothing where there is no file for them, as if it had never been.
///
/// # Errors
/// [`GONE`] where there was one for them.
pub fn may_fetch(file: &Facts, who: &Fetcher, now: Instant) -> Result<Option<MayFetch>, Refusal> {
    if file.account != who.account || file.chart != who.chart {
        return Ok(None);
    }
    if file.ends <= now {
        return Err(GONE);
    }
    match file.state {
        State::Waiting | State::Working | State::Failed => Ok(None),
        State::Ready if file.is_withdrawn || file.basis != who.basis || file.basis.is_empty() => Err(GONE),
        State::Ready => Ok(Some(MayFetch(()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: AccountId = AccountId(Uuid::from_u128(1));
    const CHART: ChartId = ChartId(Uuid::from_u128(2));
    const FILE: Facts = Facts {
        account: ME,
        chart: CHART,
        state: State::Ready,
        ends: Instant(100),
        basis: b"mine",
        is_withdrawn: false,
    };
    const WHO: Fetcher = Fetcher { account: ME, chart: CHART, basis: b"mine" };

    #[test]
    fn whoever_asked_fetches_it_while_it_lasts() {
        assert!(matches!(may_fetch(&FILE, &WHO, Instant(99)), Ok(Some(_))));
        assert_eq!(may_fetch(&FILE, &WHO, Instant(100)).unwrap_err(), GONE);
    }

    #[test]
    fn for_others_and_before_it_is_made_there_is_none() {
        let other = Fetcher { account: AccountId(Uuid::from_u128(9)), ..WHO };
        let elsewhere = Fetcher { chart: ChartId(Uuid::from_u128(9)), ..WHO };
        for who in [other, elsewhere] {
            assert!(matches!(may_fetch(&FILE, &who, Instant(0)), Ok(None)));
        }
        for state in [State::Waiting, State::Working, State::Failed] {
            assert!(matches!(may_fetch(&Facts { state, ..FILE }, &WHO, Instant(0)), Ok(None)));
        }
    }

    #[test]
    fn another_reader_and_what_was_taken_back_end_it() {
        let other = Fetcher { basis: b"less", ..WHO };
        assert_eq!(may_fetch(&FILE, &other, Instant(0)).unwrap_err(), GONE);
        let withdrawn = Facts { is_withdrawn: true, ..FILE };
        assert_eq!(may_fetch(&withdrawn, &WHO, Instant(0)).unwrap_err(), GONE);
        let nobody = (Facts { basis: b"", ..FILE }, Fetcher { basis: b"", ..WHO });
        assert_eq!(may_fetch(&nobody.0, &nobody.1, Instant(0)).unwrap_err(), GONE);
    }
}
