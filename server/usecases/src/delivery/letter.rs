//! What a message says, and how it looks as text, as HTML and as a text message.

use domain::theme::Palette;
use i18n::{Lang, k, text};
use std::collections::BTreeMap;

/// Something to press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// What a message says. No health data: only that there is something to see after signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// In which language.
    pub lang: Lang,
    /// One line.
    pub subject: String,
    /// What stands before code and link.
    pub paragraphs: Vec<String>,
    /// Something to type.
    pub code: Option<String>,
    /// Something to press.
    pub link: Option<Link>,
    /// What stands after them.
    pub after: Vec<String>,
    /// The whole as a text message.
    pub sms: String,
}

/// How a clinic's letters look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The clinic's name.
    pub name: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its postal address.
    pub address: Option<String>,
    /// The colours of the clinic's theme in light mode: few mail programs know another.
    pub colors: Palette,
}

impl Letter {
    /// As plain text.
    #[must_use]
    pub fn text(&self, look: &Look) -> String {
        let mut parts = self.paragraphs.clone();
        parts.extend(self.code.as_ref().map(|code| format!("    {code}")));
        parts.extend(self.link.as_ref().map(|link| format!("{}:\n{}", link.label, link.href)));
        parts.extend(self.after.iter().cloned());
        let mut sender = vec![look.name.clone()];
        sender.extend(look.phone.clone());
        sender.extend(look.address.clone());
        parts.push(format!("-- \n{}", sender.join("\n")));
        parts.push(text(self.lang, k::MAIL_FOOTER).to_owned());
        parts.join("\n\n") + "\n"
    }

    /// As HTML.
    ///
    /// # Errors
    /// What the template engine says; only a broken template makes it fail.
    pub fn html(&self, look: &Look) -> Result<String, minijinja::Error> {
        let mut engine = minijinja::Environment::new();
        engine.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        engine.add_template("mail.html", include_str!("../../templates/mail.html"))?;
        engine.get_template("mail.html")?.render(minijinja::context! {
            lang => self.lang.code().to_owned(),
            subject => self.subject.clone(),
            paragraphs => self.paragraphs.clone(),
            code => self.code.clone(),
            label => self.link.as_ref().map(|link| link.label.clone()),
            href => self.link.as_ref().map(|link| link.href.clone()),
            after => self.after.clone(),
            name => look.name.clone(),
            phone => look.phone.clone(),
            address => look.address.clone(),
            color => look.colors.colors().map(|(variable, color)| (name_of(variable), color.to_string()))
                .collect::<BTreeMap<_, _>>(),
            footer => text(self.lang, k::MAIL_FOOTER).to_owned(),
        })
    }
}

/// `on_primary` of `--c-on-primary`, as a template can write it.
fn name_of(variable: &str) -> String {
    variable.trim_start_matches("--c-").replace('-', "_")
}
