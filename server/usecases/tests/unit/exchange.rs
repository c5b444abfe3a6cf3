//! What a search asks for.

use domain::time::DAY;
use usecases::exchange::Query;

fn parse(pairs: &[(&str, &str)]) -> Result<Query, (String, &'static str)> {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Query::parse(&pairs)
}

#[test]
fn dates_mean_stretches_as_long_as_they_are_vague() {
    let stretch = |text: &str| {
        let query = parse(&[("date", text)]).expect("a date");
        (query.dates[0].from, query.dates[0].to)
    };
    let begin = 1_767_225_600; // 2026-01-01T00:00:00Z
    assert_eq!(stretch("2026-01-01"), (Some(begin), Some(begin + DAY)));
    assert_eq!(stretch("2026-01"), (Some(begin), Some(begin + 31 * DAY)));
    assert_eq!(stretch("2025-12"), (Some(begin - 31 * DAY), Some(begin)));
    assert_eq!(stretch("2026"), (Some(begin), Some(begin + 365 * DAY)));
    assert_eq!(stretch("ge2026-01-01"), (Some(begin), None));
    assert_eq!(stretch("gt2026-01-01"), (Some(begin + DAY), None));
    assert_eq!(stretch("le2026-01-01"), (None, Some(begin + DAY)));
    assert_eq!(stretch("lt2026-01-01T00:00:00Z"), (None, Some(begin)));
    assert_eq!(stretch("eq2026-01-01T01:00:00+01:00"), (Some(begin), Some(begin + 1)));
    for wrong in ["yesterday", "", "2026-13", "zz2026", "2026-02-30", "9999", "é2026"] {
        assert!(parse(&[("date", wrong)]).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_not_known_is_named_and_what_is_too_much_is_bounded() {
    let query = parse(&[("colour", "red"), ("code", "http://loinc.org|718-7,4548-4"), ("_count", "9999")]);
    let query = query.expect("a query");
    assert_eq!(query.ignored, ["colour"]);
    assert_eq!(query.codes, Some(vec!["718-7".to_owned(), "4548-4".to_owned()]));
    assert_eq!(query.count, 200);
    assert_eq!(query.understood.len(), 2);
    let count = parse(&[("_summary", "count")]).expect("a query");
    assert!(count.is_count);
    assert!(parse(&[("_count", "many")]).is_err());
    assert!(parse(&[("_after", "nonsense")]).is_err());
    // An id that was never given out finds nothing.
    assert_eq!(parse(&[("_id", "x")]).expect("a query").ids.map(|ids| ids.len()), Some(1));
}

#[test]
fn a_search_names_four_stretches_of_time_of_each_kind_at_most() {
    let of = |name: &'static str, count: usize| vec![(name, "2026"); count];
    for name in ["date", "onset-date", "_lastUpdated"] {
        assert!(parse(&of(name, 4)).is_ok(), "{name}");
        let (told, what) = parse(&of(name, 5)).expect_err("too many");
        assert_eq!((told.as_str(), what.contains("four times")), (name, true));
    }
    // Dates of every name are conditions of one column.
    assert!(parse(&[of("date", 2), of("period", 3)].concat()).is_err());
    assert!(parse(&[of("date", 4), of("_lastUpdated", 4)].concat()).is_ok());
}
