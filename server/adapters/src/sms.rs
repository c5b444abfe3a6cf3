//! Text messages through a gateway that speaks Twilio's Messages API.

use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use std::time::Duration;
use usecases::delivery::{SendError, Sending, Sms, Text};

/// Longest wait for the gateway's answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Twilio's codes that mean that this number takes no messages from us: not a number, not a mobile one, opted out,
/// not reachable, region not allowed. Source: twilio.com/docs/api/errors.
const NEVER: [u32; 7] = [21_211, 21_214, 21_217, 21_408, 21_610, 21_612, 21_614];

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
        let form = [("To", text.to.as_str()), ("From", self.from.as_str()), ("Body", text.body.as_str())];
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

    #[test]
    fn only_what_can_pass_is_tried_again() {
        let never = |code| matches!(judged(StatusCode::BAD_REQUEST, Some(code)), SendError::NoAddress(_));
        assert!(never(21_610) && never(21_211) && !never(21_606));
        assert!(matches!(judged(StatusCode::TOO_MANY_REQUESTS, Some(21_610)), SendError::NoAddress(_)));
        assert!(matches!(judged(StatusCode::SERVICE_UNAVAILABLE, None), SendError::Later(_)));
        assert!(matches!(judged(StatusCode::UNAUTHORIZED, Some(20_003)), SendError::Later(_)));
    }
}
