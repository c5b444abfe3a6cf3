//! The second pass over a file: its resources one by one.

use std::io::Read;

use super::entry::{copied_value, entry, resource};
use super::{Layout, Place};
use crate::Resource;
use crate::error::{FileError, Problem, Refused};
use crate::json::Source;
use crate::limits::Limits;

/// A resource of a file, or why it is left out, and where it stood.
#[derive(Debug)]
pub struct Item {
    /// Where in the file.
    pub place: Place,
    /// The `fullUrl` of a Bundle's entry.
    pub full_url: Option<String>,
    /// What a Bundle's entry asks a server to do with it.
    pub request: Request,
    /// The resource, unless it has to be left out.
    pub resource: Result<Resource, Refused>,
}

/// What the entry of a transaction or a batch asks for (`Bundle.entry.request`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `POST` or `PUT`.
    pub method: Option<String>,
    /// The type, with an id or a condition behind it.
    pub url: Option<String>,
    /// Under which condition nothing is made.
    pub if_none_exist: Option<String>,
}

/// An iterator over the resources of a file that [`check`](super::check) found to be whole. It holds one chunk of
/// the file and one resource, never the file.
///
/// An `Err` means that the file itself can't be read on, and is the last item: the file has changed since it was
/// checked, or the disk failed. A resource that can't be taken is an [`Item`] holding a [`Refused`].
pub struct Reader<R> {
    input: Option<R>,
    limits: Limits,
    layout: Layout,
    state: State,
    peak_bytes: usize,
    /// Open from the first item to the last.
    source: Option<Source<R>>,
}

#[derive(Clone, Copy)]
enum State {
    /// Nothing was read yet.
    New,
    /// Inside `Bundle.entry`; the index of the next entry.
    Entries(usize),
    /// Between two lines.
    Lines,
    /// Nothing more comes.
    Done,
}

impl<R: Read> Reader<R> {
    /// A reader over a file whose layout [`check`](super::check) told.
    pub const fn new(input: R, layout: Layout, limits: Limits) -> Self {
        Self { input: Some(input), limits, layout, state: State::New, peak_bytes: 0, source: None }
    }

    /// The most bytes of the file held at once so far.
    pub const fn peak_bytes(&self) -> usize {
        match &self.source {
            Some(source) => source.peak_bytes(),
            None => self.peak_bytes,
        }
    }

    fn advance(&mut self) -> Result<Option<Item>, FileError> {
        if let Some(input) = self.input.take() {
            self.source = Some(Source::open(input, self.limits)?);
        }
        let Some(source) = &mut self.source else { return Ok(None) };
        source.skip_space()?;
        match self.state {
            State::Done => Ok(None),
            State::Entries(index) => Self::next_entry(source, &mut self.state, index),
            State::Lines => Self::next_line(source),
            State::New => match self.layout {
                Layout::Bundle(_) => Self::first_entry(source, &mut self.state),
                Layout::Lines => {
                    self.state = State::Lines;
                    Self::next_line(source)
                }
                Layout::Single => {
                    self.state = State::Done;
                    Self::single(source).map(Some)
                }
            },
        }
    }

    fn first_entry(source: &mut Source<R>, state: &mut State) -> Result<Option<Item>, FileError> {
        source.expect(b'{', "a JSON object was expected")?;
        let mut is_first = true;
        while let Some(name) = source.next_member(is_first)? {
            is_first = false;
            if name.as_deref() == Some("entry") {
                source.expect(b'[', "an array was expected")?;
                return Self::next_entry(source, state, 0);
            }
            source.value(1)?;
        }
        *state = State::Done;
        Ok(None)
    }

    fn next_entry(
        source: &mut Source<R>,
        state: &mut State,
        index: usize,
    ) -> Result<Option<Item>, FileError> {
        if source.next_item(index == 0)? {
            *state = State::Entries(index + 1);
            return entry(source, index).map(Some);
        }
        *state = State::Done;
        while source.next_member(false)?.is_some() {
            source.value(1)?;
        }
        end(source)?;
        Ok(None)
    }

    fn next_line(source: &mut Source<R>) -> Result<Option<Item>, FileError> {
        if source.peek()?.is_none() {
            return Ok(None);
        }
        let place = Place::Line(source.line());
        let copied = copied_value(source, 0)?;
        let resource = resource(copied, place, source.limits.resource_bytes);
        Ok(Some(Item { place, full_url: None, request: Request::default(), resource }))
    }

    fn single(source: &mut Source<R>) -> Result<Item, FileError> {
        let copied = copied_value(source, 0)?;
        end(source)?;
        let place = Place::Whole(None);
        let resource = resource(copied, place, source.limits.resource_bytes);
        let type_name = resource.as_ref().ok().map(Resource::type_name);
        Ok(Item { place: Place::Whole(type_name), full_url: None, request: Request::default(), resource })
    }
}

/// Checks that nothing but white space follows.
fn end<R: Read>(source: &mut Source<R>) -> Result<(), FileError> {
    source.skip_space()?;
    match source.peek()? {
        None => Ok(()),
        Some(_) => Err(source.error(Problem::Syntax("something follows after the end"))),
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Item, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance().transpose();
        if !matches!(next, Some(Ok(_))) {
            self.peak_bytes = self.peak_bytes();
            (self.input, self.source) = (None, None);
        }
        next
    }
}
