//! Where facilities are reached: one scheme and port for all, each its own host.

/// Scheme and port of every facility's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// `https`, or `http` on one's own machine.
    pub scheme: String,
    /// Port, if it is not the scheme's own.
    pub port: Option<u16>,
}

impl Default for Site {
    fn default() -> Self {
        Self { scheme: "http".to_owned(), port: Some(3000) }
    }
}

impl Site {
    /// The origin of a facility's host, as browsers write it. Links and passkeys are bound to it, never to a request's
    /// own Host header.
    #[must_use]
    pub fn origin(&self, host: &str) -> String {
        match self.port {
            Some(port) => format!("{}://{host}:{port}", self.scheme),
            None => format!("{}://{host}", self.scheme),
        }
    }
}
