//! Writes sheets as a file whose parts are named for those who have it read to them.

use crate::faces::{Faces, Run};
use crate::lines::{Style, line};
use crate::sheets::{Part, Piece, Sheets};
use crate::{Error, Picture};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder, PdfVersion, ValidationError};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::{Document, SerializeSettings};
use std::num::NonZeroU16;

/// What a file says of itself.
pub struct About<'a> {
    /// Its language.
    pub lang: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Who made it.
    pub author: &'a str,
    /// The picture on its first sheet.
    pub logo: Option<&'a Picture>,
}

/// The file.
pub fn file(sheets: &Sheets, about: &About) -> Result<Vec<u8>, Error> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| Error::File)?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let logo = about.logo.map(|picture| logo(&picture.bytes)).transpose()?;
    let mut slots: Vec<Vec<Identifier>> = vec![Vec::new(); sheets.slots];
    for sheet in &sheets.sheets {
        let settings = PageSettings::from_wh(sheets.size.0, sheets.size.1).ok_or(Error::File)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for (piece, slot) in sheet {
            let identifier = surface.start_tagged(tag(piece, slot.is_some()));
            if let Some(slot) = slot.and_then(|slot| slots.get_mut(slot)) {
                slot.push(identifier);
            }
            draw(&mut surface, piece, (sheets.faces, logo.as_ref()));
            surface.end_tagged();
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(&sheets.parts, &mut slots, about.lang));
    document.set_outline(outline(&sheets.parts));
    document.set_metadata(
        Metadata::new()
            .title(about.title.to_owned())
            .language(about.lang.to_owned())
            .authors(vec![about.author.to_owned()]),
    );
    document.finish().map_err(|error| broken(&error))
}

/// A logo; its file is read when it is written.
pub fn logo(bytes: &[u8]) -> Result<Image, Error> {
    let is_png = bytes.starts_with(b"\x89PNG");
    let image = if is_png {
        Image::from_png(bytes.to_vec().into(), true)
    } else {
        Image::from_jpeg(bytes.to_vec().into(), true)
    };
    image.map_err(|_| Error::Logo)
}

/// The rule that was broken, without what broke it.
fn broken(error: &KrillaError) -> Error {
    let KrillaError::Validation(problems) = error else { return Error::File };
    Error::Rule(match problems.first().map(|(problem, _)| problem) {
        Some(ValidationError::ContainsNotDefGlyph(..)) => "a character has no glyph",
        Some(ValidationError::NoCodepointMapping(..) | ValidationError::InvalidCodepointMapping(..)) => {
            "a glyph has no character"
        }
        Some(ValidationError::NoDocumentTitle | ValidationError::MissingHeadingTitle) => "no title",
        Some(ValidationError::MissingAltText(_)) => "a picture without words",
        _ => "another",
    })
}

fn tag(piece: &Piece, is_read: bool) -> ContentTag<'static> {
    match piece {
        Piece::Text { .. } if is_read => ContentTag::Span(SpanTag::empty()),
        _ if is_read => ContentTag::Other,
        Piece::Text { .. } => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)),
        _ => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    }
}

fn tree(parts: &[Part], slots: &mut [Vec<Identifier>], lang: &str) -> TagTree {
    let mut take = |slot: &usize| -> Vec<Node> {
        let found = slots.get_mut(*slot).map(std::mem::take).unwrap_or_default();
        found.into_iter().map(Node::from).collect()
    };
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    for part in parts {
        tree.push(match part {
            Part::Heading { slot, level, text, .. } => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                TagGroup::with_children(Tag::Hn(level, Some(text.clone())), take(slot))
            }
            Part::Paragraph(slot) => TagGroup::with_children(Tag::P, take(slot)),
            Part::Picture { slot, alt, sheet, area } => {
                let figure = Tag::Figure(Some(alt.clone())).with_bbox(Some(BBox::new(*sheet, *area)));
                TagGroup::with_children(figure, take(slot))
            }
            Part::List { items, is_numbered } => {
                let mut item = |(label, body): &(usize, usize)| {
                    let label = TagGroup::with_children(Tag::Lbl, take(label));
                    let body = TagGroup::with_children(Tag::LBody, take(body));
                    Node::from(TagGroup::with_children(Tag::LI, vec![label.into(), body.into()]))
                };
                let items = items.iter().map(&mut item).collect();
                let numbering = if *is_numbered { ListNumbering::Decimal } else { ListNumbering::None };
                TagGroup::with_children(TagKind::from(Tag::L(numbering)), items)
            }
            Part::Table { head, rows, is_row_named } => table(head, rows, *is_row_named, &mut take),
        });
    }
    tree
}

