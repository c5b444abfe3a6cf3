//! Requests made to break something: whatever stands in a field, the answer is a decision and never a fault.

use super::ask;
use super::others::asker;
use super::table::ROWS;
use super::world::World;
use crate::support::on_each_database;

fn hostile() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{202e}\u{feff}",
        "-1",
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775800",
        "253402300799",
        "253402300800",
        "-377705116800",
        "99999999999999999999999",
        "1e308",
        "NaN",
        "null",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "2027-02-30",
        "9999-12-31",
        "-9999-01-01",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("k".repeat(20_000));
    values.push("\u{1f600}".repeat(3_000));
    values
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_any_field_is_a_fault() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut asked = 0;
        for row in ROWS {
            let (client, own) = asker(&world, row);
            let fields = (row.fields)(own);
            for index in 0..fields.len() {
                for value in hostile() {
                    let mut fields = fields.clone();
                    fields[index].1.clone_from(&value);
                    let reply = ask(client, row, &fields).await;
                    let shown: String = value.chars().take(40).collect();
                    assert!(
                        reply.status < 500,
                        "{} {} = {shown:?}: {} {}",
                        row.endpoint,
                        fields[index].0,
                        reply.status,
                        reply.body
                    );
                    asked += 1;
                }
            }
        }
        assert!(asked > 200, "{asked}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_a_form_are_stored_without_what_no_database_takes() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        let hold = own.hold.to_string();
        let fields = [
            ("request[hold]", hold.as_str()),
            ("request[key]", "a form"),
            ("request[note]", "first\0 line\r\nsecond\u{7}"),
        ];
        let booked = walter.clone().call("/api/booking/confirm_hold", &fields).await;
        assert_eq!(booked.status, 200, "{}", booked.body);
        assert!(booked.body.contains(r#""note":"first line\nsecond""#), "{}", booked.body);
    })
    .await;
}
