//! The theme editor: who may, what a draft is worth, what publishing changes, and which pictures get in.

use crate::support::{Client, Reply, TestPortal, on_each_database};
use axum::body::Body;
use axum::http::Request;
use domain::permission::Role;
use domain::theme::ThemeTokens;
use domain::theme::contract::{StoredLogo, ThemeEditor};
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

const PRIMARY: &str = "request[tokens][primary]";
/// The server functions of the theme, with a request each.
const FUNCTIONS: [&str; 5] = [
    "/api/theme/read_editor",
    "/api/theme/save_draft",
    "/api/theme/publish_draft",
    "/api/theme/roll_back",
    "/api/theme/discard_draft",
];
/// A primary colour that cannot be read on a light page.
const PALE: &str = "#f2c94c";

async fn staff(test: &TestPortal, username: &str, role: Role) -> Client {
    let mut account = test.account(&test.demo, username).await;
    account.roles = vec![role];
    test.add(account).await;
    test.signed_in(&test.demo, username).await
}

async fn administrator(test: &TestPortal) -> Client {
    staff(test, "sofia", Role::Administrator).await
}

/// A draft as the editor sends it.
fn fields(change: &[(&str, &str)], base: &str) -> Vec<(String, String)> {
    let tokens = ThemeTokens::default();
    let mut fields = vec![
        (PRIMARY.to_owned(), tokens.primary.to_string()),
        ("request[tokens][secondary]".to_owned(), tokens.secondary.to_string()),
        ("request[tokens][background]".to_owned(), tokens.background.to_string()),
        ("request[tokens][font]".to_owned(), tokens.font.key().to_owned()),
        ("request[tokens][radius]".to_owned(), tokens.radius.to_string()),
        ("request[tokens][logo_alt]".to_owned(), String::new()),
        ("request[base]".to_owned(), base.to_owned()),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn call(browser: &mut Client, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call(path, &fields).await
}

async fn read(browser: &mut Client) -> ThemeEditor {
    let reply = browser.call("/api/theme/read_editor", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("an editor")
}

/// Saves a draft over what is there and answers with the base for the next step.
async fn save(browser: &mut Client, change: &[(&str, &str)]) -> String {
    let base = read(browser).await.base;
    let reply = call(browser, "/api/theme/save_draft", &fields(change, &base)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    read(browser).await.base
}

async fn publish(browser: &mut Client, base: &str, reason: &str) -> Reply {
    let fields = [("request[base]", base), ("request[override_reason]", reason)];
    browser.call("/api/theme/publish_draft", &fields).await
}

async fn stylesheet(test: &TestPortal) -> String {
    test.browser(&test.demo).get("/theme/any.css").await.body
}

async fn count(test: &TestPortal, sql: &str) -> i64 {
    test.portal.backend.db.query_number(sql).await.expect("a number")
}

#[tokio::test]
async fn nobody_but_an_administrator_of_this_clinic_reaches_the_editor() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        assert_eq!(own.get("/settings/appearance").await.status, 200);

        let mut stranger = test.browser(&test.demo);
        let page = stranger.get("/settings/appearance").await;
        assert_eq!((page.status, page.header("location")), (302, "/sign-in?next=/settings/appearance"));
        let mut elsewhere = test.browser(&test.norte);
        elsewhere.cookies = own.cookies.clone();
        for browser in [&mut stranger, &mut elsewhere] {
            for path in FUNCTIONS {
                let reply = call(
                    browser,
                    path,
                    &fields(&[("request[version]", "1"), ("request[current]", "1")], "x"),
                )
                .await;
                assert_eq!(reply.status, 401, "{path}: {}", reply.body);
            }
            assert_eq!(upload(browser, b"x".to_vec()).await.status, 401);
            assert_eq!(browser.get("/preview/home").await.status, 403);
        }

        let before =
            count(&test, "SELECT COUNT(*) FROM audit_event WHERE outcome = 'access.not_permitted'").await;
        test.add(test.account(&test.demo, "walter").await).await;
        let mut others = vec![test.signed_in(&test.demo, "walter").await];
        for (name, role) in [("joan", Role::FrontDesk), ("ana", Role::Provider), ("bill", Role::Billing)] {
            others.push(staff(&test, name, role).await);
        }
        for browser in &mut others {
            assert_eq!(browser.get("/settings/appearance").await.status, 403);
            for path in FUNCTIONS {
                let request = fields(&[("request[version]", "1"), ("request[current]", "1")], "version-0");
                let reply = call(browser, path, &request).await;
                assert_eq!(
                    (reply.status, reply.body.as_str()),
                    (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#),
                    "{path}"
                );
            }
            assert_eq!(upload(browser, png(8, 8)).await.status, 403);
            assert_eq!(browser.get("/preview/home").await.status, 403);
        }
        let after =
            count(&test, "SELECT COUNT(*) FROM audit_event WHERE outcome = 'access.not_permitted'").await;
        assert!(after - before >= 4 * 6, "each refusal is logged: {before} {after}");
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_draft").await, 0);
        assert_eq!(count(&test, "SELECT COUNT(*) FROM asset").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_draft_changes_nothing_until_it_is_published_and_can_be_rolled_back() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let original = stylesheet(&test).await;
        let base = save(&mut browser, &[(PRIMARY, "#7a1f5c"), ("request[tokens][radius]", "4")]).await;
        assert_eq!(stylesheet(&test).await, original, "a draft is nobody's business");
        let editor = read(&mut browser).await;
        assert_eq!((editor.tokens.radius, editor.published.radius, editor.version), (4, 12, 0));
        assert_eq!(editor.draft.and_then(|draft| draft.author).as_deref(), Some("Test sofia"));

        let reply = publish(&mut browser, &base, "").await;
        assert_eq!((reply.status, reply.body.as_str()), (200, "1"), "{}", reply.body);
        let published = stylesheet(&test).await;
        assert!(published.contains("--c-primary:#7a1f5c") && published.contains("--radius:4px"));
        let other = test.browser(&test.norte).get("/theme/any.css").await.body;
        assert!(!other.contains("#7a1f5c"), "the other clinic keeps its own");

        save(&mut browser, &[(PRIMARY, "#1f5c7a")]).await;
        let editor = read(&mut browser).await;
        assert_eq!(publish(&mut browser, &editor.base, "").await.body, "2");
        let back = [("request[version]", "1"), ("request[current]", "2")];
        assert_eq!(browser.call("/api/theme/roll_back", &back).await.body, "3");
        assert_eq!(stylesheet(&test).await, published);
        let again = browser.call("/api/theme/roll_back", &back).await;
        assert_eq!((again.status, again.body.contains("theme.changed")), (409, true), "{}", again.body);
        let missing = [("request[version]", "9"), ("request[current]", "3")];
        assert_eq!(browser.call("/api/theme/roll_back", &missing).await.status, 404);

        let editor = read(&mut browser).await;
        let history: Vec<_> = editor.history.iter().map(|row| (row.version, row.author.as_deref())).collect();
        assert_eq!(history, [(3, Some("Test sofia")), (2, Some("Test sofia")), (1, Some("Test sofia"))]);
        assert_eq!(editor.draft, None);
        for (action, times) in [("theme.save_draft", 2), ("theme.publish", 2), ("theme.roll_back", 1)] {
            let sql =
                format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'");
            assert_eq!(count(&test, &sql).await, times, "{action}");
        }
        assert_eq!(count(&test, "SELECT COUNT(*) FROM live_event WHERE topic = 'theme'").await, 3);
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_over_what_a_colleague_saved_since() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        let mut javier = staff(&test, "javier", Role::Administrator).await;
        let seen = read(&mut javier).await.base;
        let base = save(&mut sofia, &[(PRIMARY, "#7a1f5c")]).await;

        let reply = call(&mut javier, "/api/theme/save_draft", &fields(&[(PRIMARY, "#1f5c7a")], &seen)).await;
        assert_eq!((reply.status, reply.body.contains("theme.changed")), (409, true), "{}", reply.body);
        assert_eq!(publish(&mut javier, &seen, "").await.status, 409);
        assert_eq!(javier.call("/api/theme/discard_draft", &[("request[base]", &seen)]).await.status, 409);
        assert_eq!(read(&mut javier).await.tokens.primary.to_string(), "#7a1f5c", "the first draft is whole");

        assert_eq!(publish(&mut sofia, &base, "").await.status, 200);
        let late = call(&mut sofia, "/api/theme/save_draft", &fields(&[(PRIMARY, "#1f5c7a")], &base)).await;
        assert_eq!(late.status, 409, "the draft was published meanwhile");
        let nothing = publish(&mut sofia, "version-1", "").await;
        assert_eq!((nothing.status, nothing.body.contains("theme.nothing_to_publish")), (422, true));

        let base = save(&mut javier, &[(PRIMARY, "#1f5c7a")]).await;
        assert_eq!(javier.call("/api/theme/discard_draft", &[("request[base]", &base)]).await.status, 200);
        assert_eq!(read(&mut javier).await.base, "version-1");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_publish_at_once_exactly_one_does() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let base = save(&mut browser, &[(PRIMARY, "#7a1f5c")]).await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (mut browser, base) = (browser.clone(), base.clone());
            tasks.spawn(async move { publish(&mut browser, &base, "").await.status });
        }
        let mut statuses = tasks.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409, 422].contains(status)), "{statuses:?}");
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_version").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_hard_to_read_is_published_only_with_a_reason_that_is_kept() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let base = save(&mut browser, &[(PRIMARY, PALE)]).await;
        for reason in ["", "   "] {
            let reply = publish(&mut browser, &base, reason).await;
            assert_eq!(reply.status, 422);
            assert!(reply.body.contains(r#"{"field":"override_reason","message":"override_needed"}"#), "{}", reply.body);
        }
        let long = "x".repeat(501);
        assert!(publish(&mut browser, &base, &long).await.body.contains("override_too_long"));
        assert_eq!(read(&mut browser).await.version, 0);
        assert_eq!(publish(&mut browser, &base, " The group's colour ").await.status, 200);
        let editor = read(&mut browser).await;
        assert_eq!(editor.history.first().and_then(|row| row.override_reason.as_deref()), Some("The group's colour"));
        let sql = "SELECT COUNT(*) FROM audit_event WHERE action = 'theme.publish' AND subject LIKE '%link_on_page%'";
        assert_eq!(count(&test, sql).await, 1, "the pairs are in the log");

        let base = save(&mut browser, &[(PRIMARY, "#0b5c73")]).await;
        assert_eq!(publish(&mut browser, &base, "not needed").await.status, 200);
        let first = read(&mut browser).await.history.into_iter().next().expect("a version");
        assert_eq!(first.override_reason, None, "no reason is kept where none was needed");
    })
    .await;
}

#[tokio::test]
async fn only_tokens_that_are_tokens_become_a_draft() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        for (name, value, expected) in [
            ("request[tokens][radius]", "21", "radius_too_large"),
            ("request[tokens][logo_light]", "logo-0000000000000000.png", "logo_unknown"),
            ("request[tokens][logo_light]", "../secret.png", "logo_unknown"),
            ("request[tokens][primary]", "red;}body{display:none}", "\"fields\":[]"),
            ("request[tokens][font]", "comic-sans", "\"fields\":[]"),
            ("request[tokens][css]", "body{}", "\"fields\":[]"),
        ] {
            let reply =
                call(&mut browser, "/api/theme/save_draft", &fields(&[(name, value)], "version-0")).await;
            assert_eq!((reply.status, reply.body.contains(expected)), (422, true), "{name}: {}", reply.body);
        }
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_draft").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_logo_is_kept_under_a_name_of_its_content_and_seen_by_everybody() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let reply = upload(&mut browser, png(1200, 300)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let logo: StoredLogo = serde_json::from_str(&reply.body).expect("a logo");
        assert_eq!((logo.width, logo.height), (640, 160));
        assert_eq!(
            upload(&mut browser, png(1200, 300)).await.body,
            reply.body,
            "the same picture, the same name"
        );

        let without = fields(&[("request[tokens][logo_light]", &logo.name)], "version-0");
        let reply = call(&mut browser, "/api/theme/save_draft", &without).await;
        assert!(
            reply.body.contains(r#"{"field":"logo_alt","message":"logo_alt_missing"}"#),
            "{}",
            reply.body
        );
        let change = [
            ("request[tokens][logo_light]", logo.name.as_str()),
            ("request[tokens][logo_alt]", "Clinic demo"),
        ];
        let base = save(&mut browser, &change).await;
        assert_eq!(publish(&mut browser, &base, "").await.status, 200);

        let mut patient = test.browser(&test.demo);
        let page = patient.get("/sign-in").await;
        assert!(page.body.contains(&format!("src=\"/assets/{}\"", logo.name)), "{}", page.body);
        assert!(page.body.contains("alt=\"Clinic demo\""));
        let asset = patient.get(&format!("/assets/{}", logo.name)).await;
        assert_eq!((asset.status, asset.header("content-type")), (200, "image/png"));
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(asset.header("x-content-type-options"), "nosniff");
        assert_eq!(
            asset.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'; sandbox"
        );
        assert_eq!(test.browser(&test.norte).get(&format!("/assets/{}", logo.name)).await.status, 404);
        assert_eq!(patient.get("/assets/nothing.png").await.status, 404);
        let sql = "SELECT COUNT(*) FROM audit_event WHERE action = 'theme.add_logo' AND outcome = 'done'";
        assert_eq!(count(&test, sql).await, 2);
    })
    .await;
}

