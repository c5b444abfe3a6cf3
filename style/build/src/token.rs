//! Small questions about the tokens of a Rust source.

use proc_macro2::{Delimiter, Group, Spacing, TokenTree};

/// Whether a token may be part of the name in `class:name`.
pub(super) fn is_name_part(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), '-' | ':' | '.' | '/'),
        TokenTree::Group(_) => false,
    }
}

/// Whether a token is this punctuation.
pub(super) fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Whether a token is `=` alone, not the start of `==` or `=>`.
pub(super) fn is_single_equals(token: Option<&TokenTree>, next: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '='
        && (punct.spacing() == Spacing::Alone || !is_punct(next, '=') && !is_punct(next, '>')))
}

/// Whether a token is a group in these brackets.
pub(super) fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// Whether a group starts with this word.
pub(super) fn starts_with(group: &Group, name: &str) -> bool {
    group.stream().into_iter().next().is_some_and(|token| token.to_string() == name)
}

/// The tokens inside a group.
pub(super) fn inner(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// The text of a string literal; nothing for numbers, characters and bytes.
pub(super) fn unquoted(literal: &str) -> String {
    if let Some(raw) = literal.strip_prefix('r') {
        let raw = raw.trim_matches('#');
        return raw.trim_matches('"').to_owned();
    }
    let Some(text) = literal.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return String::new();
    };
    // A line may be continued with a backslash; escapes of white space part words, others stand for themselves.
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 't' | 'r' | '\n') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}
