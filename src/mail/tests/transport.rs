use super::{
    NOW, Scratch,
    letters::{letter, notices},
    server::Server,
    settings,
};
use crate::{
    domain::ids::OutboxId,
    mail::{Mail, SendFault, Transport, compose, mailbox},
    render::Renderer,
};
use uuid::Uuid;

fn mail() -> Mail {
    let letter = letter(notices().remove(16));
    compose(&Renderer::new().unwrap(), &settings(&[]), &letter, NOW).unwrap()
}

fn transport(more: &[(&str, String)]) -> Transport {
    let more: Vec<(&str, &str)> =
        more.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Transport::from_settings(&settings(&more).mail).unwrap()
}

#[tokio::test]
async fn a_server_gets_the_mail_with_both_texts_and_a_stable_id() {
    let server = Server::start(&[]).await;
    let out = transport(&server.settings());
    assert!(out.check().await.unwrap().contains(&server.port.to_string()));
    out.send(&mail()).await.unwrap();
    out.send(&mail()).await.unwrap();
    let got = server.mails();
    assert_eq!(got[0], got[1], "the same mail is the same bytes");
    for line in [
        "Message-ID: <0000000000000000000000000000000a@convoca.example>",
        "Auto-Submitted: auto-generated",
        "Reply-To: office@convoca.example",
        "From: \"Cluster exchange office\" <no-reply@convoca.example>",
        "To: \"Ana Sousa\" <ana@tecnotex.example>",
        "Date: Sun, 22 Nov 2026 13:20:00 +0000",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
    ] {
        assert!(got[0].contains(line), "{line} is missing in\n{}", got[0]);
    }
}

#[tokio::test]
async fn what_a_server_answers_is_told_apart_and_holds_no_address() {
    let answers = [
        "450 4.2.1 <ana@tecnotex.example> is busy",
        "550 5.1.1 <ana@tecnotex.example> is not known",
        "530 5.7.0 sign in first",
    ];
    let server = Server::start(&answers).await;
    let out = transport(&server.settings());
    let faults = [
        SendFault::Transient("the server answered 450".to_owned()),
        SendFault::Permanent("the server answered 550".to_owned()),
        SendFault::Transient("the server answered 530".to_owned()),
    ];
    for fault in faults {
        assert_eq!(out.send(&mail()).await.unwrap_err(), fault);
    }
    out.send(&mail()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn no_server_is_a_reason_to_try_again() {
    let mut gone = Server::start(&[]).await;
    gone.port = 1; // nobody listens there
    let out = transport(&gone.settings());
    let fault = SendFault::Transient("the server can't be reached".to_owned());
    assert_eq!(out.send(&mail()).await.unwrap_err(), fault);
    assert!(out.check().await.is_err());
}

#[tokio::test]
async fn an_address_that_is_none_is_given_up() {
    let out = Transport::memory(&settings(&[]).mail).unwrap();
    let mail = Mail { to: "ana at home".to_owned(), ..mail() };
    assert!(matches!(out.send(&mail).await, Err(SendFault::Permanent(_))));
    assert!(out.taken().is_empty());
}

#[tokio::test]
async fn the_folder_keeps_each_mail_once_and_the_mailbox_pages_through_them() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("mail");
    assert_eq!(mailbox::list(&folder, None, 2).await.unwrap(), mailbox::Pile::default());
    let out = transport(&[("CONVOCA_MAIL__FOLDER", folder.display().to_string())]);
    out.check().await.unwrap();
    let mails: Vec<Mail> =
        (1..=5).map(|number| Mail { id: OutboxId(Uuid::from_u128(number)), ..mail() }).collect();
    for mail in mails.iter().chain(&mails[..1]) {
        out.send(mail).await.unwrap();
    }
    std::fs::write(folder.join("notes.json"), "no mail").unwrap();

    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 11, "two files a mail and the notes: {names:?}");
    let mut read = Vec::new();
    let mut before = None;
    loop {
        let pile = mailbox::list(&folder, before, 2).await.unwrap();
        read.extend(pile.mails);
        before = pile.older;
        if before.is_none() {
            break;
        }
    }
    read.reverse();
    assert_eq!(read, mails);
    assert_eq!(mailbox::read(&folder, mails[2].id).await.unwrap().as_ref(), Some(&mails[2]));
    assert_eq!(mailbox::read(&folder, OutboxId(Uuid::from_u128(9))).await.unwrap(), None);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_reason_to_try_again() {
    let scratch = Scratch::new();
    let file = scratch.path().join("file");
    std::fs::write(&file, "").unwrap();
    let out = transport(&[("CONVOCA_MAIL__FOLDER", file.display().to_string())]);
    assert!(matches!(out.send(&mail()).await, Err(SendFault::Transient(_))));
    assert!(out.check().await.is_err());
}
