//! Puts a theme onto the page in the frame: variables on its root, logos in their places. No request, no reload.

use domain::theme::{Mode, ThemeTokens, variables};
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement};

/// What is painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The theme.
    pub tokens: ThemeTokens,
    /// Light or dark.
    pub mode: Mode,
    /// Address of the logo for light grounds.
    pub logo_light: Option<String>,
    /// Address of the logo for dark grounds.
    pub logo_dark: Option<String>,
}

/// Paints the framed page, if it has come.
pub fn paint(frame: &HtmlIFrameElement, picture: &Picture) {
    let Some(document) = frame.content_document() else { return };
    let Some(root) = document.document_element() else { return };
    // An element of another window is no `HtmlElement` of this one, though it can all that one can.
    let root: HtmlElement = root.unchecked_into();
    let mode = match picture.mode {
        Mode::Light => "light",
        Mode::Dark => "dark",
    };
    if root.get_attribute("data-mode").as_deref() != Some(mode) {
        drop(root.set_attribute("data-mode", mode));
    }
    let style = root.style();
    for (name, value) in variables(&picture.tokens, picture.mode) {
        drop(style.set_property(name, &value));
    }
    paint_logos(&document, picture);
}

/// Sets a variable of an element of this page.
pub fn set_variable(element: &HtmlElement, name: &str, value: &str) {
    drop(element.style().set_property(name, value));
}

fn paint_logos(document: &Document, picture: &Picture) {
    let light = picture.logo_light.as_deref().or(picture.logo_dark.as_deref());
    let dark = picture.logo_dark.as_deref().or(light);
    let Ok(places) = document.query_selector_all("[data-brand]") else { return };
    for index in 0..places.length() {
        let Some(place) = places.item(index) else { continue };
        let place: Element = place.unchecked_into();
        let name = place.get_attribute("data-brand").unwrap_or_default();
        let alt = Some(picture.tokens.logo_alt.as_str()).filter(|alt| !alt.is_empty()).unwrap_or(&name);
        let wanted = format!("{} {} {alt}", light.unwrap_or_default(), dark.unwrap_or_default());
        if place.get_attribute("data-shown").as_deref() == Some(wanted.as_str()) {
            continue;
        }
        drop(place.set_attribute("data-shown", &wanted));
        place.set_text_content(None);
        match (light, dark) {
            (Some(light), Some(dark)) => {
                add(document, &place, "img", LIGHT_CLASS, &[("src", light), ("alt", alt)]);
                add(document, &place, "img", DARK_CLASS, &[("src", dark), ("alt", alt)]);
            }
            _ => {
                if let Some(text) = add(document, &place, "span", NAME_CLASS, &[]) {
                    text.set_text_content(Some(&name));
                }
            }
        }
    }
}

/// As `layout::BrandMark` draws them.
const LIGHT_CLASS: &str = "logo-light h-10 w-auto max-w-48 object-contain";
const DARK_CLASS: &str = "logo-dark h-10 w-auto max-w-48 object-contain";
const NAME_CLASS: &str = "text-base md:text-lg font-semibold text-strong";

fn add(
    document: &Document,
    place: &Element,
    tag: &str,
    class: &str,
    attributes: &[(&str, &str)],
) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    element.set_class_name(class);
    for (name, value) in attributes {
        drop(element.set_attribute(name, value));
    }
    place.append_child(&element).ok()?;
    Some(element)
}
