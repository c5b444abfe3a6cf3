//! Where an app may be led back to (RFC 6749 3.1.2, RFC 8252).

/// Longest address, in bytes.
pub const LONGEST_URI: usize = 500;
/// Most addresses of one app.
pub const MOST_URIS: usize = 10;

/// Whether an address can be registered: `https`, this very machine, or a scheme of the app's own, which holds a dot.
#[must_use]
pub fn is_allowed(uri: &str) -> bool {
    if uri.is_empty() || uri.len() > LONGEST_URI || !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    // A fragment would be cut off; quotes and the like belong into no address.
    if uri.contains(['#', '\\', '"', '<', '>', '^', '`', '{', '|', '}']) {
        return false;
    }
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    match scheme {
        "https" => authority(rest).is_some_and(|host| !host.is_empty()),
        "http" => authority(rest).is_some_and(is_loopback),
        own => {
            let is_word = own
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-+".contains(&byte));
            is_word
                && own.contains('.')
                && own.starts_with(|sign: char| sign.is_ascii_lowercase())
                && rest.starts_with('/')
        }
    }
}

/// Whether an address is the registered one. Of this very machine, the port is the app's to choose (RFC 8252 7.3).
#[must_use]
pub fn matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    let without_port = |uri: &str| {
        let rest = uri.strip_prefix("http:")?;
        let host = authority(rest).filter(|host| is_loopback(host))?;
        let path = rest.strip_prefix("//")?.strip_prefix(host)?;
        Some((without_port(host).to_owned(), path.to_owned()))
    };
    is_allowed(asked) && without_port(registered).is_some_and(|one| without_port(asked) == Some(one))
}

/// Where the address leads, for people: the host, or the scheme of an app.
#[must_use]
pub fn shown_host(uri: &str) -> &str {
    match uri.split_once(':') {
        Some(("https" | "http", rest)) => authority(rest).unwrap_or(uri),
        Some((scheme, _)) => scheme,
        None => uri,
    }
}

/// Host and port of what stands behind the scheme; none where somebody's name stands before the host.
fn authority(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("//")?;
    let host = rest.split(['/', '?']).next()?;
    (!host.contains('@')).then_some(host)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(without_port(host), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_to_an_app_can_be_registered() {
        for uri in [
            "https://app.example/callback",
            "https://app.example",
            "http://localhost:9000/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:80/cb",
            "org.example.app:/callback",
        ] {
            assert!(is_allowed(uri), "{uri}");
        }
        for uri in [
            "",
            "http://app.example/callback",
            "http://localhost.example/cb",
            "https://user@app.example/",
            "https:///cb",
            "https://app.example/#fragment",
            "https://app.example/a b",
            "javascript:alert(1)",
            "javascript.x:alert(1)",
            "data:text/html,x",
            "myapp://callback",
            "/callback",
            "app.example/callback",
        ] {
            assert!(!is_allowed(uri), "{uri}");
        }
        assert!(!is_allowed(&format!("https://app.example/{}", "a".repeat(500))));
    }

    #[test]
    fn only_this_machine_may_change_its_port() {
        assert!(matches("https://app.example/cb", "https://app.example/cb"));
        assert!(matches("http://localhost/cb", "http://localhost:51234/cb"));
        for (registered, asked) in [
            ("https://app.example/cb", "https://app.example:8443/cb"),
            ("https://app.example/cb", "https://app.example/cb?more=1"),
            ("http://localhost/cb", "http://localhost:51234/other"),
            ("http://localhost/cb", "http://127.0.0.1:51234/cb"),
            ("http://localhost/cb", "http://localhost:1@evil.example/cb"),
        ] {
            assert!(!matches(registered, asked), "{asked}");
        }
    }

    #[test]
    fn people_see_where_it_leads() {
        assert_eq!(shown_host("https://app.example:8443/cb?x=1"), "app.example:8443");
        assert_eq!(shown_host("org.example.app:/cb"), "org.example.app");
    }
}
