//! Channels that keep what they are given, and fail when they are told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use usecases::Backend;
use usecases::delivery::{Channels, Mail, Mailer, SendError, Sending, Sms, Text, Told};

/// What was sent, and what is to happen next.
#[derive(Default)]
pub struct Post {
    mails: Mutex<Vec<Mail>>,
    texts: Mutex<Vec<Text>>,
    failures: Mutex<VecDeque<SendError>>,
}

impl Post {
    /// The same backend, sending by this.
    pub fn connect(self: &Arc<Self>, backend: &Backend) -> Backend {
        let channels = Channels {
            mail: Some(Arc::new(Out(Arc::clone(self)))),
            sms: Some(Arc::new(Out(Arc::clone(self)))),
            is_local: false,
        };
        Backend { channels: Arc::new(channels), ..backend.clone() }
    }

    /// The next messages fail with these, one each.
    pub fn fail_with(&self, failures: impl IntoIterator<Item = SendError>) {
        self.failures.lock().expect("no panic").extend(failures);
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("no panic").clone()
    }

    pub fn texts(&self) -> Vec<Text> {
        self.texts.lock().expect("no panic").clone()
    }

    /// The code that was sent to an address last; notices hold none.
    pub fn code(&self, to: &str) -> String {
        let mails = self.mails().into_iter().filter(|mail| mail.to == to).map(|mail| mail.text);
        let texts = self.texts().into_iter().filter(|text| text.to == to).map(|text| text.body);
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let code_in = |text: String| {
            text.split(|sign: char| !sign.is_ascii_alphanumeric()).find(is_code).map(str::to_owned)
        };
        let last = mails.chain(texts).filter_map(code_in).next_back();
        last.unwrap_or_else(|| panic!("no code was sent to {to}"))
    }

    fn next(&self) -> Result<(), SendError> {
        self.failures.lock().expect("no panic").pop_front().map_or(Ok(()), Err)
    }
}

struct Out(Arc<Post>);

impl Mailer for Out {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            self.0.next()?;
            self.0.mails.lock().expect("no panic").push(mail.clone());
            Ok(None)
        })
    }
}

impl Sms for Out {
    fn send<'a>(&'a self, text: &'a Text) -> Sending<'a> {
        Box::pin(async move {
            self.0.next()?;
            self.0.texts.lock().expect("no panic").push(text.clone());
            Ok(Some("SM1".to_owned()))
        })
    }

    fn told(&self, _: &str, _: &[(String, String)], _: &str) -> Option<Told> {
        None
    }
}
