//! What crosses the wire about results.

use super::change::Change;
use super::own_range::OwnRange;
use super::range::Range;
use super::release::Stage;
use super::templates::Template;
use super::value::{Flag, Value};
use super::wish::{When, Wish};
use crate::civil::LocalMinute;
use crate::ids::{ChartId, EntryId};
use crate::records::contract::EntryFile;
use crate::search::Snippet;
use serde::{Deserialize, Serialize};

/// Results on a page of the patient's list.
pub const PER_PAGE: u64 = 30;
/// Results on a page of the worklist.
pub const WORK_PER_PAGE: u64 = 50;
/// Earlier values of a test that are shown.
pub const MOST_EARLIER: usize = 24;
/// Longest comment and reason, in characters.
pub const LONGEST_COMMENT: usize = 2_000;

/// Asks for a page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListResultsRequest {
    /// Words that the result's page holds, each of them.
    #[serde(default)]
    pub words: String,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub after: String,
}

/// A result in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLine {
    /// Its id.
    pub id: EntryId,
    /// Its name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
    /// How far it is.
    pub stage: Stage,
    /// How many tests it is made of.
    pub tests: usize,
    /// How many of them are not as usual.
    pub unusual: usize,
    /// The value, where it is a single test.
    pub value: Option<Value>,
    /// How that was judged.
    pub flag: Option<Flag>,
    /// Whether a clinician has written something about it.
    pub has_comment: bool,
    /// Whether nobody has opened it yet.
    pub is_new: bool,
    /// Where the words were found, if not in the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Snippet>,
}

/// A page of the list, newest first by clinical date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultList {
    /// The results.
    pub results: Vec<ResultLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// Whose they are.
    pub chart: ChartId,
    /// How the reader wants to hear of new ones.
    pub wish: Wish,
    /// Up to where changes are known that come live.
    pub seq: i64,
}

/// How many results are new to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewResults {
    /// That many.
    pub count: u64,
}

/// Says how the reader wants to hear of new results of the chart that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveWishRequest {
    /// When.
    pub when: When,
    /// Not at weekends.
    #[serde(default)]
    pub is_weekend_quiet: bool,
}

/// Asks for one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadResultRequest {
    /// Which.
    pub id: EntryId,
}

/// A value of an earlier day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The result it is of, to go there; nothing where it is no part of one.
    pub result: Option<EntryId>,
    /// The clinical date as recorded.
    pub date: String,
    /// The same for measuring distances, in Unix seconds.
    pub at: i64,
    /// The value.
    pub value: Value,
    /// How it was judged.
    pub flag: Option<Flag>,
}

/// What a value was before it was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// When it was corrected.
    pub at: LocalMinute,
    /// What it was.
    pub value: Value,
}

/// One test of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// Its id, or of a part of a test its id with a number.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
    /// The same in Unix seconds.
    pub at: i64,
    /// How far it is.
    pub stage: Stage,
    /// The value.
    pub value: Value,
    /// How it was judged.
    pub flag: Option<Flag>,
    /// What is usual for this person.
    pub range: Option<Range>,
    /// What is usual for this person alone, from the final ones among the earlier values that the patient may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnRange>,
    /// What has changed since the last one.
    pub change: Option<Change>,
    /// Earlier values in the same unit, newest first.
    pub earlier: Vec<Earlier>,
    /// What it was before it was corrected, newest first.
    pub replaced: Vec<Replaced>,
    /// How it was measured, what was examined, remarks.
    pub notes: Vec<String>,
    /// What the test looks at, in plain words in the reader's language, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
    /// Whether its sender keeps it from the patient, who is never sent it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_kept_back: bool,
}

/// One result with its tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultPage {
    /// Its id.
    pub id: EntryId,
    /// Its name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
    /// How far it is.
    pub stage: Stage,
    /// Who made it, if the data says.
    pub recorded_by: Option<String>,
    /// What the report is about, in plain words in the reader's language, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
    /// What was concluded, in words.
    pub conclusions: Vec<String>,
    /// What a clinician has written about it.
    pub comment: Option<String>,
    /// The clinician who wrote that, or who released it.
    pub clinician: Option<String>,
    /// Since when it can be seen.
    pub released: LocalMinute,
    /// What was concluded before that was corrected, newest first.
    pub concluded: Vec<Replaced>,
    /// Its tests.
    pub tests: Vec<Test>,
    /// Its files.
    pub files: Vec<EntryFile>,
    /// Who sent it, when it came, and when it changed, in a sentence in the reader's language.
    pub source: String,
    /// Whose it is.
    pub chart: ChartId,
    /// Up to where changes are known that come live.
    pub seq: i64,
}

