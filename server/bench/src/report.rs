//! What was measured: durations in order, rows of a table, and the table in Markdown.

use std::path::Path;
use std::time::Duration;

/// Where the table begins in the document.
const BEGIN: &str = "<!-- measured: begin -->";
/// Where it ends.
const END: &str = "<!-- measured: end -->";

/// Durations of one measure.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// One more.
    pub fn add(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// All of another's.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest duration that `percent` of all do not exceed; nothing measured is zero.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
        sorted.get(rank).copied().unwrap_or_default()
    }

    /// How well one duration tells which of the two it is of: the chance that one of the others is longer (the area under
    /// the ROC curve), counted in whichever direction tells more. 0.5 says nothing, 1 says all.
    pub fn telling(&self, other: &Self) -> f64 {
        let mut sorted = other.0.clone();
        sorted.sort();
        let won: usize = self
            .0
            .iter()
            .map(|own| {
                let shorter = sorted.partition_point(|one| one < own);
                let same = sorted.partition_point(|one| one <= own) - shorter;
                2 * shorter + same
            })
            .sum();
        let area = won as f64 / (2 * self.count() * other.count()).max(1) as f64;
        area.max(1.0 - area)
    }

    /// Middle and tail, as shown.
    pub fn shown(&self) -> String {
        format!("{} / {}", shown(self.percentile(50)), shown(self.percentile(99)))
    }
}

/// A duration as people read it.
pub fn shown(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 1_000.0 {
        format!("{micros:.0} µs")
    } else if micros < 1e6 {
        format!("{:.2} ms", micros / 1e3)
    } else {
        format!("{:.2} s", micros / 1e6)
    }
}

/// Bytes in thousands, as shown.
pub fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1e3)
}

/// How many per second.
pub fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}

/// One line of the table.
#[derive(Debug)]
struct Row {
    what: String,
    value: String,
    goal: String,
}

/// The table, in parts.
#[derive(Debug, Default)]
pub struct Report {
    parts: Vec<(String, Vec<Row>, Vec<String>)>,
}

impl Report {
    /// Begins a part.
    pub fn part(&mut self, title: &str) {
        self.parts.push((title.to_owned(), Vec::new(), Vec::new()));
    }

    /// A row without a goal.
    pub fn row(&mut self, what: impl Into<String>, value: impl Into<String>) {
        self.row_with_goal(what, value, "");
    }

    /// A row with its goal.
    pub fn row_with_goal(&mut self, what: impl Into<String>, value: impl Into<String>, goal: &str) {
        let row = Row { what: what.into(), value: value.into(), goal: goal.to_owned() };
        if let Some((_, rows, _)) = self.parts.last_mut() {
            rows.push(row);
        }
    }

    /// Lines that follow the part's table, as they stand.
    pub fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        if let Some((_, _, after)) = self.parts.last_mut() {
            after.extend(lines);
        }
    }

    /// All of it in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for (title, rows, after) in &self.parts {
            text.push_str(&format!("### {title}\n\n"));
            if !rows.is_empty() {
                text.push_str("| Measure | Value | Goal |\n|---|---|---|\n");
            }
            for row in rows {
                text.push_str(&format!("| {} | {} | {} |\n", row.what, row.value, row.goal));
            }
            if !after.is_empty() {
                text.push_str(&format!("\n```\n{}\n```\n", after.join("\n")));
            }
            text.push('\n');
        }
        text
    }

    /// Puts the table between the marks of a document.
    ///
    /// # Errors
    /// When the document cannot be read or written, or lacks the marks.
    pub fn write_into(&self, path: &Path) -> Result<(), String> {
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(told)?;
        let lacking = || format!("{} lacks the marks {BEGIN} and {END}", path.display());
        let (before, rest) = text.split_once(BEGIN).ok_or_else(lacking)?;
        let (_, after) = rest.split_once(END).ok_or_else(lacking)?;
        let table = self.markdown();
        std::fs::write(path, format!("{before}{BEGIN}\n{}\n{END}{after}", table.trim_end())).map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(micros: &[u64]) -> Samples {
        Samples(micros.iter().map(|micros| Duration::from_micros(*micros)).collect())
    }

    #[test]
    fn what_lies_apart_tells_all_and_what_is_the_same_nothing() {
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(near(samples(&[1, 2, 3]).telling(&samples(&[4, 5, 6])), 1.0));
        assert!(near(samples(&[4, 5, 6]).telling(&samples(&[1, 2, 3])), 1.0));
        assert!(near(samples(&[1, 2, 3]).telling(&samples(&[1, 2, 3])), 0.5));
        assert!(near(samples(&[1, 4]).telling(&samples(&[2, 3])), 0.5));
        assert!(near(samples(&[3, 4]).telling(&samples(&[2, 3])), 0.875));
    }
}
