//! Codes told in person, as they are typed.

use usecases::examined::read_told_code as read;

#[test]
fn a_code_is_read_as_it_is_told_and_nothing_else_is_one() {
    assert_eq!(read("7k2m-9pxo").as_deref(), Some("7K2M9PX0"));
    assert_eq!(read(" 7K2M 9PXL ").as_deref(), Some("7K2M9PX1"));
    for other in ["", "123456", "7K2M-9PX", "7K2M-9PXU", "0-ABCD-EFGH-JKMN-PQRS"] {
        assert_eq!(read(other), None, "{other}");
    }
}
