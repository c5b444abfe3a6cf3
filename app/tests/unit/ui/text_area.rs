//! Text between the tags of a text area.

use app::examined::encoded;

#[test]
fn text_cannot_leave_its_area() {
    assert_eq!(encoded("</textarea><script>"), "&lt;/textarea>&lt;script>");
    assert_eq!(encoded("&lt;"), "&amp;lt;");
    assert_eq!(encoded("\na"), "\n\na");
}
