//! Codes and addresses of authenticator apps.

use usecases::examined::{QUIET, drawn, totp};

/// RFC 6238, appendix B: the SHA-1 rows, cut to six digits.
#[test]
fn codes_are_those_of_the_rfc() {
    let totp = totp(b"12345678901234567890", "", "x").expect("a generator");
    for (time, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(totp.check(code, time), Some(time / 30), "{time}");
        assert_eq!(totp.check(code, time + 30), Some(time / 30), "a step late");
        assert_eq!(totp.check(code, time.saturating_sub(30)), Some(time / 30), "a step early");
        assert_eq!(totp.check(code, time + 90), None, "three steps late");
    }
}

#[test]
fn the_address_is_one_that_apps_read() {
    let totp = totp(b"12345678901234567890", "Harbor: Clinic", "walter@example.org").expect("a generator");
    let uri = totp.to_url().expect("an address");
    assert!(uri.starts_with("otpauth://totp/Harbor"), "{uri}");
    assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
    let (path, size) = drawn(&uri).expect("a code");
    assert!(path.starts_with("M4 4h7v1h-7z") && size > 2 * QUIET + 21, "{path}");
}
