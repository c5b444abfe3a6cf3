//! Walking through JSON in a stream: whole values are checked and passed over, objects and arrays are entered.

use std::io::Read;

use super::Source;
use crate::error::{FileError, Problem};
use crate::limits::NAME_BYTES;

/// The name of an object's member; nothing if it is too long to be one that FHIR knows.
pub(crate) type Name = Option<String>;

impl<R: Read> Source<R> {
    /// Passes over white space.
    pub(crate) fn skip_space(&mut self) -> Result<(), FileError> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' => self.consume(1),
                b'\n' => {
                    self.consume(1);
                    self.end_line();
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// The next byte; an error at the end of the file.
    pub(crate) fn must_peek(&mut self) -> Result<u8, FileError> {
        match self.peek()? {
            Some(byte) => Ok(byte),
            None => Err(self.error(Problem::Truncated)),
        }
    }

    /// Takes one expected byte.
    pub(crate) fn expect(&mut self, byte: u8, otherwise: &'static str) -> Result<(), FileError> {
        if self.must_peek()? == byte {
            self.consume(1);
            Ok(())
        } else {
            Err(self.error(Problem::Syntax(otherwise)))
        }
    }

    /// Goes to the next member of an object whose `{` was taken: its name, with the value next to be taken.
    /// Nothing when the object ended.
    pub(crate) fn next_member(&mut self, is_first: bool) -> Result<Option<Name>, FileError> {
        if !self.next_in(is_first, b'}', "a comma or } is missing")? {
            return Ok(None);
        }
        let name = self.copied_text(NAME_BYTES)?;
        self.pass_colon()?;
        Ok(Some(name))
    }

    /// Goes to the next item of an array whose `[` was taken; `false` when the array ended.
    pub(crate) fn next_item(&mut self, is_first: bool) -> Result<bool, FileError> {
        self.next_in(is_first, b']', "a comma or ] is missing")
    }

    /// Takes a whole value, checking that it is well formed; `depth` objects and arrays lie around it.
    pub(crate) fn value(&mut self, depth: usize) -> Result<(), FileError> {
        match self.must_peek()? {
            open @ (b'{' | b'[') => {
                if depth >= self.limits.depth {
                    return Err(self.error(Problem::TooDeep(self.limits.depth)));
                }
                self.consume(1);
                if open == b'{' { self.members(depth) } else { self.items(depth) }
            }
            b'"' => self.text(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => Err(self.error(Problem::Syntax("a value was expected"))),
        }
    }

    /// Takes a string and gives its text, unless it is longer than `limit` bytes.
    pub(crate) fn copied_text(&mut self, limit: usize) -> Result<Option<String>, FileError> {
        self.start_copy(limit);
        self.text()?;
        Ok(self.end_copy().and_then(|quoted| serde_json::from_str(&quoted).ok()))
    }

    fn members(&mut self, depth: usize) -> Result<(), FileError> {
        let mut is_first = true;
        while self.next_in(is_first, b'}', "a comma or } is missing")? {
            is_first = false;
            self.text()?;
            self.pass_colon()?;
            self.value(depth.saturating_add(1))?;
        }
        Ok(())
    }

    fn items(&mut self, depth: usize) -> Result<(), FileError> {
        let mut is_first = true;
        while self.next_in(is_first, b']', "a comma or ] is missing")? {
            is_first = false;
            self.value(depth.saturating_add(1))?;
        }
        Ok(())
    }

    /// Passes a comma where one is due, and white space. `false` when `close` was taken instead.
    fn next_in(&mut self, is_first: bool, close: u8, otherwise: &'static str) -> Result<bool, FileError> {
        self.skip_space()?;
        if self.must_peek()? == close {
            self.consume(1);
            return Ok(false);
        }
        if !is_first {
            self.expect(b',', otherwise)?;
            self.skip_space()?;
        }
        Ok(true)
    }

    fn pass_colon(&mut self) -> Result<(), FileError> {
        self.skip_space()?;
        self.expect(b':', "a colon is missing")?;
        self.skip_space()
    }

    fn text(&mut self) -> Result<(), FileError> {
        self.expect(b'"', "a quotation mark was expected")?;
        loop {
            let unread = self.unread()?;
            let plain = unread.iter().position(|&byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let count = plain.unwrap_or(unread.len());
            self.consume(count);
            if plain.is_none() && count > 0 {
                continue;
            }
            match self.must_peek()? {
                b'"' => {
                    self.consume(1);
                    return Ok(());
                }
                b'\\' => self.escape()?,
                _ => return Err(self.error(Problem::Syntax("a control character stands in a string"))),
            }
        }
    }

    fn escape(&mut self) -> Result<(), FileError> {
        self.consume(1);
        match self.must_peek()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.consume(1);
                Ok(())
            }
            b'u' => match self.code_unit()? {
                0xD800..=0xDBFF => {
                    self.expect(b'\\', "half of a character is escaped")?;
                    match self.code_unit()? {
                        0xDC00..=0xDFFF => Ok(()),
                        _ => Err(self.error(Problem::Syntax("half of a character is escaped"))),
                    }
                }
                0xDC00..=0xDFFF => Err(self.error(Problem::Syntax("half of a character is escaped"))),
                _ => Ok(()),
            },
            _ => Err(self.error(Problem::Syntax("an unknown escape stands in a string"))),
        }
    }

    /// Takes `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32, FileError> {
        const OTHERWISE: &str = "an escape in a string is not complete";
        self.expect(b'u', OTHERWISE)?;
        let mut unit = 0;
        for _ in 0..4 {
            match char::from(self.must_peek()?).to_digit(16) {
                Some(digit) => unit = unit * 16 + digit,
                None => return Err(self.error(Problem::Syntax(OTHERWISE))),
            }
            self.consume(1);
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), FileError> {
        if self.peek()? == Some(b'-') {
            self.consume(1);
        }
        if self.must_peek()? == b'0' {
            self.consume(1);
        } else {
            self.digits()?;
        }
        if self.peek()? == Some(b'.') {
            self.consume(1);
            self.digits()?;
        }
        if matches!(self.peek()?, Some(b'e' | b'E')) {
            self.consume(1);
            if matches!(self.peek()?, Some(b'+' | b'-')) {
                self.consume(1);
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Takes one digit or more.
    fn digits(&mut self) -> Result<(), FileError> {
        if !self.must_peek()?.is_ascii_digit() {
            return Err(self.error(Problem::Syntax("a digit is missing in a number")));
        }
        while self.peek()?.is_some_and(|byte| byte.is_ascii_digit()) {
            self.consume(1);
        }
        Ok(())
    }

    fn word(&mut self, word: &'static [u8]) -> Result<(), FileError> {
        for &letter in word {
            self.expect(letter, "a value was expected")?;
        }
        Ok(())
    }
}
