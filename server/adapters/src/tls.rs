//! The one implementation of TLS's arithmetic in the process.

/// Makes it the process's own; a second call changes nothing.
pub fn install() {
    drop(rustls::crypto::ring::default_provider().install_default());
}
