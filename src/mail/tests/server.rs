//! A mail server of few words: it answers each RCPT from a list, keeps what it is given, and can be
//! told to wait before it takes a mail.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore},
};

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) port: u16,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
    mails: Arc<Mutex<Vec<String>>>,
    /// Rung when a mail's text begins to come in.
    pub(crate) begun: Arc<Notify>,
    /// One permit a mail taken.
    pub(crate) may_take: Arc<Semaphore>,
}

impl Server {
    /// Answers the first RCPTs so, and all later ones with 250.
    pub(crate) async fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            answers: Arc::new(Mutex::new(answers.iter().copied().collect())),
            mails: Arc::default(),
            begun: Arc::default(),
            may_take: Arc::new(Semaphore::new(1000)),
        };
        let one = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(one.clone().talk(stream));
            }
        });
        server
    }
    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
    /// Settings that send to this server.
    pub(crate) fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("CONVOCA_MAIL__TRANSPORT", "smtp".to_owned()),
            ("CONVOCA_MAIL__SMTP_HOST", "127.0.0.1".to_owned()),
            ("CONVOCA_MAIL__SMTP_PORT", self.port.to_string()),
            ("CONVOCA_MAIL__SMTP_TLS", "none".to_owned()),
        ]
    }
    async fn talk(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let word = line.get(..4).unwrap_or_default().to_uppercase();
            let answer = match word.as_str() {
                "RCPT" => self.answers.lock().unwrap().pop_front().unwrap_or("250 yes"),
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    self.begun.notify_one();
                    self.may_take.acquire().await.unwrap().forget();
                    let mut mail = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.mails.lock().unwrap().push(mail);
                    "250 taken"
                }
                "QUIT" => "221 bye",
                _other => "250 yes",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
