//! HTTP/1.1 over one kept-open connection: just enough to put load on a server with little load of
//! its own. The one rule: an answer is read to its last byte before the next request is sent.

use anyhow::{Context, anyhow, bail};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Path and query.
    pub path: &'a str,
    /// The session's key, for a page of somebody.
    pub key: Option<&'a str>,
    /// The form of a POST; a GET has none.
    pub form: Option<&'a str>,
    /// Takes a compressed answer, as browsers do.
    pub gzip: bool,
}

impl Ask<'_> {
    /// The request's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let method = if self.form.is_some() { "POST" } else { "GET" };
        let cookie = convoca::http::ctx::session_cookie(false);
        let cookie = self.key.map(|key| format!("cookie: {cookie}={key}\r\n"));
        let gzip = if self.gzip { "accept-encoding: gzip\r\n" } else { "" };
        let form = self.form.unwrap_or_default();
        let typed = if self.form.is_some() {
            "content-type: application/x-www-form-urlencoded\r\n"
        } else {
            ""
        };
        format!(
            "{method} {} HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n\
             {}{gzip}{typed}content-length: {}\r\n\r\n{form}",
            self.path,
            cookie.unwrap_or_default(),
            form.len()
        )
        .into_bytes()
    }
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Bytes of the body as they came (compressed ones counted as such).
    pub bytes: usize,
}

/// A connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Opens one.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("connecting")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }
    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let head_end = loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n", 0) {
                break at + 4;
            }
            self.more().await?;
        };
        let head = std::str::from_utf8(&self.read[..head_end])?.to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| anyhow!("no status in {head:?}"))?;
        if header(&head, "transfer-encoding") == Some("chunked") {
            let bytes = self.chunks(head_end).await?;
            return Ok(Answer { status, bytes });
        }
        let length: usize = header(&head, "content-length").unwrap_or("0").parse()?;
        while self.read.len() < head_end + length {
            self.more().await?;
        }
        Ok(Answer { status, bytes: length })
    }
    async fn chunks(&mut self, mut at: usize) -> anyhow::Result<usize> {
        let mut bytes = 0;
        loop {
            let line_end = loop {
                if let Some(end) = find(&self.read, b"\r\n", at) {
                    break end;
                }
                self.more().await?;
            };
            let length = usize::from_str_radix(std::str::from_utf8(&self.read[at..line_end])?, 16)?;
            let chunk_end = line_end + 2 + length + 2;
            while self.read.len() < chunk_end {
                self.more().await?;
            }
            if length == 0 {
                return Ok(bytes);
            }
            bytes += length;
            at = chunk_end;
        }
    }
    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(text: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let at = text.get(from..)?.windows(what.len()).position(|window| window == what)?;
    Some(from + at)
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.trim())
}