fn table(
    head: &[usize],
    rows: &[Vec<usize>],
    is_row_named: bool,
    mut take: impl FnMut(&usize) -> Vec<Node>,
) -> TagGroup {
    let head = head
        .iter()
        .map(|slot| Node::from(TagGroup::with_children(Tag::TH(TableHeaderScope::Column), take(slot))));
    let head = TagGroup::with_children(Tag::TR, head.collect());
    let row = |row: &Vec<usize>| {
        let cells = row.iter().enumerate().map(|(column, slot)| {
            let inner = vec![Node::from(TagGroup::with_children(Tag::P, take(slot)))];
            Node::from(if column == 0 && is_row_named {
                TagGroup::with_children(Tag::TH(TableHeaderScope::Row), inner)
            } else {
                TagGroup::with_children(Tag::TD, inner)
            })
        });
        Node::from(TagGroup::with_children(Tag::TR, cells.collect()))
    };
    let body = TagGroup::with_children(Tag::TBody, rows.iter().map(row).collect());
    let head = TagGroup::with_children(Tag::THead, vec![head.into()]);
    TagGroup::with_children(Tag::Table, vec![head.into(), body.into()])
}

/// The headings, each below the last one of a level above its own.
fn outline(parts: &[Part]) -> Outline {
    let mut open: Vec<(u16, OutlineNode)> = Vec::new();
    let mut outline = Outline::new();
    let mut close = |open: &mut Vec<(u16, OutlineNode)>, from: u16| {
        while open.last().is_some_and(|(level, _)| *level >= from) {
            let Some((_, node)) = open.pop() else { break };
            match open.last_mut() {
                Some((_, above)) => above.push_child(node),
                None => outline.push_child(node),
            }
        }
    };
    for part in parts {
        let Part::Heading { level, text, sheet, y, .. } = part else { continue };
        close(&mut open, *level);
        let place = XyzDestination::new(*sheet, Point::from_xy(0.0, *y));
        open.push((*level, OutlineNode::new(text.clone(), place).with_open(*level == 1)));
    }
    close(&mut open, 0);
    outline
}

fn draw(surface: &mut Surface, piece: &Piece, (faces, logo): (&Faces, Option<&Image>)) {
    match piece {
        Piece::Text { x, y, text, style } => write(surface, faces, (*x, *y), (text, *style)),
        Piece::Bar { area, color } => fill(surface, std::slice::from_ref(area), *color),
        Piece::Modules(bars) => fill(surface, bars, [0; 3]),
        Piece::Frame { area, radius, color } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: paint(*color).into(),
                width: 0.75,
                ..Stroke::default()
            }));
            if let Some(path) = rounded(*area, *radius) {
                surface.draw_path(&path);
            }
            surface.set_stroke(None);
        }
        Piece::Logo { area } => {
            if let (Some(image), Some(size)) = (logo, Size::from_wh(area.width(), area.height())) {
                surface.push_transform(&Transform::from_translate(area.left(), area.top()));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

fn write(surface: &mut Surface, faces: &Faces, (mut x, y): (f32, f32), (text, style): (&str, Style)) {
    surface.set_fill(Some(Fill { paint: paint(style.color).into(), ..Fill::default() }));
    for run in &line(faces, text, style).0 {
        let Run { font, text, glyphs } = run;
        surface.draw_glyphs(Point::from_xy(x, y), glyphs, font.clone(), text, style.size, false);
        x += run.width() * style.size;
    }
}

fn fill(surface: &mut Surface, areas: &[Rect], color: [u8; 3]) {
    let mut path = PathBuilder::new();
    areas.iter().for_each(|area| path.push_rect(*area));
    if let Some(path) = path.finish() {
        surface.set_fill(Some(Fill { paint: paint(color).into(), ..Fill::default() }));
        surface.draw_path(&path);
    }
}

fn paint([red, green, blue]: [u8; 3]) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

/// A rectangle with round corners.
fn rounded(area: Rect, radius: f32) -> Option<Path> {
    let (left, top, right, bottom) = (area.left(), area.top(), area.right(), area.bottom());
    // How far the handles of a quarter of a circle are from its corner.
    let near = radius * (1.0 - 0.5523);
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - near, top, right, top + near, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - near, right - near, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + near, bottom, left, bottom - near, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + near, left + near, top, left + radius, top);
    path.close();
    path.finish()
}
