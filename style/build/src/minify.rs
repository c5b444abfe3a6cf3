//! Takes comments and needless white space out of hand-written CSS.

/// The same CSS, shorter. Strings are kept as they are; spaces that mean something (around `+`, in lists) too.
#[must_use]
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut has_gap = false;
    while let Some(character) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            has_gap = true;
            continue;
        }
        let (token, after) = match character {
            '"' | '\'' => rest.split_at(string_end(rest, character)),
            _ => rest.split_at(character.len_utf8()),
        };
        rest = after;
        if character.is_whitespace() {
            has_gap = true;
            continue;
        }
        let closes = matches!(character, '{' | '}' | ';' | ',');
        let follows_open = out.ends_with(['{', '}', ';', ',', ':']) || out.is_empty();
        // An empty variable, `--a: ;`, needs its space in older browsers.
        let is_empty_value = out.ends_with(':') && (character == ';' || character == '}');
        if has_gap && (is_empty_value || !closes && !follows_open) {
            out.push(' ');
        }
        if character == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(token);
        has_gap = false;
    }
    out
}

/// Length of the string that `text` starts with, quotes included.
fn string_end(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_go_and_meaning_stays() {
        let css = "/* a */\n.a .b:hover ,\n.c > d {\n  margin: 0 calc(1px + 2px);\n  content: \"a ;  b\";\n}\n@media (width >= 48rem) and (hover: hover) { a { b: c } }";
        let short = ".a .b:hover,.c > d{margin:0 calc(1px + 2px);content:\"a ;  b\"}@media (width >= 48rem) and (hover:hover){a{b:c}}";
        assert_eq!(minify(css), short);
    }

    #[test]
    fn a_descendant_that_starts_with_a_colon_keeps_its_space() {
        assert_eq!(minify("a :where(b) { c: d; }"), "a :where(b){c:d}");
        assert_eq!(minify("a { --b: ; --c: d }"), "a{--b: ;--c:d}");
    }
}
