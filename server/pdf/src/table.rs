//! Tables: how wide their columns are, and their rows over as many sheets as it takes, each sheet with the head.

use crate::Error;
use crate::document::Table;
use crate::flow::shown;
use crate::lines::{Style, broken, width};
use crate::marks::{EDGE, PLAIN, area};
use crate::sheets::{Part, Piece, Sheets};

const CELL: Style = Style { size: 9.5, height: 13.0, ..PLAIN };
const NAME: Style = Style { is_bold: true, ..CELL };
const HEAD: Style = Style { size: 8.5, height: 12.0, is_bold: true, ..PLAIN };
/// Behind the head.
const TINT: [u8; 3] = [0xed, 0xf0, 0xf4];
/// Left and right of a text in its cell, and above and below it.
const INSET: (f32, f32) = (4.0, 3.5);
/// The largest part of a table that a word takes for its column before it is broken.
const LONGEST_WORD: f32 = 0.3;

/// A row: the lines of each cell.
type Row = Vec<Vec<String>>;

/// Where the columns are.
struct Columns {
    left: f32,
    /// The width of each, with what stays empty.
    wide: Vec<f32>,
}

impl Columns {
    fn of(sheets: &Sheets, table: &Table) -> Self {
        let (faces, whole) = (sheets.faces, sheets.width());
        let mut least = vec![0.0_f32; table.head.len()];
        let mut most = least.clone();
        let rows = table.rows.iter().map(|row| (row, false));
        for (row, is_head) in std::iter::once((&table.head, true)).chain(rows) {
            for (column, text) in row.iter().enumerate() {
                let style = style(table, column, is_head);
                let (Some(least), Some(most)) = (least.get_mut(column), most.get_mut(column)) else { break };
                for line in text.lines() {
                    *most = most.max(width(faces, line, style));
                    let words = line.split(' ').map(|word| width(faces, word, style));
                    *least = words.fold(*least, f32::max);
                }
            }
        }
        // No rounding puts the last word of a line onto the next one.
        let inset = 2.0 * INSET.0 + 0.5;
        let least: Vec<f32> = least.iter().map(|wide| wide.min(whole * LONGEST_WORD) + inset).collect();
        let most: Vec<f32> = most.iter().map(|wide| wide + inset).collect();
        Self { left: sheets.left(), wide: shared(whole, &least, &most) }
    }

    /// The left end of each and its width.
    fn places(&self) -> impl Iterator<Item = (f32, f32)> {
        self.wide.iter().scan(self.left, |x, wide| {
            let left = *x;
            *x += wide;
            Some((left, *wide))
        })
    }

    fn broken(&self, sheets: &Sheets, table: &Table, row: &[String], is_head: bool) -> Row {
        let cell = |(column, wide): (usize, &f32)| {
            let (style, limit) = (style(table, column, is_head), wide - 2.0 * INSET.0);
            let text = shown(row.get(column).map_or("", String::as_str));
            text.lines().flat_map(|line| broken(sheets.faces, line, style, limit)).collect()
        };
        self.wide.iter().enumerate().map(cell).collect()
    }
}

/// How wide columns are that need so much at least and would have so much at most.
fn shared(whole: f32, least: &[f32], most: &[f32]) -> Vec<f32> {
    let (all_least, all_most) = (least.iter().sum::<f32>(), most.iter().sum::<f32>());
    if all_most <= whole {
        // What is left over, each has its part of.
        return most.iter().map(|most| most * whole / all_most.max(1.0)).collect();
    }
    if all_least > whole {
        return least.iter().map(|least| least * whole / all_least).collect();
    }
    // Short columns are not broken for the sake of long ones: whoever needs no more than an equal part has it.
    let (mut wide, mut left, mut open) = (least.to_vec(), whole, vec![true; least.len()]);
    loop {
        let count = open.iter().filter(|open| **open).count();
        let equal = left / count.max(1) as f32;
        let mut has_changed = false;
        for ((wide, open), most) in wide.iter_mut().zip(&mut open).zip(most) {
            if *open && *most <= equal {
                (*wide, *open, has_changed) = (*most, false, true);
                left -= *most;
            }
        }
        if !has_changed {
            break;
        }
    }
    let rest = || least.iter().zip(most).zip(&open).filter(|(_, open)| **open).map(|(pair, _)| pair);
    let need = rest().map(|(least, _)| least).sum::<f32>();
    let wish = rest().map(|(least, most)| (most - least).max(0.0)).sum::<f32>();
    if need > left {
        // Their words have no room then: all share as they need.
        let part = (whole - all_least) / (all_most - all_least).max(1.0);
        return least.iter().zip(most).map(|(least, most)| least + (most - least).max(0.0) * part).collect();
    }
    let part = (left - need) / wish.max(1.0);
    for ((wide, (least, most)), open) in wide.iter_mut().zip(least.iter().zip(most)).zip(&open) {
        if *open {
            *wide = least + (most - least).max(0.0) * part;
        }
    }
    wide
}

const fn style(table: &Table, column: usize, is_head: bool) -> Style {
    if is_head {
        HEAD
    } else if column == 0 && table.is_row_named {
        NAME
    } else {
        CELL
    }
}

