//! A bitmap over a range of units: one bit for each five minutes, sixty-four at a time.

use std::ops::Range;

const WORD: usize = u64::BITS as usize;

/// A set of units within a fixed range. Units outside the range are never in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    base: i64,
    len: usize,
    /// Bits at and after `len` are always zero.
    words: Vec<u64>,
}

impl Bitmap {
    /// No unit of `range`.
    #[must_use]
    pub fn empty(range: &Range<i64>) -> Self {
        let len = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(0);
        Self { base: range.start, len, words: vec![0; len.div_ceil(WORD)] }
    }

    /// Every unit of `range`.
    #[must_use]
    pub fn full(range: &Range<i64>) -> Self {
        let mut all = Self::empty(range);
        all.set(range);
        all
    }

    /// The range that the set lives in.
    #[must_use]
    pub fn range(&self) -> Range<i64> {
        self.base..self.unit_at(self.len)
    }

    /// Whether no unit is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether `unit` is in the set.
    #[must_use]
    pub fn has(&self, unit: i64) -> bool {
        let Ok(index) = usize::try_from(unit.saturating_sub(self.base)) else { return false };
        self.words.get(index / WORD).is_some_and(|word| word >> (index % WORD) & 1 == 1)
    }

    /// Whether all of `units` are in the set.
    #[must_use]
    pub fn has_all(&self, units: &Range<i64>) -> bool {
        let (from, to) = (self.index_of(units.start), self.index_of(units.end));
        let inside = self.unit_at(from) == units.start && self.unit_at(to) == units.end;
        units.is_empty() || (inside && self.next_unset(from) >= to)
    }

    /// Adds `units`, as far as they lie in the range.
    pub fn set(&mut self, units: &Range<i64>) {
        self.change(units, |word, mask| *word |= mask);
    }

    /// Takes `units` out.
    pub fn clear(&mut self, units: &Range<i64>) {
        self.change(units, |word, mask| *word &= !mask);
    }

