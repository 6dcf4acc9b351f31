//! What a demonstration differs in from the defaults. The one rule: what the served demonstration
//! knows stands in `DIR/convoca.toml`, too, so that the other commands know it by `--config`.

use super::{super::common::Common, DemoArgs};
use crate::{
    app,
    config::settings::{MailTransport, Settings},
};
use anyhow::Context;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The database of a demonstration.
pub(super) fn database(dir: &Path) -> PathBuf {
    dir.join("convoca.db")
}

/// The settings of a demonstration that lies in `dir`.
pub(super) fn settings(common: &Common, args: &DemoArgs, dir: &Path) -> anyhow::Result<Settings> {
    let listen = ("CONVOCA_SERVER__LISTEN", "--listen", Some(args.listen.clone()));
    let mut settings = common.settings(&[listen])?;
    let usual = Settings::load(None, []).map_err(app::StartError::Settings)?;
    if settings.server.public_url == usual.server.public_url {
        settings.server.public_url = format!("http://{}", settings.server.listen);
    }
    settings.database.url = format!("sqlite:{}?mode=rwc", database(dir).display());
    settings.mail.transport = MailTransport::Folder;
    settings.mail.folder = dir.join("mail").display().to_string();
    settings.instance.mailbox_page = true;
    if settings.instance.name == usual.instance.name {
        "Demonstration office".clone_into(&mut settings.instance.name);
        "help@office.example".clone_into(&mut settings.instance.contact);
    }
    if settings.payer.iban.is_empty() {
        let payer = &mut settings.payer;
        "Demonstration office".clone_into(&mut payer.name);
        "Rue de la Loi".clone_into(&mut payer.street);
        "1".clone_into(&mut payer.building_number);
        "1000".clone_into(&mut payer.post_code);
        "Brussels".clone_into(&mut payer.town);
        "BE".clone_into(&mut payer.country);
        "BE31111122223333".clone_into(&mut payer.iban);
    }
    Ok(settings)
}

/// Writes them beside the database, once. Nothing when the person has a file of settings: it is
/// that one the other commands take.
pub(super) async fn keep(common: &Common, args: &DemoArgs) -> anyhow::Result<()> {
    let dir = std::path::absolute(&args.dir)?;
    let file = dir.join("convoca.toml");
    if common.config.is_some() || file.exists() {
        return Ok(());
    }
    let text = format!(
        "# This demonstration's own settings; the other commands take them by --config.\n\n{}",
        written(&settings(common, args, &dir)?)
    );
    let can = || format!("can't write {}", file.display());
    tokio::fs::write(&file, text).await.with_context(can)
}

fn written(settings: &Settings) -> Table {
    let (server, instance, payer) = (&settings.server, &settings.instance, &settings.payer);
    let text = |key: &str, value: &str| (key.to_owned(), Value::from(value));
    let group = |key: &str, all: Vec<(String, Value)>| {
        (key.to_owned(), Value::Table(all.into_iter().collect()))
    };
    let mut instance = vec![text("name", &instance.name), text("contact", &instance.contact)];
    instance.push(("mailbox_page".to_owned(), Value::from(true)));
    let listen = server.listen.to_string();
    let groups = [
        group("instance", instance),
        group("server", vec![text("listen", &listen), text("public_url", &server.public_url)]),
        group("database", vec![text("url", &settings.database.url)]),
        group("mail", vec![text("transport", "folder"), text("folder", &settings.mail.folder)]),
        group(
            "payer",
            vec![
                text("name", &payer.name),
                text("street", &payer.street),
                text("building_number", &payer.building_number),
                text("post_code", &payer.post_code),
                text("town", &payer.town),
                text("country", &payer.country),
                text("iban", &payer.iban),
            ],
        ),
    ];
    groups.into_iter().collect()
}
