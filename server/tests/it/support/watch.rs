//! What an answer shows and what it took, so that two can be compared: never its time, which says nothing on a busy
//! machine.

use super::{Client, Reply, TestPortal};
use server::router::router;
use std::sync::{Arc, Mutex};

/// Sees the work that requests to a portal cause.
pub struct Watch {
    statements: Arc<Mutex<Vec<String>>>,
}

/// An answer and the work behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub status: u16,
    /// Names and values in their order; cookies with their length only, since each is another.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Shapes of the statements that ran, in their order.
    pub statements: Vec<String>,
    /// How often a password was computed.
    pub computed: u64,
}

impl TestPortal {
    /// Sees what requests cause from now on; browsers have to be made anew.
    pub fn watch(&mut self) -> Watch {
        let statements = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&statements);
        self.portal.backend.db.observe(move |sql| seen.lock().expect("unpoisoned").push(shape(sql)));
        self.state.portal = self.portal.clone();
        self.router = router(self.state.clone());
        Watch { statements }
    }

    /// Hears every statement that runs from now on, with its values; browsers have to be made anew.
    pub fn hear(&mut self) -> Arc<Mutex<Vec<String>>> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&heard);
        self.portal.backend.db.observe(move |sql| list.lock().expect("unpoisoned").push(sql.to_owned()));
        self.state.portal = self.portal.clone();
        self.router = router(self.state.clone());
        heard
    }

    /// Asks as a form does when `is_form`, else as the application does; nobody waits because of those before.
    pub async fn seen(
        &self,
        watch: &Watch,
        (path, is_form): (&str, bool),
        browser: &mut Client,
        fields: &[(&str, &str)],
    ) -> Seen {
        self.sql("DELETE FROM throttle").await;
        self.seen_again(watch, (path, is_form), browser, fields).await
    }

    /// The same with those before.
    pub async fn seen_again(
        &self,
        watch: &Watch,
        (path, is_form): (&str, bool),
        browser: &mut Client,
        fields: &[(&str, &str)],
    ) -> Seen {
        watch.statements.lock().expect("unpoisoned").clear();
        let before = self.portal.passwords.computed();
        let reply =
            if is_form { browser.post_form(path, fields).await } else { browser.call(path, fields).await };
        let statements = std::mem::take(&mut *watch.statements.lock().expect("unpoisoned"));
        Seen {
            status: reply.status,
            headers: headers(&reply),
            body: reply.body,
            statements,
            computed: self.portal.passwords.computed() - before,
        }
    }
}

fn headers(reply: &Reply) -> Vec<(String, String)> {
    let shown = |name: &str, value: &str| match name {
        "set-cookie" => {
            let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
            let (cookie, value) = pair.split_once('=').unwrap_or((pair, ""));
            format!("{cookie}: {} signs;{rest}", value.len())
        }
        "content-security-policy" => value
            .split(' ')
            .map(|word| if word.starts_with("'nonce-") { "'nonce'" } else { word })
            .collect::<Vec<_>>()
            .join(" "),
        _ => value.to_owned(),
    };
    reply
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), shown(name.as_str(), value.to_str().unwrap_or("?"))))
        .collect()
}

/// A statement without its values: a number, a text, bytes and nothing at all look the same.
pub fn shape(sql: &str) -> String {
    let (mut out, mut signs) = (String::new(), sql.chars().peekable());
    while let Some(sign) = signs.next() {
        let is_inside =
            out.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_' || last == '"');
        match sign {
            '\'' => {
                while let Some(inner) = signs.next() {
                    if inner == '\'' && signs.next_if_eq(&'\'').is_none() {
                        break;
                    }
                }
                // The mark before bytes (x'00') or an escape (E'\n') belongs to the value.
                if out.ends_with(" x") || out.ends_with(" X") || out.ends_with(" E") || out.ends_with("(x") {
                    out.pop();
                }
                out.push('?');
            }
            '0'..='9' if !is_inside => {
                while signs.next_if(char::is_ascii_digit).is_some() {}
                out.push('?');
            }
            _ => out.push(sign),
        }
    }
    out.replace("NULL", "?").replace("TRUE", "?").replace("FALSE", "?")
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn statements_with_other_values_look_the_same() {
        let one = "SELECT \"a1\" FROM t WHERE b = 'O''Hara' AND c = x'00ff' AND d = 17 AND e IS NULL";
        let other = "SELECT \"a1\" FROM t WHERE b = '' AND c = x'01' AND d = 4 AND e IS 'x'";
        assert_eq!(shape(one), shape(other));
        assert_ne!(shape(one), shape("SELECT \"a2\" FROM t WHERE b = ''"));
    }
}
