//! Writes rules as CSS, joining neighbours that share conditions or selector.

use super::encre::Rule;
use super::exchange::exchanged;
use super::minify::minify;

/// The rules as minified CSS, in their order.
#[must_use]
pub fn written(rules: &[Rule]) -> String {
    let mut out = String::new();
    let mut open: &[String] = &[];
    let mut selector: Option<&str> = None;
    for rule in rules {
        if selector.is_some() && rule.conditions != open {
            close(&mut out, open.len() + 1);
            selector = None;
        }
        if selector != Some(&rule.selector) {
            if selector.is_some() {
                close(&mut out, 1);
            } else {
                for condition in &rule.conditions {
                    out.push_str(condition);
                    out.push('{');
                }
                open = &rule.conditions;
            }
            out.push_str(&rule.selector);
            out.push('{');
            selector = Some(&rule.selector);
        }
        out.extend(exchanged(rule.declarations.clone()));
    }
    if selector.is_some() {
        close(&mut out, open.len() + 1);
    }
    minify(&out)
}

fn close(out: &mut String, levels: usize) {
    out.extend(std::iter::repeat_n('}', levels));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(condition: &str, selector: &str, declaration: &str) -> Rule {
        let conditions = if condition.is_empty() { Vec::new() } else { vec![condition.to_owned()] };
        Rule {
            class: String::new(),
            conditions,
            selector: selector.to_owned(),
            declarations: vec![declaration.to_owned()],
        }
    }

    #[test]
    fn neighbours_share_what_they_have_in_common() {
        let rules = [
            rule("", ".a", "b: c;"),
            rule("", ".a", "d: e;"),
            rule("@media x", ".f", "g: h;"),
            rule("@media x", ".i", "j: k;"),
            rule("@media y", ".i", "j: l;"),
            rule("", ".m", "n: o;"),
        ];
        assert_eq!(written(&rules), ".a{b:c;d:e}@media x{.f{g:h}.i{j:k}}@media y{.i{j:l}}.m{n:o}");
        assert_eq!(written(&[]), "");
    }
}
