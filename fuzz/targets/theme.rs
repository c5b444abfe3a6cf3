//! A theme as a browser hands it in: what passes the check paints a stylesheet that ends no element and hides no sign.

use domain::theme::{Mode, ThemeTokens, contrast_report, css, derive};

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    let Ok(tokens) = serde_json::from_slice::<ThemeTokens>(bytes) else { return false };
    if tokens.validate().is_err() {
        return false;
    }
    let sheet = css(&tokens);
    assert!(!sheet.contains(['<', '\\']), "{sheet}");
    let _ = (derive(&tokens, Mode::Light), derive(&tokens, Mode::Dark), contrast_report(&tokens));
    let Ok(again) = serde_json::to_vec(&tokens) else { panic!("cannot be written: {tokens:?}") };
    let Ok(read) = serde_json::from_slice::<ThemeTokens>(&again) else {
        panic!("cannot be read: {tokens:?}")
    };
    assert_eq!(read, tokens);
    true
}
