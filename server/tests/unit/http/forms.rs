//! What is kept of a form.

use server::http::forms::typed_values;

#[test]
fn secrets_are_not_kept_with_what_was_typed() {
    let kept = typed_values(b"request%5Busername%5D=ana+b&request%5Bpassword%5D=s%C3%A9cret");
    assert_eq!(kept, [("request[username]".to_owned(), "ana b".to_owned())]);
}
