//! Faults made from the seeds of a target, and from those of their descendants that got past its first check; the same
//! in every run of the same length.
//!
//! Quick by default. `PORTAL_FUZZ_SECONDS=600 PORTAL_FUZZ_START=7` runs as many seconds, from another beginning.

use std::path::Path;
use std::time::{Duration, Instant};

/// What has broken programs before, put in anywhere.
const HOSTILE: [&[u8]; 32] = [
    b"\0",
    b"\r\n",
    b"\n ",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    "\u{202e}".as_bytes(),
    "\u{301}\u{301}".as_bytes(),
    "\u{1f489}".as_bytes(),
    "\u{ff11}\u{ff12}".as_bytes(),
    "\u{130}\u{df}".as_bytes(),
    "\u{feff}".as_bytes(),
    b"-1",
    b"1e999",
    b"NaN",
    b"9223372036854775808",
    b"18446744073709551615",
    b"0000-00-00",
    b"2027-02-29",
    b"-9999-01-01",
    b"24:60",
    b"[",
    b"]",
    b"[1000000000]",
    b"[a][b][c][d][e][f]",
    b"%",
    b"%00",
    b"%F0%9F",
    b"&request",
    b"{\"a\":[",
    b"\"}",
    b"=",
];
const LONGEST: usize = 16 * 1024;
const KEPT: usize = 512;
const QUICK: u64 = 2_000;

struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % bound.max(1)
    }

    fn place(&mut self, bytes: &[u8]) -> (usize, usize) {
        let at = self.below(bytes.len() + 1);
        let most = (bytes.len() - at).min(if self.below(4) == 0 { 4_000 } else { 12 });
        (at, at + self.below(most + 1))
    }

    fn fault(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let (from, to) = self.place(bytes);
        match self.below(10) {
            0 => drop(bytes.drain(from..to)),
            1 => drop(bytes.splice(from..to, HOSTILE[self.below(HOSTILE.len())].iter().copied())),
            2 => drop(bytes.splice(from..from, HOSTILE[self.below(HOSTILE.len())].iter().copied())),
            3 => {
                let most = if self.below(8) == 0 { 400 } else { 3 };
                let part = bytes[from..to].repeat(1 + self.below(most));
                drop(bytes.splice(from..to, part));
            }
            4 => {
                let (start, end) = self.place(other);
                drop(bytes.splice(from..to, other[start..end].iter().copied()));
            }
            5 if self.below(8) == 0 => bytes.truncate(from),
            6 => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << self.below(8);
                }
            }
            7 => {
                // Another digit for a digit, another letter for a letter: what still looks right.
                let (shift, number) = (self.below(26), self.below(10));
                if let Some(byte) = bytes.get_mut(from) {
                    match *byte {
                        b'0'..=b'9' => *byte = b'0' + u8::try_from(number).expect("a digit"),
                        b'a'..=b'z' => *byte = b'a' + u8::try_from(shift).expect("a letter"),
                        b'A'..=b'Z' => *byte = b'A' + u8::try_from(shift).expect("a letter"),
                        _ => {}
                    }
                }
            }
            _ => {
                let byte = u8::try_from(self.below(256)).expect("a byte");
                if let Some(there) = bytes.get_mut(from) {
                    *there = byte;
                }
            }
        }
    }
}

/// Runs a target on its seeds and on what is made from them. Whatever panics is printed with its input.
pub fn feed(name: &str, run: fn(&[u8]) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("fuzz/seeds"))
        .find(|folder| folder.is_dir());
    let folder = folder.expect("the seeds").join(name);
    let mut paths: Vec<_> =
        folder.read_dir().expect("seeds").map(|entry| entry.expect("a seed").path()).collect();
    paths.sort();
    let mut pool: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
    for (seed, path) in pool.iter().zip(&paths) {
        assert!(run(seed), "{} does not pass the first check: it leads nowhere", path.display());
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("PORTAL_FUZZ_SECONDS");
    let mut noise = Noise(
        0x9E37_79B9_7F4A_7C15 ^ number("PORTAL_FUZZ_START").unwrap_or(0).wrapping_mul(0xD1B5_4A32_D192_ED03),
    );
    let (begun, seeds) = (Instant::now(), pool.len());
    let (mut done, mut taken, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    while seconds.map_or(done < QUICK, |seconds| begun.elapsed() < Duration::from_secs(seconds)) {
        let mut bytes = pool[noise.below(pool.len())].clone();
        let other = pool[noise.below(pool.len())].clone();
        for _ in 0..=noise.below(4) {
            noise.fault(&mut bytes, &other);
        }
        bytes.truncate(LONGEST);
        let began = Instant::now();
        let answer = std::panic::catch_unwind(|| run(&bytes));
        slowest = slowest.max(began.elapsed());
        done += 1;
        match answer {
            Ok(false) => {}
            Ok(true) => {
                taken += 1;
                if pool.len() < KEPT {
                    pool.push(bytes);
                } else {
                    let at = seeds + noise.below(KEPT - seeds);
                    pool[at] = bytes;
                }
            }
            Err(_) => panic!("{name} broke on {:?}", bytes.escape_ascii().to_string()),
        }
    }
    eprintln!(
        "{name}: {done} inputs in {} s, {taken} past the first check, the slowest took {} ms",
        begun.elapsed().as_secs(),
        slowest.as_millis()
    );
}
