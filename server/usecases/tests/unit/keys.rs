//! Keys by purpose, what they seal, and the file they come from.

use usecases::keys::{Keys, Purpose};

#[test]
fn purposes_and_part_boundaries_change_the_mac() {
    let keys = Keys::from_bytes([7; 32]);
    let mac = |purpose, parts: &[&[u8]]| keys.mac(purpose, parts);
    assert_ne!(mac(Purpose::Audit, &[b"ab", b"c"]), mac(Purpose::Audit, &[b"a", b"bc"]));
    assert_ne!(mac(Purpose::Audit, &[b"a"]), mac(Purpose::Throttle, &[b"a"]));
    assert_eq!(mac(Purpose::Audit, &[b"a"]), mac(Purpose::Audit, &[b"a"]));
}

#[test]
fn what_is_sealed_opens_in_its_own_place_only() {
    let keys = Keys::from_bytes([7; 32]);
    let sealed = keys.seal(Purpose::Factor, &[b"row", b"1"], b"secret").expect("sealed");
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    assert_eq!(keys.open(Purpose::Factor, &[b"row", b"1"], &sealed).expect("opened"), b"secret");
    assert!(keys.open(Purpose::Factor, &[b"row", b"2"], &sealed).is_err());
    assert!(keys.open(Purpose::Factor, &[b"ro", b"w1"], &sealed).is_err());
    assert!(keys.open(Purpose::Code, &[b"row", b"1"], &sealed).is_err());
    assert!(Keys::from_bytes([8; 32]).open(Purpose::Factor, &[b"row", b"1"], &sealed).is_err());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(keys.open(Purpose::Factor, &[b"row", b"1"], &changed).is_err(), "{at}");
    }
    assert!(keys.open(Purpose::Factor, &[], b"").is_err());
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = std::env::temp_dir().join(format!("portal-keys-{}", std::process::id()));
    let path = folder.join("secret.key");
    let read = || Keys::load_or_create(&path).map(|keys| keys.mac(Purpose::Audit, &[b"a"]));
    let made = read();
    assert_eq!(read(), made);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("own file");
    assert!(Keys::load_or_create(&path).is_err_and(|error| error.contains("chmod 600")));
    std::fs::remove_dir_all(folder).expect("own folder");
}
