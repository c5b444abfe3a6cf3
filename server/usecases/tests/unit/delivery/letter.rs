//! Messages as text and as HTML.

use domain::theme::{Mode, ThemeTokens, derive};
use i18n::Lang;
use usecases::delivery::{Letter, Link, Look};

fn letter() -> Letter {
    Letter {
        lang: Lang::Es,
        subject: "Su código".to_owned(),
        paragraphs: vec!["<script>alert(1)</script> & más".to_owned()],
        code: Some("123456".to_owned()),
        link: Some(Link { label: "Abrir".to_owned(), href: "https://x.example/?a=1&b=\"2\"".to_owned() }),
        after: vec!["Vale diez minutos.".to_owned()],
        sms: "123456".to_owned(),
    }
}

fn look() -> Look {
    Look {
        name: "Clínica <Norte>".to_owned(),
        phone: Some("+34 900 000 000".to_owned()),
        address: None,
        colors: derive(&ThemeTokens::default(), Mode::Light),
    }
}

#[test]
fn what_people_wrote_stays_text_in_html() {
    let html = letter().html(&look()).expect("the template is whole");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
    assert!(html.contains("Cl\u{ed}nica &lt;Norte&gt;") && html.contains("lang=\"es\""), "{html}");
    assert!(html.contains("a=1&amp;b=&quot;2&quot;"), "{html}");
    let primary = look().colors.primary.to_string();
    assert!(html.contains(&format!("background:{primary}")), "{html}");
    assert!(html.contains("123456") && html.contains("Vale diez minutos."));
}

#[test]
fn text_has_everything_in_order() {
    let text = letter().text(&look());
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing in {text}"));
    assert!(at("más") < at("123456") && at("123456") < at("Abrir:") && at("Abrir:") < at("Vale diez"));
    assert!(at("Vale diez") < at("+34 900") && text.contains("-- \nClínica <Norte>"));
}
