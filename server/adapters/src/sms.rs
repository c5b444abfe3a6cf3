//! Text messages through a gateway that speaks Twilio's Messages API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use sha1::Sha1;
use std::time::Duration;
use usecases::delivery::{SendError, Sending, Sms, Text, Told};

/// Longest wait for the gateway's answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Twilio's codes that mean that this number takes no messages from us: not a number, not a mobile one, opted out,
/// not reachable, region not allowed. Source: twilio.com/docs/api/errors.
const NEVER: [u32; 7] = [21_211, 21_214, 21_217, 21_408, 21_610, 21_612, 21_614];

/// Its codes for a message that it took and that cannot arrive at this number: unreachable for good, unknown, a landline.
/// 30004 and 30007 are refusals of the message, not of the number. Source: as above.
const LOST_FOR_GOOD: [u32; 2] = [30_005, 30_006];

/// Sends through one gateway.
pub struct Gateway {
    client: Client,
    url: Url,
    account: String,
    token: String,
    from: String,
}

/// What the gateway says of a message it took.
#[derive(Deserialize)]
struct Taken {
    sid: Option<String>,
}

/// What it says of one it did not take.
#[derive(Deserialize)]
struct Refused {
    code: Option<u32>,
}

impl Gateway {
    /// A gateway at `url` (`https://api.twilio.com`, or one that speaks the same), for one account and sender.
    ///
    /// # Errors
    /// A sentence for the operator, without the token.
    pub fn new(url: &str, account: &str, token: &str, from: &str) -> Result<Self, String> {
        let unreadable =
            || format!("PORTAL_SMS_URL is {url:?}; write an address, as in https://api.twilio.com");
        let base = Url::parse(url).map_err(|_| unreadable())?;
        let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_account || token.is_empty() || from.is_empty() {
            return Err(
                "PORTAL_SMS_URL needs PORTAL_SMS_ACCOUNT, PORTAL_SMS_TOKEN and PORTAL_SMS_FROM beside it"
                    .to_owned(),
            );
        }
        let url =
            base.join(&format!("2010-04-01/Accounts/{account}/Messages.json")).map_err(|_| unreadable())?;
        crate::tls::install();
        let client = Client::builder().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
        Ok(Self { client, url, account: account.to_owned(), token: token.to_owned(), from: from.to_owned() })
    }

    async fn send_one(&self, text: &Text) -> Result<Option<String>, SendError> {
        let mut form = vec![("To", text.to.as_str()), ("From", self.from.as_str()), ("Body", &text.body)];
        form.extend(text.status_url.as_deref().map(|url| ("StatusCallback", url)));
        let request =
            self.client.post(self.url.clone()).basic_auth(&self.account, Some(&self.token)).form(&form);
        // What was sent and not answered may have gone out.
        let answer = request.send().await.map_err(|error| {
            if error.is_connect() {
                SendError::Later("sms: no connection".to_owned())
            } else {
                SendError::Unknown("sms: no answer".to_owned())
            }
        })?;
        let status = answer.status();
        let body = answer.bytes().await.unwrap_or_default();
        if status.is_success() {
            return Ok(serde_json::from_slice::<Taken>(&body).ok().and_then(|taken| taken.sid));
        }
        let code = serde_json::from_slice::<Refused>(&body).ok().and_then(|refused| refused.code);
        Err(judged(status, code))
    }
}

impl Sms for Gateway {
    fn send<'a>(&'a self, text: &'a Text) -> Sending<'a> {
        Box::pin(self.send_one(text))
    }

    fn told(&self, url: &str, fields: &[(String, String)], signature: &str) -> Option<Told> {
        is_signed(&self.token, url, fields, signature).then(|| status_of(fields))
    }
}

/// Whether the gateway signed it: HMAC-SHA-1 under the token of the address and all fields, sorted by name, each with its
/// value behind it. Source: twilio.com/docs/usage/security.
fn is_signed(token: &str, url: &str, fields: &[(String, String)], signature: &str) -> bool {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return false };
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.decode(signature).is_ok_and(|signature| mac.verify_slice(&signature).is_ok())
}

