//! Settings, and what is said of wrong ones.

use crate::support::load;
use server::config::Network;

#[test]
fn without_settings_it_serves_this_machine_from_sqlite() {
    let config = load(&[]).expect("defaults are valid");
    assert_eq!(config.database_url, "sqlite://data/portal.db");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url.origin("demo.localhost"), "http://demo.localhost:3000");
}

#[test]
fn each_wrong_setting_is_named_with_what_to_write() {
    for (name, value, hint) in [
        ("PORTAL_LISTEN", "3000", "127.0.0.1:3000"),
        ("PORTAL_BASE_URL", "http://clinic.example.org", "https://"),
        ("PORTAL_BASE_URL", "clinic.example.org", "scheme"),
        ("PORTAL_TRUSTED_PROXIES", "10.0.0.0/99", "10.0.0.0/8"),
        ("PORTAL_DEMO", "yes", "1 or 0"),
        ("DATABASE_URL", "mysql://x", "sqlite://"),
    ] {
        let error = load(&[(name, value)]).expect_err(name);
        assert!(error.contains(name) && error.contains(hint), "{error}");
    }
    let public = load(&[("PORTAL_DEMO", "1"), ("PORTAL_BASE_URL", "https://clinic.example.org")]);
    assert!(public.is_err_and(|error| error.contains("PORTAL_DEMO")));
}

#[test]
fn networks_hold_their_addresses_only() {
    let network = Network::parse("10.1.0.0/16").expect("a network");
    assert!(network.contains("10.1.255.1".parse().expect("an address")));
    assert!(!network.contains("10.2.0.1".parse().expect("an address")));
    assert!(!network.contains("::1".parse().expect("an address")));
    assert!(Network::parse("::1").expect("one address").contains("::1".parse().expect("an address")));
}