    /// Keeps what is also in `other`, which must have the same range.
    pub fn and(&mut self, other: &Self) {
        debug_assert_eq!((self.base, self.len), (other.base, other.len), "bitmaps over different ranges");
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Takes out what is in `other`, which must have the same range.
    pub fn and_not(&mut self, other: &Self) {
        debug_assert_eq!((self.base, self.len), (other.base, other.len), "bitmaps over different ranges");
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Keeps unit `u` only if all of `u - before .. u + ahead` were in the set: a need of `before + ahead` units
    /// takes about log₂ of that many passes over the words.
    pub fn erode(&mut self, before: i64, ahead: i64) {
        let before = usize::try_from(before).unwrap_or(0);
        let need = before + usize::try_from(ahead).unwrap_or(0);
        let mut kept = 1;
        while kept * 2 <= need {
            self.and_later(kept);
            kept *= 2;
        }
        if need > kept {
            self.and_later(need - kept);
        }
        self.move_later(before);
    }

    /// The contiguous runs of the set, in order.
    pub fn runs(&self) -> impl Iterator<Item = Range<i64>> + '_ {
        let mut index = 0;
        std::iter::from_fn(move || {
            let from = self.next(index, 0)?;
            index = self.next_unset(from);
            Some(self.unit_at(from)..self.unit_at(index))
        })
    }

    /// The first unit of the unbroken run that ends before `unit`: `unit` itself if the unit before it is not in the
    /// set, nothing if the run reaches the beginning of the range.
    #[must_use]
    pub fn run_start(&self, unit: i64) -> Option<i64> {
        let end = self.index_of(unit);
        let part = end % WORD;
        let unset = |word: u64, below: usize| !word & (1_u64 << below).wrapping_sub(1);
        let first = self.words.get(end / WORD).map(|word| (end / WORD, unset(*word, part)));
        let earlier = self.words.iter().take(end / WORD).enumerate().rev().map(|(at, word)| (at, !word));
        first
            .into_iter()
            .chain(earlier)
            .find(|(_, gaps)| *gaps != 0)
            .map(|(at, gaps)| self.unit_at(at * WORD + WORD - gaps.leading_zeros() as usize))
    }

    /// Each unit keeps its place only if the one `by` units later is in the set too.
    fn and_later(&mut self, by: usize) {
        let (skip, shift) = (by / WORD, by % WORD);
        for at in 0..self.words.len() {
            let near = self.words.get(at + skip).copied().unwrap_or(0);
            let far = self.words.get(at + skip + 1).copied().unwrap_or(0);
            let later = if shift == 0 { near } else { near >> shift | far << (WORD - shift) };
            if let Some(word) = self.words.get_mut(at) {
                *word &= later;
            }
        }
    }

    /// Moves the whole set `by` units later; what leaves the range is lost.
    fn move_later(&mut self, by: usize) {
        let (skip, shift) = (by / WORD, by % WORD);
        if by == 0 {
            return;
        }
        for at in (0..self.words.len()).rev() {
            let word_before = |back: usize| at.checked_sub(back).and_then(|at| self.words.get(at)).copied();
            let near = word_before(skip).unwrap_or(0);
            let far = word_before(skip + 1).unwrap_or(0);
            let moved = if shift == 0 { near } else { near << shift | far >> (WORD - shift) };
            if let Some(word) = self.words.get_mut(at) {
                *word = moved;
            }
        }
        if let (Some(last), part @ 1..) = (self.words.last_mut(), self.len % WORD) {
            *last &= (1 << part) - 1;
        }
    }

    fn change(&mut self, units: &Range<i64>, apply: impl Fn(&mut u64, u64)) {
        let (from, to) = (self.index_of(units.start), self.index_of(units.end));
        if from >= to {
            return;
        }
        let head_mask = u64::MAX << (from % WORD);
        let tail_mask = u64::MAX >> (WORD - 1 - (to - 1) % WORD);
        match self.words.get_mut(from / WORD..=(to - 1) / WORD) {
            Some([only]) => apply(only, head_mask & tail_mask),
            Some([head, middle @ .., tail]) => {
                apply(head, head_mask);
                middle.iter_mut().for_each(|word| apply(word, u64::MAX));
                apply(tail, tail_mask);
            }
            Some([]) | None => {}
        }
    }

    /// Index of `unit`, or of the end of the range that it lies beyond.
    fn index_of(&self, unit: i64) -> usize {
        usize::try_from(unit.saturating_sub(self.base)).unwrap_or(0).min(self.len)
    }

    fn unit_at(&self, index: usize) -> i64 {
        self.base + index as i64
    }

    fn next_unset(&self, from: usize) -> usize {
        self.next(from, u64::MAX).map_or(self.len, |index| index.min(self.len))
    }

    /// The first index at or after `from` whose bit, flipped by `flip`, is one.
    fn next(&self, from: usize, flip: u64) -> Option<usize> {
        let mut rest = self.words.iter().enumerate().skip(from / WORD);
        let (at, word) = rest.next()?;
        let word = (word ^ flip) & (u64::MAX << (from % WORD));
        let hit = |at: usize, word: u64| at * WORD + word.trailing_zeros() as usize;
        if word != 0 {
            return Some(hit(at, word));
        }
        rest.find(|(_, word)| *word ^ flip != 0).map(|(at, word)| hit(at, word ^ flip))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const BASE: i64 = -70;

    /// A bitmap and the same set written out, from a list of ranges that are set or cleared in turn.
    fn build(len: i64, steps: &[(i64, i64, bool)]) -> (Bitmap, BTreeSet<i64>) {
        let range = BASE..BASE + len;
        let mut bitmap = Bitmap::empty(&range);
        let mut plain = BTreeSet::new();
        for (from, length, is_set) in steps {
            let units = *from..from + length;
            if *is_set {
                bitmap.set(&units);
                plain.extend(units.filter(|unit| range.contains(unit)));
            } else {
                bitmap.clear(&units);
                plain.retain(|unit| !units.contains(unit));
            }
        }
        (bitmap, plain)
    }

    fn written_out(bitmap: &Bitmap) -> BTreeSet<i64> {
        bitmap.range().filter(|unit| bitmap.has(*unit)).collect()
    }

    fn steps() -> impl Strategy<Value = Vec<(i64, i64, bool)>> {
        prop::collection::vec((BASE - 80..BASE + 400, -5..250_i64, prop::bool::weighted(0.7)), 0..8)
    }

    proptest! {
        #[test]
        fn ranges_are_set_and_cleared_like_a_plain_set(len in 0..400_i64, steps in steps()) {
            let (bitmap, plain) = build(len, &steps);
            prop_assert_eq!(bitmap.is_empty(), plain.is_empty());
            prop_assert_eq!(written_out(&bitmap), plain);
        }

        #[test]
        fn erosion_keeps_the_units_whose_whole_need_is_met(
            len in 0..400_i64, steps in steps(), before in 0..90_i64, ahead in 1..200_i64,
        ) {
            let (mut bitmap, plain) = build(len, &steps);
            let expected = bitmap.range().filter(|unit| (unit - before..unit + ahead).all(|need| plain.contains(&need)));
            let expected: BTreeSet<i64> = expected.collect();
            bitmap.erode(before, ahead);
            prop_assert_eq!(written_out(&bitmap), expected);
            prop_assert!(!bitmap.has(bitmap.range().end) && !bitmap.has(BASE - 1));
        }

        #[test]
        fn runs_are_the_maximal_ranges_of_the_set(len in 0..400_i64, steps in steps()) {
            let (bitmap, plain) = build(len, &steps);
            let runs: Vec<_> = bitmap.runs().collect();
            prop_assert!(runs.iter().zip(runs.iter().skip(1)).all(|(run, next)| run.end < next.start));
            prop_assert!(runs.iter().all(|run| !run.is_empty()));
            prop_assert_eq!(runs.iter().cloned().flatten().collect::<BTreeSet<i64>>(), plain);
        }

        #[test]
        fn the_start_of_a_run_lies_after_the_last_gap(len in 1..400_i64, steps in steps(), at in 0..400_i64) {
            let (bitmap, plain) = build(len, &steps);
            let unit = BASE + at.min(len);
            let expected = (BASE..unit).rev().find(|gap| !plain.contains(gap)).map(|gap| gap + 1);
            prop_assert_eq!(bitmap.run_start(unit), expected);
        }

        #[test]
        fn all_of_a_range_means_every_unit(len in 0..300_i64, steps in steps(), from in -90..300_i64, n in 0..90_i64) {
            let (bitmap, plain) = build(len, &steps);
            let units = BASE + from..BASE + from + n;
            prop_assert_eq!(bitmap.has_all(&units), units.clone().all(|unit| plain.contains(&unit)));
        }

        #[test]
        fn and_keeps_and_and_not_removes_what_both_have(len in 0..300_i64, one in steps(), two in steps()) {
            let ((mut both, one), (other, two)) = (build(len, &one), build(len, &two));
            let mut rest = both.clone();
            both.and(&other);
            rest.and_not(&other);
            prop_assert_eq!(written_out(&both), &one & &two);
            prop_assert_eq!(written_out(&rest), &one - &two);
        }
    }

    #[test]
    fn a_full_bitmap_is_one_run() {
        let range = 5..500;
        assert_eq!(Bitmap::full(&range).runs().collect::<Vec<_>>(), vec![range]);
        assert_eq!(Bitmap::full(&(5..5)).runs().count(), 0);
    }
}
