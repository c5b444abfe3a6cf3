//! SVG: only shapes, drawn here into pixels. Whatever could run, fetch, or grow without end is refused before it is drawn.

use super::{fitted, reason};
use image::RgbaImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{Options, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Largest text of a drawing, in bytes.
const MAX_BYTES: usize = 512 * 1024;
/// Most elements, as written and as they unfold when one refers to another.
const MAX_ELEMENTS: usize = 5_000;
/// Deepest nesting, of elements and of references.
const MAX_DEPTH: usize = 64;

/// Whether the first element of a text is `svg`.
pub fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let after = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) {
            if rest.get(9..).is_some_and(|rest| rest.trim_start().starts_with("html")) {
                return false;
            }
            // A list of declarations is refused later, with its own reason.
            let closing = if rest.find('[') < rest.find('>') && rest.contains('[') { "]>" } else { ">" };
            rest.split_once(closing)
        } else {
            let name = rest.strip_prefix("<svg");
            return name
                .is_some_and(|after| after.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'));
        };
        match after {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

/// Draws a logo as large as one is shown at most.
pub fn draw(text: &str) -> Result<RgbaImage, &'static str> {
    if text.len() > MAX_BYTES {
        return Err(reason::SVG_COMPLEX);
    }
    if text.contains("<!ENTITY") || has_declarations(text) {
        return Err(reason::SVG_ENTITIES);
    }
    if depth(text) > MAX_DEPTH {
        return Err(reason::SVG_COMPLEX);
    }
    // A plain DOCTYPE, as drawing programs write it, is harmless; nothing is fetched for it.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 50_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| reason::SVG_DAMAGED)?;
    check(&document)?;
    let tree = Tree::from_xmltree(&document, &Options::default()).map_err(|_| reason::SVG_DAMAGED)?;
    let size = tree.size();
    let (width, height) = fitted(size.width(), size.height(), true);
    let mut pixmap = Pixmap::new(width, height).ok_or(reason::SVG_DAMAGED)?;
    #[expect(clippy::cast_precision_loss, reason = "hundreds of pixels")]
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    if pixmap.data().iter().all(|byte| *byte == 0) {
        return Err(reason::SVG_DAMAGED);
    }
    RgbaImage::from_raw(width, height, pixmap.take_demultiplied()).ok_or(reason::SVG_DAMAGED)
}

/// Whether the DOCTYPE declares anything of its own.
fn has_declarations(text: &str) -> bool {
    let found = text.split_once("<!DOCTYPE").map(|(_, rest)| rest);
    found.and_then(|rest| rest.split_once('>')).is_some_and(|(doctype, _)| doctype.contains('['))
}

/// How deep elements are nested, counted without recursion: the parsers below recurse.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for tag in text.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) {
            let own = tag.split('>').next().unwrap_or_default();
            deepest = deepest.max(depth + 1);
            if !own.ends_with('/') {
                depth += 1;
            }
        }
    }
    deepest
}

/// Refuses what is not a shape, and what unfolds without end.
fn check(document: &Document<'_>) -> Result<(), &'static str> {
    let elements = || document.descendants().filter(Node::is_element);
    if elements().count() > MAX_ELEMENTS {
        return Err(reason::SVG_COMPLEX);
    }
    let mut by_id = BTreeMap::new();
    for element in elements() {
        check_element(element)?;
        if let Some(id) = element.attribute("id") {
            by_id.insert(id, element);
        }
    }
    let mut sizes = BTreeMap::new();
    unfolded(document.root_element(), &by_id, &mut sizes, &mut BTreeSet::new()).map(drop)
}

fn check_element(element: Node<'_, '_>) -> Result<(), &'static str> {
    match element.tag_name().name() {
        "script" | "foreignObject" | "iframe" | "handler" | "listener" | "animate" | "set"
        | "animateTransform" | "animateMotion" => return Err(reason::SVG_SCRIPT),
        "image" | "feImage" => return Err(reason::SVG_EMBEDDED),
        "text" => return Err(reason::SVG_TEXT),
        "style" => check_style(element.text().unwrap_or_default())?,
        _ => {}
    }
    for attribute in element.attributes() {
        let value = attribute.value().trim();
        let name = attribute.name();
        if name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
            return Err(reason::SVG_SCRIPT);
        }
        if value.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:")) {
            return Err(reason::SVG_SCRIPT);
        }
        if name == "href" && !value.starts_with('#') && element.tag_name().name() != "a" {
            return Err(if value.starts_with("data:") { reason::SVG_EMBEDDED } else { reason::SVG_EXTERNAL });
        }
        check_style(value)?;
    }
    Ok(())
}

/// Refuses styles that fetch.
fn check_style(style: &str) -> Result<(), &'static str> {
    let is_own = |target: &str| target.trim_start().trim_start_matches(['"', '\'']).starts_with('#');
    if style.contains("@import") || style.split("url(").skip(1).any(|target| !is_own(target)) {
        return Err(reason::SVG_EXTERNAL);
    }
    Ok(())
}

