//! Every part of the design system on one page, as the server draws it: nothing panics, ids meet, text stays text.
//! `PORTAL_SPECIMEN=FILE cargo test -p app --features ssr specimen` keeps the page to look at.

use app::ui::*;
use leptos::prelude::*;

fn page() -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_toasts();
        let open = RwSignal::new(true);
        view! {
            <PageHeader title="Specimen" lead="One of each." back=("/", "Home")>
                <Button weight=Weight::Primary icon=Icon::Add>"Book this time"</Button>
                <Button>"Keep appointment"</Button>
                <Button weight=Weight::Quiet>"Back"</Button>
                <Button weight=Weight::Danger icon=Icon::CancelVisit>"Cancel visit"</Button>
                <Button weight=Weight::Primary pending=true>"Book this time"</Button>
                <Button weight=Weight::Primary disabled=true>"Book this time"</Button>
                <LinkButton href="/">"Go to home"</LinkButton>
            </PageHeader>
            <div class="grid gap-6">
                <ErrorSummary
                    id="problems"
                    problems=vec![
                        Problem { field: "note".into(), message: "Write at most 500 letters.".into() },
                        Problem { field: "day".into(), message: "Choose a day in the future.".into() },
                    ]
                />
                <div class="grid gap-4 md:grid-cols-2">
                    <Field id="name" name="name" label="Name" help="As on your card." />
                    <Field id="secret" name="secret" label="Password" kind="password" error=Some("Use more letters.".to_owned()) />
                    <DateField id="day" name="day" label="Day" is_optional=true error=Some("Choose a day in the future.".to_owned()) />
                    <Select
                        id="place"
                        name="place"
                        label="Place"
                        value="b"
                        choices=vec![
                            Choice { value: "a".into(), label: "Main Street".into() },
                            Choice { value: "b".into(), label: "Harbor".into() },
                        ]
                    />
                    <TextArea id="note" name="note" label="Note" value="</textarea><b>&amp;" help="The clinic reads it before the visit." />
                </div>
                <Stepper steps=vec!["Visit".into(), "Time".into(), "Confirm".into()] current=1 />
                <TabLinks
                    label="Visits"
                    current=0
                    links=vec![
                        TabLink { href: "/a".into(), label: "Coming up".into(), count: Some(2) },
                        TabLink { href: "/b".into(), label: "Past".into(), count: None },
                    ]
                />
                <Tabs id="view" label="View" names=vec!["Phone".into(), "Desktop".into()] selected=RwSignal::new(0) />
                <TabPanel id="view" index=0 selected=0>"Phone view"</TabPanel>
                <div class="flex flex-wrap gap-3 items-center">
                    <DateBlock weekday="Tue" day="14" month="March" datetime="2027-03-14" />
                    <DateBlock weekday="Tue" day="14" month="March" datetime="2027-03-14" is_quiet=true />
                    <Avatar name="Ana Ruiz" />
                    <Avatar name="Ana Ruiz" is_small=true />
                    <Badge label="Neutral" />
                    <Badge label="Primary" tone=Tone::Primary />
                    <Badge label="Arrived" tone=Tone::Success icon=Icon::Check />
                    <Badge label="Waiting" tone=Tone::Warning />
                    <Badge label="Missed" tone=Tone::Danger />
                    <Badge label="Video" tone=Tone::Information icon=Icon::Video />
                </div>
                <Alert>"A hint."</Alert>
                <Alert tone=Tone::Success title="Booked">"See you on Tuesday."</Alert>
                <Alert tone=Tone::Warning title="Almost full">"Two times are left this week."</Alert>
                <Alert tone=Tone::Danger title="Not saved">"The time was just taken. Choose another."</Alert>
                <Table id="day-table" caption="Today" columns=vec![Column::text("Time"), Column::text("Patient"), Column::number("Minutes")]>
                    <tr><td class="cell">"9:00"</td><td class="cell">"Walter Hughes"</td><td class="cell-number">"30"</td></tr>
                    <tr><td class="cell">"9:30"</td><td class="cell">"Priya Nair"</td><td class="cell-number">"5"</td></tr>
                </Table>
                <EmptyState icon=Icon::Visits title="No visits planned" reason="When you book a visit, it appears here.">
                    <LinkButton href="/" weight=Weight::Primary>"Book a visit"</LinkButton>
                </EmptyState>
                <Skeleton><SkeletonLines /></Skeleton>
            </div>
            <ToastRegion />
            <Sheet id="sheet" title="Book this time" open actions=|| view! {
                <Button weight=Weight::Primary>"Book this time"</Button>
                <Button weight=Weight::Quiet>"Choose another"</Button>
            }>
                <p>"Check-up with Ana Ruiz, Tue 14 March, 9:00–9:30."</p>
            </Sheet>
            <Dialog id="dialog" title="Cancel this visit" open=RwSignal::new(false) close_href="/visits">
                <p>"Nothing is lost."</p>
            </Dialog>
        }
        .to_html()
    })
}

#[test]
fn the_specimen_is_drawn_and_text_stays_text() {
    let html = page();
    if let Some(file) = std::env::var_os("PORTAL_SPECIMEN") {
        std::fs::write(file, &html).expect("a writable file");
    }
    assert!(html.contains("&lt;/textarea>&lt;b>&amp;amp;</textarea>"), "{html}");
    assert!(html.contains(r#"aria-describedby="secret-error""#) && html.contains(r#"id="secret-error""#));
    assert!(html.contains("<dialog") && html.contains(r#"aria-labelledby="sheet-title""#));
}
