//! Unit tests of the pages: what is drawn, and what addresses say, with the library as the server links it.

mod audit {
    mod model;
}
mod booking {
    mod day;
    mod model;
}
mod calendar {
    mod model;
    mod words;
}
mod dates;
mod error;
mod home {
    mod next_visit;
}
mod invitations {
    mod model;
}
mod layout {
    mod contacts;
    mod landing;
    mod places;
    mod staff_nav;
}
mod routes;
mod theme {
    mod contrast;
    mod model;
}
mod ui {
    mod avatar;
    mod specimen;
    mod tabs;
    mod text_area;
}
