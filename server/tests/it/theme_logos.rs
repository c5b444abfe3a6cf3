//! Logos: which pictures get in, what is kept of them, and what a bad file is told.

use crate::support::{Client, Reply, on_each_database};
use crate::theme::*;
use axum::body::Body;
use axum::http::Request;
use domain::theme::contract::StoredLogo;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

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

pub async fn upload(browser: &mut Client, file: Vec<u8>) -> Reply {
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

pub fn png(width: u32, height: u32) -> Vec<u8> {
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