words! {
    /// The parts of the worklist.
    Shelf {
        /// Held, oldest first.
        Waiting = "waiting",
        /// Not verified yet.
        Unfinished = "unfinished",
        /// Blocked or taken back.
        Blocked = "blocked",
        /// Released, newest first.
        Released = "released",
    }
}

/// Asks for a page of the worklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorklistRequest {
    /// Which part.
    pub shelf: Shelf,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub after: String,
}

/// A test as the worklist shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkTest {
    /// Its name.
    pub title: String,
    /// The value.
    pub value: Value,
    /// How it was judged.
    pub flag: Option<Flag>,
    /// What is usual for this person.
    pub range: Option<Range>,
}

/// A result in the worklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkItem {
    /// Its id.
    pub id: EntryId,
    /// Names what was read; a decision says what it is based on.
    pub version: i64,
    /// The patient's chart.
    pub chart: ChartId,
    /// The patient.
    pub patient: String,
    /// The patient's date of birth, as far as it is known.
    pub born: Option<String>,
    /// The patient's record number.
    pub number: Option<String>,
    /// The result's name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
    /// How far it is.
    pub stage: Stage,
    /// Its tests.
    pub tests: Vec<WorkTest>,
    /// What was concluded, in words.
    pub conclusions: Vec<String>,
    /// How many files belong to it; they are opened in the patient's record.
    pub files: usize,
    /// When it arrived.
    pub arrived: LocalMinute,
    /// Whole hours since it arrived.
    pub age_hours: i64,
    /// When it is released by itself.
    pub due: Option<LocalMinute>,
    /// Since when it can be seen.
    pub released: Option<LocalMinute>,
    /// The colleague who released or blocked it; nothing where a rule did.
    pub by: Option<String>,
    /// The name of its class.
    pub class: Option<String>,
    /// Whether only the patient sees it.
    pub is_sensitive: bool,
    /// Why it is blocked or was taken back.
    pub reason: Option<String>,
    /// What a clinician has written about it.
    pub comment: Option<String>,
    /// Whether every test of it was judged to be as usual.
    pub is_all_usual: bool,
    /// Whether somebody has opened it in the portal.
    pub is_seen: bool,
}

/// A page of the worklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worklist {
    /// The results.
    pub items: Vec<WorkItem>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// How many wait.
    pub waiting: u64,
    /// How many are not verified yet.
    pub unfinished: u64,
    /// How many are blocked.
    pub blocked: u64,
    /// How many wait of the reader's own record, or of somebody for whom the reader acts: a colleague decides about them.
    pub own: u64,
    /// Sentences that are added often.
    pub sentences: Vec<String>,
    /// The reader's own short texts.
    pub templates: Vec<Template>,
}

/// A result and what a decision is based on, as `id.version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: EntryId,
    /// Its version when it was read.
    pub version: i64,
}

impl Seen {
    /// As it stands in a form.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}.{}", self.id, self.version)
    }

    /// What a form says, if it is one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (id, version) = text.split_once('.')?;
        Some(Self { id: id.parse().ok()?, version: version.parse().ok()? })
    }
}

/// Asks for results to be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRequest {
    /// Which, as [`Seen::written`].
    #[serde(default)]
    pub results: Vec<String>,
    /// What the clinician writes about each of them.
    #[serde(default)]
    pub comment: String,
}

/// Asks for a result to be taken back or held on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRequest {
    /// Which, as [`Seen::written`].
    pub result: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Asks for another comment of a released result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRequest {
    /// Which, as [`Seen::written`].
    pub result: String,
    /// What the clinician writes about it; nothing takes it away.
    #[serde(default)]
    pub comment: String,
}

/// What came of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// How many were released.
    pub released: usize,
    /// How many had changed meanwhile and stay as they are.
    pub changed: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_read_back_and_nonsense_is_none() {
        let seen = Seen { id: EntryId(uuid::Uuid::from_u128(7)), version: 3 };
        assert_eq!(Seen::read(&seen.written()), Some(seen));
        for bad in [
            "",
            "3",
            ".3",
            "x.3",
            "00000000-0000-0000-0000-000000000007",
            "00000000-0000-0000-0000-000000000007.x",
        ] {
            assert_eq!(Seen::read(bad), None, "{bad}");
        }
    }
}
