//! What this crate's unit tests look at: they link the library as it ships instead of building it a second time.

pub use crate::audit::model::{asked, href as access_log_href, query_of};
pub use crate::calendar::model::{At as CalendarAt, Tab as CalendarTab, Task as CalendarTask, escaped};
pub use crate::calendar::words::{span_parts, times};
pub use crate::home::next_visit::soon;
pub use crate::invitations::model::{At as InvitationsAt, Tab as InvitationsTab};
pub use crate::layout::contacts::dialled;
pub use crate::layout::landing::staff_start;
pub use crate::layout::places::{Place, staff_places};
pub use crate::layout::staff_nav::{FIT, rest};
pub use crate::theme::contrast::ratio;
pub use crate::theme::model::{Axis, Part, changes};
pub use crate::ui::avatar::initials;
pub use crate::ui::tabs::next as next_tab;
pub use crate::ui::text_area::encoded;
