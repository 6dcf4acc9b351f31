use super::{StartError, open, serve};
use crate::{
    actions::Clock,
    mail::tests::{NOW, Scratch, settings},
    store::chance::Chance,
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

fn database(scratch: &Scratch) -> String {
    format!("sqlite:{}?mode=rwc", scratch.path().join("office.db").display())
}

#[tokio::test]
async fn an_empty_folder_is_enough_to_serve_and_stopping_is_clean() {
    let scratch = Scratch::new();
    let settings = settings(&[("CONVOCA_DATABASE__URL", &database(&scratch))]);
    let app = open(settings, Clock::set_at(NOW), Chance::seeded(1)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve(app, listener, async {
        stopped.await.unwrap();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), served).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_broken_programme_file_starts_nothing_and_names_its_lines() {
    let scratch = Scratch::new();
    let file = scratch.path().join("mine.toml");
    std::fs::write(&file, "slug = \"mine\"\nnonsense = 1\n").unwrap();
    let folder = scratch.path().display().to_string();
    let url = database(&scratch);
    let settings =
        settings(&[("CONVOCA_DATABASE__URL", &url), ("CONVOCA_PROGRAMMES__FOLDER", &folder)]);
    let error = open(settings, Clock::set_at(NOW), Chance::seeded(1)).await.unwrap_err();
    assert!(matches!(error, StartError::Programmes(_)));
    let lines = error.lines();
    assert!(lines.len() > 1, "all faults at once: {lines:?}");
    assert!(lines.iter().any(|line| line.contains("mine.toml:2:")), "{lines:?}");
    assert!(!scratch.path().join("office.db").exists(), "no database is made for it");
}
