//! Charts that are said to replace each other.

use crate::ids::ChartId;
use std::collections::{HashMap, HashSet};

/// A chart and one that it replaces.
type Charts = (ChartId, ChartId);

/// Those of these links that lead back to where they began, or from one such circle to another: of charts that replace each
/// other, none does.
#[must_use]
pub fn in_circles(links: &HashSet<Charts>) -> HashSet<Charts> {
    turned(&endless(&turned(&endless(links))))
}

fn turned(links: &HashSet<Charts>) -> HashSet<Charts> {
    links.iter().map(|(from, to)| (*to, *from)).collect()
}

/// Those of these links whose way comes to no end.
fn endless(links: &HashSet<Charts>) -> HashSet<Charts> {
    let mut out: HashMap<ChartId, usize> = HashMap::new();
    let mut into: HashMap<ChartId, Vec<ChartId>> = HashMap::new();
    for (from, to) in links {
        *out.entry(*from).or_default() += 1;
        into.entry(*to).or_default().push(*from);
    }
    let mut ends: Vec<ChartId> = into.keys().filter(|chart| !out.contains_key(chart)).copied().collect();
    while let Some(end) = ends.pop() {
        for from in into.remove(&end).unwrap_or_default() {
            if let Some(left) = out.get_mut(&from) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ends.push(from);
                }
            }
        }
    }
    links.iter().filter(|(_, to)| out.get(to).is_some_and(|left| *left > 0)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn links(pairs: &[(u128, u128)]) -> HashSet<Charts> {
        let chart = |number: u128| ChartId(Uuid::from_u128(number));
        pairs.iter().map(|(from, to)| (chart(*from), chart(*to))).collect()
    }

    #[test]
    fn what_leads_back_is_found_and_what_only_leads_there_is_not() {
        for (all, circles) in [
            (vec![(1, 2), (2, 3), (1, 3)], vec![]),
            (vec![(1, 1), (1, 2)], vec![(1, 1)]),
            (vec![(1, 2), (2, 1), (3, 1), (2, 4)], vec![(1, 2), (2, 1)]),
            (vec![(1, 2), (2, 3), (3, 1), (5, 6)], vec![(1, 2), (2, 3), (3, 1)]),
        ] {
            assert_eq!(in_circles(&links(&all)), links(&circles), "{all:?}");
        }
    }
}