#[tokio::test]
async fn every_bad_file_is_refused_with_its_own_reason_and_nothing_is_kept() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let svg = |inside: &str| {
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}<rect width=\"9\" height=\"9\"/></svg>").into_bytes()
        };
        let whole = png(300, 200);
        let mut too_large = png(4, 4);
        too_large.resize(2 * 1024 * 1024 + 1, 0);
        for (file, reason) in [
            (b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "logo_format"),
            (b"GIF89a, as if".to_vec(), "logo_format"),
            (Vec::new(), "logo_empty"),
            (whole[..whole.len() / 2].to_vec(), "logo_damaged"),
            (bomb(), "logo_too_many_pixels"),
            (too_large, "logo_too_large"),
            (svg("<script>alert(1)</script>"), "logo_svg_script"),
            (svg("<rect onclick=\"alert(1)\"/>"), "logo_svg_script"),
            (svg("<use href=\"https://evil.example/a.svg#x\"/>"), "logo_svg_external"),
            (svg("<image href=\"data:image/png;base64,AAAA\"/>"), "logo_svg_embedded"),
            (
                b"<!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>".to_vec(),
                "logo_svg_entities",
            ),
        ] {
            let reply = upload(&mut browser, file).await;
            let expected = format!(r#"{{"error":"invalid","fields":[{{"field":"logo","message":"{reason}"}}]}}"#);
            assert_eq!((reply.status, reply.body.as_str()), (422, expected.as_str()));
        }
        assert_eq!(count(&test, "SELECT COUNT(*) FROM asset").await, 0);
        assert_eq!(count(&test, "SELECT COUNT(*) FROM audit_event WHERE action = 'theme.add_logo'").await, 0);
        for good in [svg(""), encoded(9, 9, ImageFormat::Jpeg), encoded(9, 9, ImageFormat::WebP)] {
            let reply = upload(&mut browser, good).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_that_comes_in_pieces_without_end_or_breaks_off_stores_nothing() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let piece = || Ok::<_, std::io::Error>(vec![0_u8; 64 * 1024]);
        let mut endless = vec![Ok(png(4, 4))];
        endless.extend((0..48).map(|_| piece()));
        let reply = send(&mut browser, Body::from_stream(tokio_stream::iter(endless))).await;
        assert_eq!((reply.status, reply.body.contains("logo_too_large")), (422, true), "{}", reply.body);

        let broken = vec![Ok(png(4, 4)), Err(std::io::Error::other("the line went dead"))];
        let reply = send(&mut browser, Body::from_stream(tokio_stream::iter(broken))).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        assert_eq!(count(&test, "SELECT COUNT(*) FROM asset").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_camera_hides_in_a_picture_is_gone_and_the_picture_stands_upright() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let reply = upload(&mut browser, photo(b"Dr. Secret's telephone")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let logo: StoredLogo = serde_json::from_str(&reply.body).expect("a logo");
        assert_eq!((logo.width, logo.height), (20, 40), "turned as the camera said");
        assert!(logo.name.ends_with(".jpg"));
        let asset = browser.get(&format!("/assets/{}", logo.name)).await;
        assert_eq!(asset.header("content-type"), "image/jpeg");
        assert!(!asset.body.contains("Exif") && !asset.body.contains("Secret"));
    })
    .await;
}

#[tokio::test]
async fn only_the_preview_may_be_framed_and_it_runs_nothing() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        for screen in ["sign-in", "home", "booking"] {
            let page = browser.get(&format!("/preview/{screen}")).await;
            assert_eq!(page.status, 200, "{screen}: {}", page.body);
            let policy = page.header("content-security-policy");
            assert!(
                policy.contains("frame-ancestors 'self'") && policy.contains("script-src 'none'"),
                "{policy}"
            );
            assert_eq!(page.header("x-frame-options"), "SAMEORIGIN");
            assert!(!page.body.contains("<script"), "{screen}");
            assert!(page.body.contains("data-brand=\"Clinic demo\""), "{screen}: {}", page.body);
        }
        assert_eq!(browser.get("/preview/nothing").await.status, 404);
        let editor = browser.get("/settings/appearance").await;
        let policy = editor.header("content-security-policy");
        assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(editor.header("x-frame-options"), "DENY");
        let other = browser.get("/sign-in").await;
        assert!(other.header("content-security-policy").contains("frame-src 'none'"));
        assert_eq!(other.header("x-frame-options"), "DENY");
    })
    .await;
}

