//! What part of a file is asked for (RFC 9110, 14).

use axum::http::{HeaderMap, header};

/// What is to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it.
    Whole,
    /// From a byte on, up to and without another.
    Part {
        /// The first byte.
        from: u64,
        /// Behind the last byte.
        to: u64,
    },
    /// Something that the file does not have.
    Nothing,
}

/// What a request asks of a file of this size, whose bytes have the name `tag`. Several ranges, other units and what cannot be read
/// are answered by the whole, and so is the rest of a file that has changed.
#[must_use]
pub fn asked(headers: &HeaderMap, size: u64, tag: &str) -> Asked {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_same = text(header::IF_RANGE).is_none_or(|known| known == tag);
    let range = text(header::RANGE).filter(|_| is_same);
    let Some(range) = range.and_then(|range| range.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = range.split_once('-').filter(|_| !range.contains(',')) else {
        return Asked::Whole;
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (first, last) = (first.trim(), last.trim());
    match (number(first), number(last)) {
        (Some(from), _) if from >= size => Asked::Nothing,
        (Some(from), None) if last.is_empty() => Asked::Part { from, to: size },
        (Some(from), Some(last)) if from <= last => {
            Asked::Part { from, to: last.saturating_add(1).min(size) }
        }
        (None, Some(0)) if first.is_empty() => Asked::Nothing,
        (None, Some(count)) if first.is_empty() => Asked::Part { from: size.saturating_sub(count), to: size },
        _ => Asked::Whole,
    }
}
