//! Finds class names in Rust sources: every word of every string may be one, some places must hold nothing else.
//!
//! Such places are: the value of an attribute, property, constant or variable whose name ends in `class` or `classes`
//! (`class="…"`, `class=move || …`, `const CARD_CLASS: &str`), the names of `class:name=…`, and the body of a function
//! whose name ends so (`fn button_class(tone: Tone) -> &'static str`).

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::StyleError;
use super::sources::Source;
use super::token::{inner, is_group, is_name_part, is_punct, is_single_equals, starts_with, unquoted};

/// A word of a string, or the name in `class:name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// The line of the string.
    pub line: usize,
    /// Whether its place holds class names only.
    pub is_class: bool,
}

/// Functions and macros whose arguments are compared or looked up, not shown.
const QUESTIONS: [&str; 9] =
    ["contains", "starts_with", "ends_with", "strip_prefix", "eq", "get", "expect", "matches", "t"];

/// Every word of a source, in order.
///
/// # Errors
/// The source is no Rust.
pub fn words(source: &Source) -> Result<Vec<Word>, StyleError> {
    let tokens: TokenStream =
        source.text.parse().map_err(|error: proc_macro2::LexError| StyleError::NotRust {
            path: source.path.clone(),
            line: error.span().start().line,
            error: error.to_string(),
        })?;
    let mut words = Vec::new();
    walk(tokens.into_iter().collect(), false, &mut words);
    Ok(words)
}

/// Walks over the tokens of one level.
fn walk(tokens: Vec<TokenTree>, is_class: bool, words: &mut Vec<Word>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        at += 1;
        match token {
            TokenTree::Ident(name) if is_class_name(&name.to_string()) => {
                at += class_place(&name.to_string(), before, rest, words);
            }
            TokenTree::Literal(literal) if !is_class || !is_question(before, rest) => {
                let line = literal.span().start().line;
                let text = unquoted(&literal.to_string());
                words.extend(text.split_whitespace().map(|word| Word {
                    text: word.to_owned(),
                    line,
                    is_class,
                }));
            }
            TokenTree::Group(group) => {
                let is_doc = is_punct(before, '#') && starts_with(group, "doc");
                let callee = if is_punct(before, '!') { tokens.get(at.wrapping_sub(3)) } else { before };
                let callee =
                    callee.map(ToString::to_string).filter(|_| group.delimiter() == Delimiter::Parenthesis);
                let is_asked = callee.is_some_and(|name| QUESTIONS.contains(&name.as_str()));
                if !is_doc {
                    walk(inner(group), is_class && !is_asked, words);
                }
            }
            _ => {}
        }
    }
}

/// Handles what follows a name that ends in `class`; returns how many tokens it used.
fn class_place(name: &str, before: Option<&TokenTree>, rest: &[TokenTree], words: &mut Vec<Word>) -> usize {
    let is_after = |keyword: &str| before.is_some_and(|token| token.to_string() == keyword);
    if is_after("fn") {
        let Some(body) = rest.iter().position(|token| is_group(token, Delimiter::Brace)) else { return 0 };
        walk(rest.get(body..=body).unwrap_or_default().to_vec(), true, words);
        return body + 1;
    }
    if is_after("const") || is_after("static") || is_after("let") || is_after("mut") {
        let Some(equals) = rest.iter().position(|token| is_punct(Some(token), '=')) else { return 0 };
        let end = rest.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(rest.len());
        walk(rest.get(equals + 1..end).unwrap_or_default().to_vec(), true, words);
        return end;
    }
    let (first, second) = (rest.first(), rest.get(1));
    if is_punct(first, '=') && !is_punct(second, '=') && !is_punct(second, '>') {
        let value = rest.get(1..).unwrap_or_default();
        let end = value_end(value);
        walk(class_of_tuple(value.get(..end).unwrap_or_default()), true, words);
        return 1 + end;
    }
    if is_punct(first, ':') && !is_punct(second, ':') {
        if matches!(second, Some(TokenTree::Literal(_))) {
            walk(rest.get(1..2).unwrap_or_default().to_vec(), true, words);
            return 2;
        }
        let equals = rest.iter().position(|token| is_punct(Some(token), '='));
        if let (true, Some(equals)) = (name == "class", equals) {
            let parts = rest.get(1..equals).unwrap_or_default();
            if parts.iter().all(is_name_part) {
                let line = parts.first().map_or(0, |part| part.span().start().line);
                let text = parts.iter().map(ToString::to_string).collect();
                words.push(Word { text, line, is_class: true });
                return equals + 1;
            }
        }
    }
    0
}

/// How many tokens the value of an attribute has: one string or block, or all up to the next attribute,
/// the end of the tag, or the end of the statement.
fn value_end(value: &[TokenTree]) -> usize {
    if matches!(value.first(), Some(TokenTree::Literal(_) | TokenTree::Group(_))) {
        return 1;
    }
    (1..value.len())
        .find(|&at| {
            let (before, token, after) = (value.get(at - 1), value.get(at), value.get(at + 1));
            let ends_tag = is_punct(token, '>') && !is_punct(before, '=') && !is_punct(before, '-')
                || is_punct(token, '/') && is_punct(after, '>');
            let is_name =
                matches!(token, Some(TokenTree::Ident(_))) && !matches!(before, Some(TokenTree::Punct(_)));
            let starts_attribute = is_name
                && (is_single_equals(after, value.get(at + 2))
                    || is_punct(after, ':') && !is_punct(value.get(at + 2), ':')
                    || is_punct(after, '-'));
            ends_tag || starts_attribute || is_punct(token, ';') || is_punct(token, ',')
        })
        .unwrap_or(value.len())
}