/// How many elements are drawn for this one, when references are followed.
fn unfolded<'a>(
    element: Node<'a, 'a>,
    by_id: &BTreeMap<&'a str, Node<'a, 'a>>,
    sizes: &mut BTreeMap<u32, usize>,
    path: &mut BTreeSet<u32>,
) -> Result<usize, &'static str> {
    if let Some(size) = sizes.get(&element.id().get()) {
        return Ok(*size);
    }
    if path.len() > MAX_DEPTH || !path.insert(element.id().get()) {
        return Err(reason::SVG_COMPLEX);
    }
    let mut size = 1_usize;
    let targets = references(element).into_iter().filter_map(|id| by_id.get(id).copied());
    for next in element.children().filter(Node::is_element).chain(targets) {
        size += unfolded(next, by_id, sizes, path)?;
        if size > MAX_ELEMENTS {
            return Err(reason::SVG_COMPLEX);
        }
    }
    path.remove(&element.id().get());
    sizes.insert(element.id().get(), size);
    Ok(size)
}

/// The ids an element refers to.
fn references<'a>(element: Node<'a, 'a>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for attribute in element.attributes() {
        if attribute.name() == "href" {
            found.extend(attribute.value().trim().strip_prefix('#'));
        }
        for target in attribute.value().split("url(").skip(1) {
            let target = target.trim_start().trim_start_matches(['"', '\'']);
            found.extend(target.strip_prefix('#').and_then(|id| id.split([')', '"', '\'']).next()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{inside}</svg>"#
        )
    }

    #[test]
    fn shapes_are_drawn_as_large_as_a_logo_is_shown() {
        let image =
            draw(&svg(r##"<circle id="c" cx="10" cy="10" r="8"/><use xlink:href="#c" x="20"/>"##)).unwrap();
        assert_eq!((image.width(), image.height()), (640, 320));
        assert!(image.get_pixel(480, 160).0[3] > 0, "what is used twice is drawn twice");
    }

    #[test]
    fn each_danger_has_its_own_reason() {
        for (inside, expected) in [
            ("<script>alert(1)</script><rect width='9' height='9'/>", reason::SVG_SCRIPT),
            ("<rect width='9' height='9' onload='alert(1)'/>", reason::SVG_SCRIPT),
            ("<a href='javascript:alert(1)'><rect width='9' height='9'/></a>", reason::SVG_SCRIPT),
            ("<foreignObject><body/></foreignObject>", reason::SVG_SCRIPT),
            ("<use href='https://evil.example/x.svg#a'/>", reason::SVG_EXTERNAL),
            ("<use xlink:href='file:///etc/passwd'/>", reason::SVG_EXTERNAL),
            ("<style>@import url(//evil.example/x.css)</style>", reason::SVG_EXTERNAL),
            ("<rect width='9' height='9' fill='url(https://evil.example/#a)'/>", reason::SVG_EXTERNAL),
            (
                "<rect width='9' height='9' style='fill:url( &quot;//evil.example&quot; )'/>",
                reason::SVG_EXTERNAL,
            ),
            ("<image href='https://evil.example/x.png'/>", reason::SVG_EMBEDDED),
            ("<image href='data:image/png;base64,AAAA'/>", reason::SVG_EMBEDDED),
            ("<text>Clinic</text>", reason::SVG_TEXT),
            ("", reason::SVG_DAMAGED),
            ("<rect", reason::SVG_DAMAGED),
        ] {
            assert_eq!(draw(&svg(inside)).err(), Some(expected), "{inside}");
        }
    }

    #[test]
    fn what_grows_without_end_is_refused() {
        let bomb = r#"<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>"#;
        assert!(is_svg(bomb));
        assert_eq!(draw(bomb).err(), Some(reason::SVG_ENTITIES));

        let mut laughs = "<g id='g0'><rect width='1' height='1'/></g>".to_owned();
        for level in 1..12 {
            let uses = format!("<use href='#g{}'/>", level - 1).repeat(10);
            laughs.push_str(&format!("<g id='g{level}'>{uses}</g>"));
        }
        assert_eq!(draw(&svg(&laughs)).err(), Some(reason::SVG_COMPLEX));
        assert_eq!(draw(&svg("<g id='a'><use href='#a'/></g>")).err(), Some(reason::SVG_COMPLEX));
        let deep = format!("{}{}", "<g>".repeat(100_000), "</g>".repeat(100_000));
        assert_eq!(draw(&svg(&deep)).err(), Some(reason::SVG_COMPLEX));
        assert_eq!(draw(&svg(&"<rect/>".repeat(6_000))).err(), Some(reason::SVG_COMPLEX));
    }

    #[test]
    fn a_plain_doctype_is_no_danger_and_html_is_no_drawing() {
        let exported = format!(
            "<!-- made elsewhere -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">{}",
            svg("<rect width='9' height='9'/>").replace("<?xml version=\"1.0\"?>", "")
        );
        assert!(is_svg(&exported));
        assert!(draw(&exported).is_ok());
        for text in ["<!doctype html><svg>", "<html><svg>", "<svgx>", "svg", "<!-- ", ""] {
            assert!(!is_svg(text), "{text}");
        }
    }
}