fn count(row: &Row) -> usize {
    row.iter().map(Vec::len).max().unwrap_or_default().max(1)
}

fn height(lines: usize, style: Style) -> f32 {
    lines as f32 * style.height + 2.0 * INSET.1
}

/// How high the head and the first row are.
pub fn beginning(sheets: &Sheets, table: &Table) -> (f32, f32) {
    let columns = Columns::of(sheets, table);
    let head = count(&columns.broken(sheets, table, &table.head, true));
    let first = table.rows.first().map(|row| count(&columns.broken(sheets, table, row, false)));
    (height(head, HEAD), height(first.unwrap_or_default(), CELL))
}

/// Puts a table on the sheets; nothing where it has no rows.
pub fn put(sheets: &mut Sheets, table: &Table) -> Result<(), Error> {
    if table.rows.is_empty() || table.head.is_empty() {
        return Ok(());
    }
    let columns = Columns::of(sheets, table);
    let head = columns.broken(sheets, table, &table.head, true);
    let head_high = height(count(&head), HEAD);
    let room = sheets.room() - head_high;
    let slots: Vec<usize> = table.head.iter().map(|_| sheets.slot()).collect();
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut is_begun = false;
    for cells in &table.rows {
        let row = columns.broken(sheets, table, cells, false);
        let own: Vec<usize> = row.iter().map(|_| sheets.slot()).collect();
        let (all, mut from) = (count(&row), 0);
        while from < all {
            let above = if is_begun { 0.0 } else { head_high };
            let left = sheets.bottom() - sheets.y - above;
            let fits = if height(all - from, CELL) <= left {
                all - from
            } else if from == 0 && height(all, CELL) <= room {
                0
            } else {
                ((left - 2.0 * INSET.1) / CELL.height).max(0.0) as usize
            };
            if fits == 0 {
                sheets.turn();
                if is_begun {
                    // Said once already: on this sheet it only adorns.
                    draw_head(sheets, &columns, &head, None)?;
                }
                // A sheet that is too low for its head has to take a line all the same.
                if sheets.bottom() - sheets.y < above + height(1, CELL) {
                    return Err(Error::File);
                }
                continue;
            }
            if !is_begun {
                draw_head(sheets, &columns, &head, Some(&slots))?;
                is_begun = true;
            }
            draw_row(sheets, &columns, table, (&row, &own), (from, fits))?;
            from += fits;
        }
        rows.push(own);
    }
    sheets.parts.push(Part::Table { head: slots, rows, is_row_named: table.is_row_named });
    Ok(())
}

fn draw_head(
    sheets: &mut Sheets,
    columns: &Columns,
    head: &Row,
    slots: Option<&[usize]>,
) -> Result<(), Error> {
    let high = height(count(head), HEAD);
    let ground = area(sheets.left(), sheets.y, sheets.width(), high)?;
    sheets.put(Piece::Bar { area: ground, color: TINT }, None);
    for (column, ((x, _), lines)) in columns.places().zip(head).enumerate() {
        let slot = slots.and_then(|slots| slots.get(column)).copied();
        for (number, text) in lines.iter().enumerate() {
            let top = sheets.y + INSET.1 + number as f32 * HEAD.height;
            sheets.line((x + INSET.0, top), text.clone(), HEAD, slot);
        }
    }
    sheets.y += high;
    Ok(())
}

/// Some lines of a row, from one on.
fn draw_row(
    sheets: &mut Sheets,
    columns: &Columns,
    table: &Table,
    (row, slots): (&Row, &[usize]),
    (from, fits): (usize, usize),
) -> Result<(), Error> {
    for (column, (((x, _), lines), slot)) in columns.places().zip(row).zip(slots).enumerate() {
        let style = style(table, column, false);
        for (number, text) in lines.iter().skip(from).take(fits).enumerate() {
            let top = sheets.y + INSET.1 + number as f32 * CELL.height;
            sheets.line((x + INSET.0, top), text.clone(), style, Some(*slot));
        }
    }
    sheets.y += height(fits, CELL);
    let line = area(sheets.left(), sheets.y - 0.5, sheets.width(), 0.5)?;
    sheets.put(Piece::Bar { area: line, color: EDGE }, None);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn columns_share_the_whole_width() {
        for (least, most) in [
            (vec![20.0, 20.0], vec![30.0, 40.0]),
            (vec![20.0, 30.0], vec![300.0, 40.0]),
            (vec![200.0, 90.0, 40.0], vec![300.0, 400.0, 40.0]),
        ] {
            let wide = shared(100.0, &least, &most);
            assert!((wide.iter().sum::<f32>() - 100.0).abs() < 0.1, "{wide:?}");
        }
        let wide = shared(100.0, &[10.0, 10.0, 20.0], &[400.0, 30.0, 300.0]);
        assert!((wide[1] - 30.0).abs() < 0.1, "what is short is not broken: {wide:?}");
        assert!(wide[0] > 10.0 && wide[2] > 20.0, "{wide:?}");
    }
}