fn status_of(fields: &[(String, String)]) -> Told {
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let code: Option<u32> = field("ErrorCode").and_then(|code| code.parse().ok());
    match field("MessageStatus").unwrap_or_default() {
        "delivered" | "read" => Told::Arrived,
        "failed" | "undelivered" => match code {
            Some(code) if NEVER.contains(&code) || LOST_FOR_GOOD.contains(&code) => {
                Told::NoAddress(format!("sms told {code}"))
            }
            Some(code) => Told::Lost(format!("sms told {code}")),
            None => Told::Lost("sms told".to_owned()),
        },
        _ => Told::Underway,
    }
}

fn judged(status: StatusCode, code: Option<u32>) -> SendError {
    match code {
        Some(code) if status.is_client_error() && NEVER.contains(&code) => {
            SendError::NoAddress(format!("sms {} {code}", status.as_u16()))
        }
        Some(code) if status == StatusCode::BAD_REQUEST => SendError::Never(format!("sms 400 {code}")),
        Some(code) => SendError::Later(format!("sms {} {code}", status.as_u16())),
        None => SendError::Later(format!("sms {}", status.as_u16())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_needs_all_of_its_settings() {
        assert!(Gateway::new("https://api.twilio.com", "AC1", "secret", "+15550100100").is_ok());
        for (url, account, token, from) in [
            ("api.twilio.com", "AC1", "secret", "+15550100100"),
            ("https://api.twilio.com", "", "secret", "+15550100100"),
            ("https://api.twilio.com", "AC1/../x", "secret", "+15550100100"),
            ("https://api.twilio.com", "AC1", "", "+15550100100"),
            ("https://api.twilio.com", "AC1", "secret", ""),
        ] {
            let refused = Gateway::new(url, account, token, from).err().unwrap_or_default();
            assert!(refused.contains("PORTAL_SMS_URL") && !refused.contains("secret"), "{refused}");
        }
    }

    fn fields(status: &str, code: Option<&str>) -> Vec<(String, String)> {
        let code = code.map(|code| ("ErrorCode", code));
        let fields = [("MessageStatus", status), ("MessageSid", "SM1")].into_iter().chain(code);
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn a_signature_covers_the_address_and_every_field() {
        // The example of twilio.com/docs/usage/security.
        let url = "https://example.com/myapp.php?foo=1&bar=2";
        let fields = [
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675310"),
            ("Caller", "+14158675310"),
            ("CallSid", "CA1234567890ABCDE"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
        assert!(is_signed("12345", url, &fields, signature));
        assert!(!is_signed("12346", url, &fields, signature));
        assert!(!is_signed("12345", "https://example.com/myapp.php?foo=1", &fields, signature));
        assert!(!is_signed("12345", url, &fields[1..], signature));
        assert!(!is_signed("12345", url, &fields, "") && !is_signed("12345", url, &fields, "L/OH5Y"));
    }

    #[test]
    fn a_number_that_can_never_be_reached_is_told_from_a_message_that_was_lost() {
        assert_eq!(status_of(&fields("delivered", None)), Told::Arrived);
        assert_eq!(status_of(&fields("sent", None)), Told::Underway);
        assert_eq!(
            status_of(&fields("undelivered", Some("30005"))),
            Told::NoAddress("sms told 30005".to_owned())
        );
        assert_eq!(status_of(&fields("undelivered", Some("30003"))), Told::Lost("sms told 30003".to_owned()));
        assert_eq!(status_of(&fields("failed", Some("not a code"))), Told::Lost("sms told".to_owned()));
        assert_eq!(status_of(&[]), Told::Underway);
    }

    #[test]
    fn only_what_can_pass_is_tried_again() {
        let never = |code| matches!(judged(StatusCode::BAD_REQUEST, Some(code)), SendError::NoAddress(_));
        assert!(never(21_610) && never(21_211) && !never(21_606));
        assert!(matches!(judged(StatusCode::TOO_MANY_REQUESTS, Some(21_610)), SendError::NoAddress(_)));
        assert!(matches!(judged(StatusCode::SERVICE_UNAVAILABLE, None), SendError::Later(_)));
        assert!(matches!(judged(StatusCode::UNAUTHORIZED, Some(20_003)), SendError::Later(_)));
    }
}
