//! Bytes of a file, a chunk at a time: checked to be UTF-8, counted in lines, copied aside where asked.

use std::io::{ErrorKind, Read};

use crate::error::{FileError, Problem};
use crate::limits::{CHUNK_BYTES, Limits};

/// The byte order mark some programs put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file being read. It holds one chunk and, while something is being copied aside, that copy.
pub(crate) struct Source<R> {
    input: R,
    chunk: Vec<u8>,
    /// Next byte to hand out.
    start: usize,
    /// End of the bytes known to be whole UTF-8 letters.
    ready: usize,
    /// End of the bytes read.
    filled: usize,
    ended: bool,
    /// The byte at `ready` can't be part of UTF-8 text.
    is_broken: bool,
    offset: u64,
    line: u64,
    line_offset: u64,
    copy: Option<Copy>,
    peak_bytes: usize,
    pub(crate) limits: Limits,
}

/// Bytes copied aside, up to a limit; beyond it only the fact that there was too much is kept.
struct Copy {
    bytes: Vec<u8>,
    limit: usize,
    is_over: bool,
}

impl<R: Read> Source<R> {
    /// Opens a file and passes over a byte order mark.
    pub(crate) fn open(input: R, limits: Limits) -> Result<Self, FileError> {
        let mut source = Self {
            input,
            chunk: vec![0; CHUNK_BYTES],
            start: 0,
            ready: 0,
            filled: 0,
            ended: false,
            is_broken: false,
            offset: 0,
            line: 1,
            line_offset: 0,
            copy: None,
            peak_bytes: CHUNK_BYTES,
            limits,
        };
        if source.unread()?.starts_with(BYTE_ORDER_MARK) {
            source.consume(BYTE_ORDER_MARK.len());
        }
        Ok(source)
    }

    /// The bytes that can be looked at without reading on; empty only at the end of the file.
    pub(crate) fn unread(&mut self) -> Result<&[u8], FileError> {
        if self.start >= self.ready {
            self.fill()?;
        }
        Ok(self.chunk.get(self.start..self.ready).unwrap_or_default())
    }

    /// The next byte, left in place; nothing at the end of the file.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, FileError> {
        match self.chunk.get(self.start) {
            Some(&byte) if self.start < self.ready => Ok(Some(byte)),
            _ => Ok(self.unread()?.first().copied()),
        }
    }

    /// Takes `count` bytes, which must have been seen with [`Self::unread`] or [`Self::peek`].
    pub(crate) fn consume(&mut self, count: usize) {
        let end = self.start.saturating_add(count).min(self.ready);
        let taken = self.chunk.get(self.start..end).unwrap_or_default();
        if let Some(copy) = &mut self.copy {
            copy.push(taken);
            self.peak_bytes = self.peak_bytes.max(CHUNK_BYTES.saturating_add(copy.bytes.capacity()));
        }
        self.offset = self.offset.saturating_add(u64::try_from(taken.len()).unwrap_or(u64::MAX));
        self.start = end;
    }

    /// Notes that the byte just taken ended a line.
    pub(crate) fn end_line(&mut self) {
        self.line = self.line.saturating_add(1);
        self.line_offset = self.offset;
    }

    /// Line of the next byte, from 1.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Bytes handed out so far.
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// The most bytes held at once so far, copies included.
    pub(crate) const fn peak_bytes(&self) -> usize {
        self.peak_bytes
    }

    /// The given problem at the place of the next byte.
    pub(crate) const fn error(&self, problem: Problem) -> FileError {
        let column = self.offset.saturating_sub(self.line_offset).saturating_add(1);
        FileError { line: self.line, column, problem }
    }

    /// Copies aside what is taken from here on, at most `limit` bytes.
    pub(crate) fn start_copy(&mut self, limit: usize) {
        self.copy = Some(Copy { bytes: Vec::new(), limit, is_over: false });
    }

    /// Ends copying; nothing if there was more than the limit.
    pub(crate) fn end_copy(&mut self) -> Option<String> {
        let copy = self.copy.take().filter(|copy| !copy.is_over)?;
        String::from_utf8(copy.bytes).ok()
    }

    /// Reads until some whole letters are ready or the file ends.
    fn fill(&mut self) -> Result<(), FileError> {
        while self.start >= self.ready && !self.ended {
            if self.is_broken {
                return Err(self.error(Problem::NotUtf8));
            }
            self.chunk.copy_within(self.ready..self.filled, 0);
            self.filled = self.filled.saturating_sub(self.ready);
            (self.start, self.ready) = (0, 0);
            let count = self.read_some()?;
            if count == 0 {
                self.ended = true;
                if self.filled > 0 {
                    return Err(self.error(Problem::NotUtf8));
                }
            }
            self.filled = self.filled.saturating_add(count);
            let bytes = self.chunk.get(..self.filled).unwrap_or_default();
            match std::str::from_utf8(bytes) {
                Ok(_) => self.ready = self.filled,
                Err(error) => {
                    self.ready = error.valid_up_to();
                    self.is_broken = error.error_len().is_some();
                }
            }
        }
        Ok(())
    }

    fn read_some(&mut self) -> Result<usize, FileError> {
        loop {
            let room = self.chunk.get_mut(self.filled..).unwrap_or_default();
            match self.input.read(room) {
                Ok(count) => return Ok(count.min(CHUNK_BYTES.saturating_sub(self.filled))),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.error(Problem::Io(error))),
            }
        }
    }
}

impl Copy {
    fn push(&mut self, taken: &[u8]) {
        let length = self.bytes.len().saturating_add(taken.len());
        if self.is_over || length > self.limit {
            self.is_over = true;
            self.bytes = Vec::new();
            return;
        }
        if length > self.bytes.capacity() {
            // Doubling, but never past the limit: a resource of 16 MiB must not cost 32.
            let capacity = length.max(self.bytes.capacity().saturating_mul(2)).min(self.limit);
            self.bytes.reserve_exact(capacity.saturating_sub(self.bytes.len()));
        }
        self.bytes.extend_from_slice(taken);
    }
}
