//! A file of any size passes through a small window.

use std::io::Read;

use fhir::{BundleType, Layout, Limits, Reader, check};

const MIB: usize = 1024 * 1024;

/// A Bundle made while it is read: so many entries of so many bytes, never held anywhere.
struct Endless {
    left: usize,
    entry: Vec<u8>,
    piece: Vec<u8>,
    done: usize,
    is_closed: bool,
}

impl Endless {
    fn new(count: usize, bytes: usize) -> Self {
        let head = br#"{"resourceType":"Bundle","type":"collection","entry":[{}"#.to_vec();
        let notes = "note ".repeat(bytes / 5);
        let entry =
            format!(r#",{{"resource":{{"resourceType":"Basic","id":"b","text":{{"div":"{notes}"}}}}}}"#);
        Self { left: count, entry: entry.into_bytes(), piece: head, done: 0, is_closed: false }
    }
}

impl Read for Endless {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        if self.done == self.piece.len() {
            self.done = 0;
            if self.left > 0 {
                self.left -= 1;
                self.piece.clone_from(&self.entry);
            } else if self.is_closed {
                return Ok(0);
            } else {
                self.is_closed = true;
                self.piece = b"]}".to_vec();
            }
        }
        let rest = &self.piece[self.done..];
        let count = rest.len().min(room.len());
        room[..count].copy_from_slice(&rest[..count]);
        self.done += count;
        Ok(count)
    }
}

fn peak(count: usize, bytes: usize) -> (usize, usize) {
    let layout = Layout::Bundle(BundleType::Collection);
    let mut reader = Reader::new(Endless::new(count, bytes), layout, Limits::default());
    let taken = reader.by_ref().filter(|item| item.as_ref().is_ok_and(|item| item.resource.is_ok())).count();
    (taken, reader.peak_bytes())
}

#[test]
fn two_hundred_mebibytes_of_small_resources_pass_through_less_than_one() {
    let (taken, peak) = peak(50_000, 4_096);
    assert_eq!(taken, 50_000);
    assert!(peak < MIB, "{peak}");
}

#[test]
fn two_hundred_mebibytes_of_the_largest_resources_pass_through_twenty() {
    let (taken, peak) = peak(13, 16 * MIB - 100);
    assert_eq!(taken, 13);
    assert!(peak < 20 * MIB, "{peak}");
}

#[test]
fn a_resource_without_end_is_never_held() {
    let (taken, peak) = peak(1, 60 * MIB);
    assert_eq!(taken, 0);
    assert!(peak < 20 * MIB, "{peak}");
    let summary = check(Endless::new(1, 60 * MIB), Limits::default()).unwrap();
    assert_eq!(summary.entries, 2);
}
