//! Hashes of passwords, and which passwords are refused.

use usecases::UseCaseError;
use usecases::account::{Passwords, Strength};
use usecases::examined::check;
use usecases::keys::Keys;

#[tokio::test]
async fn a_hash_fits_its_password_and_pepper_only() {
    let passwords = Passwords::new(Strength { memory_kib: 0, passes: 0 });
    let keys = Keys::from_bytes([1; 32]);
    let hash = passwords.hash(&keys, "correct horse battery".to_owned()).await.expect("a hash");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    for (password, secret, expected) in
        [("correct horse battery", 1, true), ("wrong", 1, false), ("correct horse battery", 2, false)]
    {
        let keys = Keys::from_bytes([secret; 32]);
        let is_right = passwords.verify(&keys, password.to_owned(), Some(hash.clone())).await;
        assert_eq!(is_right.expect("an answer"), expected, "{password} {secret}");
    }
    assert!(!passwords.verify(&keys, "any".to_owned(), None).await.expect("an answer"));
}

#[test]
fn weak_passwords_are_refused_with_the_reason() {
    let reason = |password: &str| match check(password, "walter@example.org", &["Clínica Norte".to_owned()])
    {
        Err(UseCaseError::Invalid(fields)) => fields[0].message.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(reason("short"), "password_too_short");
    assert_eq!(reason(&"x".repeat(129)), "password_too_long");
    assert_eq!(reason("my name is Walter so"), "password_contains_name");
    assert_eq!(reason("JackSparrow050219932"), "password_too_common");
    assert_eq!(reason("Clinica-Norte-2026"), "password_too_common");
    assert_eq!(reason("a quiet harbour at dawn"), "Ok(())");
}