/// Of `class=("name", condition)` only the name; anything else as it is.
fn class_of_tuple(value: &[TokenTree]) -> Vec<TokenTree> {
    if let [TokenTree::Group(group)] = value
        && group.delimiter() == Delimiter::Parenthesis
    {
        let inner = inner(group);
        let comma = inner.iter().position(|token| is_punct(Some(token), ',')).unwrap_or(inner.len());
        return inner.into_iter().take(comma).collect();
    }
    value.to_vec()
}

/// Whether a string among class names is asked about rather than shown: `x == "home"`, `"home" => …`, `"a" | "b" => …`.
fn is_question(before: Option<&TokenTree>, rest: &[TokenTree]) -> bool {
    let is_pattern = rest
        .iter()
        .find(|token| !matches!(token, TokenTree::Literal(_)) && !is_punct(Some(token), '|'))
        .is_some_and(|token| is_punct(Some(token), '='));
    is_pattern || is_punct(before, '=')
}

fn is_class_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("class") || name.ends_with("classes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<String> {
        let source = Source { text: text.to_owned(), ..Source::default() };
        let words = words(&source).unwrap();
        words.into_iter().filter(|word| word.is_class).map(|word| word.text).collect()
    }

    fn in_view(attributes: &str) -> Vec<String> {
        classes(&format!("fn page() {{ view! {{ <a {attributes}>\"plain words\"</a> }} }}"))
    }

    #[test]
    fn attributes_hold_class_names_and_texts_do_not() {
        assert_eq!(in_view(r#"class="p-4 md:p-6" href="/a b""#), ["p-4", "md:p-6"]);
        assert_eq!(in_view(r#"href=x class="p-4" on:click=go disabled"#), ["p-4"]);
        assert_eq!(in_view(r#"class=style.then_some("p-4")"#), ["p-4"]);
        assert_eq!(in_view(r#"item_class="p-4""#), ["p-4"]);
        assert_eq!(in_view("class=\"p-4 \\\n   md:p-6\""), ["p-4", "md:p-6"]);
    }

    #[test]
    fn closures_hold_class_names_up_to_the_next_attribute() {
        let view =
            r#"class=move || if open.get() { "p-4" } else { "p-2" } id="name of it" aria-label="no class""#;
        assert_eq!(in_view(view), ["p-4", "p-2"]);
        assert_eq!(
            in_view(r#"class=move || if tab.get() == "home" { "p-4" } else { "p-2" } data-x="y""#),
            ["p-4", "p-2"]
        );
        assert_eq!(
            in_view(r#"class={move || match tab() { "a" | "b" => "p-4", _ => "p-2" }} on:click=x("y")"#),
            ["p-4", "p-2"]
        );
        assert_eq!(in_view(r#"class=move || { if list.contains("x") { "p-4" } else { "" } }"#), ["p-4"]);
        assert_eq!(in_view(r#"class=move || { if matches!(tab, "x") { "p-4" } else { "" } }"#), ["p-4"]);
    }

    #[test]
    fn names_after_a_colon_and_tuples_are_class_names() {
        assert_eq!(in_view("class:p-4=is_open class:md:mt-0.5=move || { a > b }"), ["p-4", "md:mt-0.5"]);
        assert_eq!(in_view(r#"class=("md:p-4", move || tab.get() == "home")"#), ["md:p-4"]);
    }

    #[test]
    fn constants_variables_and_functions_named_so_hold_class_names() {
        assert_eq!(classes(r#"const CARD_CLASS: &str = "p-4"; const NAME: &str = "no class";"#), ["p-4"]);
        assert_eq!(classes(r#"fn f() { let row_classes = "p-4 p-2"; other("x y"); }"#), ["p-4", "p-2"]);
        assert_eq!(
            classes(
                r#"fn button_class(t: Tone) -> &'static str { match t { A => "p-4", B => "p-2" } } fn x() { y("z") }"#
            ),
            ["p-4", "p-2"]
        );
        assert_eq!(
            classes(r##"#[prop(default = "w-4")] class: &'static str, title: "t""##),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_string_is_read_but_comments_are_not() {
        let source = Source {
            text: "/// hidden\nfn f() -> &str { g(\"p-4 words\", r#\"raw\"#, 'c', 4) }".to_owned(),
            ..Source::default()
        };
        let all: Vec<_> = words(&source).unwrap().into_iter().map(|word| (word.text, word.line)).collect();
        assert_eq!(all, [("p-4".to_owned(), 2), ("words".to_owned(), 2), ("raw".to_owned(), 2)]);
    }

    #[test]
    fn what_is_no_rust_is_named_with_its_line() {
        let source = Source { text: "fn f() {\n \"open }".to_owned(), ..Source::default() };
        assert!(matches!(words(&source), Err(StyleError::NotRust { .. })));
    }
}
