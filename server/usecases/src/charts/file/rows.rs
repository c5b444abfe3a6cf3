//! A row of a table as a chart, with everything that is wrong with it.

use super::table::Table;
use crate::charts::add::NewChart;
use crate::facility::Facility;
use crate::phone;
use crate::plain::one_line;
use domain::charts::file::{Column, DateOrder, RowProblem, read_date, read_gender, read_language};
use domain::contact::email;
use domain::registration::birth_date;
use i18n::Lang;
use jiff::civil::Date;
use std::collections::HashSet;
use std::ops::Range;

/// Longest name or number, in characters.
const MOST: usize = 100;

/// A row that was read.
pub struct Row {
    /// Its place in the file.
    pub place: usize,
    /// The name in it, as far as there is one.
    pub name: String,
    /// The record number in it.
    pub number: String,
    /// The chart, or why there is none.
    pub chart: Result<NewChart, Vec<RowProblem>>,
}

/// What the columns mean, and how dates are written.
pub struct Meaning {
    /// From left to right.
    pub columns: Vec<Column>,
    /// The order of year, month and day.
    pub dates: DateOrder,
    /// The clinic's day.
    pub today: Date,
}

/// Reads the rows of a range; of two with one record number anywhere in the table, the first counts.
pub fn read(table: Table, range: &Range<usize>, meaning: &Meaning, facility: &Facility) -> Vec<Row> {
    let width = table.headings.len();
    let mut numbers = HashSet::new();
    let mut read = |(index, (place, cells)): (usize, (usize, Vec<String>))| {
        if !range.contains(&index) {
            numbers.insert(number(&cells, meaning));
            return None;
        }
        let mut row = row(place, &cells, meaning, facility);
        let mut problems = row.chart.as_ref().err().cloned().unwrap_or_default();
        // A missing separator shifts everything behind it.
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) || cells.len() < width {
            problems.push(RowProblem::Cells);
        }
        if !row.number.is_empty() && !numbers.insert(row.number.clone()) {
            problems.push(RowProblem::NumberTwice);
        }
        if !problems.is_empty() {
            row.chart = Err(problems);
        }
        Some(row)
    };
    table.rows.into_iter().enumerate().filter_map(&mut read).collect()
}

/// The cell of a column, if the table has it.
fn cell<'a>(cells: &'a [String], meaning: &Meaning, column: Column) -> &'a str {
    let at = meaning.columns.iter().position(|held| *held == column);
    at.and_then(|at| cells.get(at)).map_or("", String::as_str)
}

fn number(cells: &[String], meaning: &Meaning) -> String {
    one_line(cell(cells, meaning, Column::Number), MOST)
}

fn row(place: usize, cells: &[String], meaning: &Meaning, facility: &Facility) -> Row {
    let cell = |column: Column| cell(cells, meaning, column);
    let line = |column: Column| one_line(cell(column), MOST);
    let (given, family, number) = (line(Column::Given), line(Column::Family), number(cells, meaning));
    let mut problems = Vec::new();
    if given.is_empty() {
        problems.push(RowProblem::NoGiven);
    }
    if family.is_empty() {
        problems.push(RowProblem::NoFamily);
    }
    let born = read_date(cell(Column::Born), meaning.dates)
        .and_then(|text| birth_date::read(&text, meaning.today).ok_or(RowProblem::BadBorn));
    problems.extend(born.err());
    let mut optional = |column: Column, read: &dyn Fn(&str) -> Option<String>, problem: RowProblem| {
        let typed = cell(column).trim();
        let value = read(typed);
        if value.is_none() && !typed.is_empty() {
            problems.push(problem);
        }
        value
    };
    let mail = optional(Column::Email, &email, RowProblem::BadEmail);
    let phone = optional(Column::Phone, &|text| phone::normalise(text, &facility.zone), RowProblem::BadPhone);
    let gender =
        optional(Column::Gender, &|text| read_gender(text).map(str::to_owned), RowProblem::BadGender);
    let tongue = |text: &str| Lang::parse(&read_language(text)).map(|lang| lang.code().to_owned());
    let language = optional(Column::Language, &tongue, RowProblem::BadLanguage);
    let name = format!("{given} {family}").trim().to_owned();
    let chart = match born {
        Ok(born) if problems.is_empty() => Ok(NewChart {
            given,
            family,
            birth_date: born.to_string(),
            gender,
            email: mail,
            phone,
            language,
            number: Some(number.clone()).filter(|number| !number.is_empty()),
            national_id: None,
        }),
        _ => Err(problems),
    };
    Row { place, name, number, chart }
}

/// The order in which every date of a column can be read, if there is just one.
pub fn order_of(table: &Table, columns: &[Column], today: Date) -> Option<DateOrder> {
    let at = columns.iter().position(|column| *column == Column::Born)?;
    let dates: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|(_, cells)| cells.get(at).map(String::as_str))
        .filter(|cell| !cell.is_empty())
        .collect();
    let reads = |order: &&DateOrder| {
        let is_date = |text: &&&str| {
            read_date(text, **order).is_ok_and(|text| birth_date::read(&text, today).is_some())
        };
        dates.iter().filter(is_date).count() == dates.len()
    };
    let mut fitting = DateOrder::ALL.iter().filter(reads);
    let first = fitting.next().copied();
    first.filter(|_| !dates.is_empty() && fitting.next().is_none())
}