async fn upload(browser: &mut Client, file: Vec<u8>) -> Reply {
    send(browser, Body::from(file)).await
}

async fn send(browser: &mut Client, body: Body) -> Reply {
    let request = Request::post("/api/theme/upload_logo")
        .header("accept", "application/json")
        .header("content-type", "application/octet-stream");
    browser.send_body(request, body).await
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Png)
}

/// A photo that lies on its side, as its camera noted beside somebody's secret.
fn photo(secret: &[u8]) -> Vec<u8> {
    let plain = encoded(40, 20, ImageFormat::Jpeg);
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let length = u32::try_from(secret.len()).expect("a short text");
    tiff.extend([0, 2]);
    tiff.extend([0x01, 0x0e, 0, 2]); // what it shows, as text
    tiff.extend(length.to_be_bytes());
    tiff.extend(38_u32.to_be_bytes());
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]); // turned by 90 degrees
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(secret);
    let exif = [&b"Exif\0\0"[..], &tiff].concat();
    let size = u16::try_from(exif.len() + 2).expect("a short segment");
    let (start, rest) = plain.split_at(2);
    [start, &[0xff, 0xe1], &size.to_be_bytes(), &exif, rest].concat()
}

/// 10,000 × 10,000 pixels, as its head says; a real one of this kind is 50 KB.
fn bomb() -> Vec<u8> {
    let mut file = head(10_000, 10_000);
    file.extend(chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
    file.extend(chunk(b"IEND", &[]));
    file
}

fn head(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat()));
    file
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&kind[..], data].concat();
    let length = u32::try_from(data.len()).expect("a short chunk");
    [&length.to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}
