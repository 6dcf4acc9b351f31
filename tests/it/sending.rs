//! Mails leave once, however many processes send them, on both databases.

use crate::support::{app::TestApp, both_databases};
use convoca::{
    actions::account::{self, Registration},
    mail::Transport,
    render::Renderer,
    worker::drain,
};
use std::collections::BTreeSet;

both_databases!(two_processes_send_each_mail_once, async |app: &TestApp| {
    const MAILS: usize = 12;
    for number in 0..MAILS {
        let form = Registration {
            address: format!("person{number}@example.org"),
            name: format!("Person {number}"),
            password: "correct horse battery".to_owned(),
        };
        account::register(&app.desk, "127.0.0.1", form).await.unwrap();
    }
    let renderer = Renderer::new().unwrap();
    let transport = Transport::memory(&app.desk.settings.mail).unwrap();
    let (one, other) = tokio::join!(
        drain(&app.desk, &renderer, &transport),
        drain(&app.desk, &renderer, &transport)
    );
    assert_eq!(one.unwrap().sent + other.unwrap().sent, u32::try_from(MAILS).unwrap());
    let ids: BTreeSet<String> = transport.taken().into_iter().map(|mail| mail.message_id).collect();
    assert_eq!((transport.taken().len(), ids.len()), (MAILS, MAILS));
});
