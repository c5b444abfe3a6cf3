//! Bodies and cookies of every server function, broken at random: whatever comes, the answer is no fault of the server.
//! Each function is asked a dozen times, with `PORTAL_LONG=1` two thousand times.

use crate::isolation::table::{ROWS, Row};
use crate::isolation::world::World;
use crate::support::{Client, on_each_database};
use axum::http::Method;

/// Values that have broken programs before.
const HOSTILE: [&str; 34] = [
    "",
    "0",
    "-1",
    "1e999",
    "NaN",
    "-9223372036854775808",
    "9223372036854775807",
    "18446744073709551616",
    "2147483648",
    "-32769",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "-9999-01-01",
    "24:60",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffffff",
    "%00",
    "%ff%fe",
    "%",
    "%F0%9F%92%89%E2%80%AE%CC%81",
    "true",
    "null",
    "[]",
    "{\"a\":1}",
    "../../etc/passwd",
    "%0d%0aset-cookie:+a=b",
    "'%3B+DROP+TABLE+account%3B--",
    "%3Cscript%3E",
    "#ffffff00",
    "%2B1+212+555+0100+ext.+999999999999",
    "a%40b.co%0aBcc:+c%40d.ef",
    "en-x-%ED%A0%80",
    "&&=&=",
];

/// Numbers that look random and are the same in every run (xorshift64*).
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % bound.max(1)
    }

    fn hostile(&mut self) -> String {
        match self.below(12) {
            0 => "9".repeat(1 + self.below(4_000)),
            1 => "%C3%B1".repeat(1 + self.below(2_000)),
            2 => "a ".repeat(1 + self.below(500)),
            _ => HOSTILE[self.below(HOSTILE.len())].to_owned(),
        }
    }

    /// A valid body with one to three faults.
    fn broken(&mut self, fields: &[(String, String)]) -> String {
        let mut fields = fields.to_vec();
        let mut tail = String::new();
        for _ in 0..=self.below(3) {
            let at = self.below(fields.len());
            match (self.below(8), fields.get(at).cloned()) {
                (0..=2, Some((name, _))) => fields[at] = (name, self.hostile()),
                (3, Some(_)) => drop(fields.remove(at)),
                (4, Some((name, _))) => fields.push((name, self.hostile())),
                (5, Some((name, value))) => {
                    let part = ["[]", "[0]", "[1000000000]", "[x][y]", "[", "]", "%5B%5D", "[request]"];
                    fields.push((format!("{name}{}", part[self.below(part.len())]), value));
                }
                (6, _) => tail = format!("&request{}={}", "[a]".repeat(self.below(400)), self.hostile()),
                (_, _) => fields.push((format!("request[{}]", self.hostile()), self.hostile())),
            }
        }
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut body = pairs.join("&") + &tail;
        if self.below(6) == 0 {
            let mut end = self.below(body.len() + 1);
            while !body.is_char_boundary(end) {
                end -= 1;
            }
            body.truncate(end);
        }
        body
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// How often each function is asked.
fn rounds() -> usize {
    if std::env::var_os("PORTAL_LONG").is_some() { 2_000 } else { 12 }
}

/// Functions that end the session they are asked in come last.
fn rows() -> Vec<&'static Row> {
    let mut rows: Vec<&Row> = ROWS.iter().collect();
    rows.sort_by_key(|row| row.endpoint.contains("sign_") || row.endpoint.contains("end_"));
    rows
}

async fn post(client: &Client, endpoint: &str, accept: &str, body: String) -> u16 {
    let headers = [("accept", accept), ("content-type", "application/x-www-form-urlencoded")];
    let path = format!("/api/{endpoint}");
    let reply = client.clone().send(Method::POST, &path, &headers, body.clone()).await;
    assert!(reply.status < 500 || reply.status == 503, "{endpoint}: {} for {body:?}", reply.status);
    reply.status
}

#[tokio::test(flavor = "multi_thread")]
async fn no_body_of_any_server_function_is_a_fault_of_the_server() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
        let (mut asked, mut refused) = (0_u32, 0_u32);
        for row in rows() {
            let fields: Vec<(String, String)> = (row.fields)(&world.walter.1)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), encoded(&value)))
                .collect();
            for _ in 0..rounds() {
                let body = noise.broken(&fields);
                let number = noise.below(world.colleagues.len() + 2);
                let client = world.colleagues.get(number).map_or(&world.walter.0, |(_, client)| client);
                let accept = if noise.below(4) == 0 { "text/html" } else { "application/json" };
                let status = post(client, row.endpoint, accept, body).await;
                asked += 1;
                refused += u32::from(status >= 400);
            }
        }
        eprintln!("{asked} broken bodies, {refused} refused");
        assert!(refused * 4 > asked, "hardly any was refused: are they broken?");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cookie_is_a_fault_of_the_server_nor_opens_a_session() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut owner = test.signed_in(&test.demo, "walter").await;
        let good: Vec<(String, String)> = owner.cookies.clone().into_iter().collect();
        assert_eq!(owner.call("/api/account/read_clock", &[]).await.status, 200);
        let mut noise = Noise(0xD1B5_4A32_D192_ED03);
        for _ in 0..rounds() * 10 {
            let mut thief = test.browser(&test.demo);
            for (name, value) in &good {
                let mut signs: Vec<char> = value.chars().collect();
                for _ in 0..=noise.below(3) {
                    let at = noise.below(signs.len());
                    match noise.below(5) {
                        0 => signs.truncate(at),
                        1 => signs.insert(at, ['=', ' ', '"', '%', '\u{e9}', ','][noise.below(6)]),
                        2 => signs.extend("A".repeat(noise.below(3_000)).chars()),
                        _ if signs.is_empty() => {}
                        _ => signs[at] = if signs[at] == 'x' { 'y' } else { 'x' },
                    }
                }
                let broken: String = signs.into_iter().collect();
                if broken.trim() != value.trim() {
                    thief.cookies.insert(name.clone(), broken);
                }
            }
            let status = post(&thief, "account/read_clock", "application/json", String::new()).await;
            assert_eq!(status, 401, "{:?}", thief.cookies);
            let page = thief.clone().get("/sign-in").await;
            assert!(page.status < 500, "{} for {:?}", page.status, thief.cookies);
        }
    })
    .await;
}
