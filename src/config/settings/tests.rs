use super::*;

fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn file(text: &str) -> Result<Settings, Vec<SettingsFault>> {
    overlay::load(Some(("convoca.toml", text)), Vec::new())
}

fn said(faults: &[SettingsFault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_defaults_are_whole_and_valid() {
    let settings = Settings::load(None, Vec::new()).unwrap();
    assert_eq!(settings.server.listen.port(), 8080);
    assert_eq!(settings.database.url, "sqlite:convoca.db?mode=rwc");
    assert_eq!(settings.mail.transport, MailTransport::Folder);
    assert_eq!(settings.programmes.folder(), None);
    assert!(!settings.instance.mailbox_page);
}

/// Each setting of the defaults has a comment above it, or shares that of the line before.
#[test]
fn every_default_has_its_sentence() {
    let lines: Vec<&str> = DEFAULT.lines().collect();
    let paired =
        ["smtp_port", "smtp_password", "street", "building_number", "post_code", "town", "iban"];
    for (at, line) in lines.iter().enumerate().skip(1) {
        let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) else {
            continue;
        };
        assert!(lines[at - 1].starts_with("# ") || paired.contains(&name), "{name}");
    }
}

#[test]
fn a_file_overlays_and_variables_win() {
    let text = "[mail]\nfrom = \"Office <office@example.org>\"\nreply_to = \"help@example.org\"\n";
    let settings = overlay::load(
        Some(("convoca.toml", text)),
        env(&[
            ("CONVOCA_MAIL__FROM", "other@example.org"),
            ("CONVOCA_LOG__JSON", "true"),
            ("CONVOCA_SERVER__TIMEOUT_SECONDS", "5"),
            ("CONVOCA_LIMITS__UPLOAD_KINDS", "pdf, png"),
            ("CONVOCA_WORKER__RETRY_SECONDS", "1,2"),
            ("CONVOCA_TEST_POSTGRES", "no setting"),
            ("HOME", "/root"),
        ]),
    )
    .unwrap();
    assert_eq!(settings.mail.from, "other@example.org");
    assert_eq!(settings.mail.reply_to, "help@example.org");
    assert_eq!(settings.limits.upload_kinds, ["pdf", "png"]);
    assert_eq!(settings.worker.retry_seconds, [1, 2]);
    assert_eq!(settings.server.timeout_seconds, 5);
    assert!(settings.log.json);
}

#[test]
fn each_fault_names_its_line_or_its_variable() {
    for (text, says) in [
        (
            "[mail]\nfom = \"a@b.c\"",
            "convoca.toml:2: there is no setting `mail.fom`; did you mean `mail.from`?",
        ),
        (
            "\n[maill]\nfrom = \"a@b.c\"",
            "convoca.toml:3: there is no setting `maill.from`; did you mean `mail.from`?",
        ),
        ("listen = 1", "convoca.toml:1: `listen` is no section of settings"),
        (
            "[server]\ntimeout_seconds = \"5\"",
            "convoca.toml:2: `server.timeout_seconds` must be a whole number from 0 to 4294967295, but this is a text",
        ),
        (
            "[server]\ntimeout_seconds = -5",
            "convoca.toml:2: `server.timeout_seconds` must be a whole number from 0 to 4294967295",
        ),
        (
            "[server]\n\ntimeout_seconds = 0",
            "convoca.toml:3: `server.timeout_seconds` must lie between 1 and 600",
        ),
        (
            "[server]\nlisten = \"8080\"",
            "convoca.toml:2: `server.listen` must be an address and a port, like 127.0.0.1:8080",
        ),
        (
            "[server]\npublic_url = \"https://x.org/\"",
            "convoca.toml:2: `server.public_url` must not end with a slash",
        ),
        (
            "[server]\npublic_url = \"x.org\"",
            "convoca.toml:2: `server.public_url` must begin with http:// or https:// and name a host",
        ),
        (
            "[database]\nurl = \"mysql://x\"",
            "convoca.toml:2: `database.url` must begin with sqlite: or postgres://",
        ),
        (
            "[mail]\ntransport = \"stmp\"",
            "convoca.toml:2: `mail.transport` must be one of folder, smtp; did you mean `smtp`?",
        ),
        (
            "[mail]\ntransport = \"smtp\"",
            "convoca.toml:2: `mail.transport` is smtp, so `mail.smtp_host` must name the server",
        ),
        (
            "[mail]\nsmtp_port = 70000",
            "convoca.toml:2: `mail.smtp_port` must lie between 1 and 65535",
        ),
        (
            "[mail]\nfrom = \"nobody\"",
            "convoca.toml:2: `mail.from` must be an e-mail address, or a name with an address in angle brackets",
        ),
        (
            "[limits]\nupload_kinds = [\"exe\"]",
            "convoca.toml:2: `limits.upload_kinds` must be one or more of pdf, png, jpeg",
        ),
        (
            "[limits]\nupload_kinds = \"pdf\"",
            "convoca.toml:2: `limits.upload_kinds` must be a list of texts, but this is a text",
        ),
        (
            "[worker]\nretry_seconds = []",
            "convoca.toml:2: `worker.retry_seconds` must not be empty",
        ),
    ] {
        assert_eq!(said(&file(text).unwrap_err()), [says], "{text}");
    }
    for (name, text, says) in [
        (
            "CONVOCA_MAILL__FROM",
            "x",
            "CONVOCA_MAILL__FROM: there is no setting `maill.from`; did you mean `mail.from`?",
        ),
        ("CONVOCA_LOG__JSON", "yes", "CONVOCA_LOG__JSON: `log.json` must be true or false"),
        (
            "CONVOCA_SERVER__LISTEN",
            "x",
            "CONVOCA_SERVER__LISTEN: `server.listen` must be an address and a port, like 127.0.0.1:8080",
        ),
        (
            "CONVOCA_SESSION__IDLE_MINUTES",
            "0",
            "CONVOCA_SESSION__IDLE_MINUTES: `session.idle_minutes` must lie between 1 and 10080 (a week)",
        ),
    ] {
        assert_eq!(said(&Settings::load(None, env(&[(name, text)])).unwrap_err()), [says]);
    }
}

#[test]
fn all_faults_come_at_once_and_in_order() {
    let text =
        "[server]\ntimeout_seconds = 0\n\n[mail]\nfom = 1\n\n[session]\n\n\nidle_minutes = true\n";
    let faults =
        overlay::load(Some(("c.toml", text)), env(&[("CONVOCA_LOG__LEVEL", "info")])).unwrap_err();
    let origins: Vec<&str> = faults.iter().map(|fault| fault.origin.as_str()).collect();
    assert_eq!(origins, ["c.toml:2", "c.toml:5", "c.toml:10", "CONVOCA_LOG__LEVEL"], "{faults:?}");
}

#[test]
fn what_is_no_toml_and_what_is_not_there_are_faults() {
    let faults = file("[server\nlisten = 1").unwrap_err();
    assert!(faults[0].origin.starts_with("convoca.toml:"), "{faults:?}");
    let faults = Settings::load(Some(Path::new("/nowhere/convoca.toml")), Vec::new()).unwrap_err();
    assert!(
        faults[0].to_string().starts_with("/nowhere/convoca.toml: can't be read"),
        "{faults:?}"
    );
}

#[test]
fn passwords_are_in_no_debug_output() {
    let settings = Settings::load(
        None,
        env(&[
            ("CONVOCA_MAIL__SMTP_PASSWORD", "open-sesame"),
            ("CONVOCA_DATABASE__URL", "postgres://office:open-sesame@db/convoca"),
        ]),
    )
    .unwrap();
    assert!(!format!("{settings:?}").contains("sesame"));
    assert_eq!(settings.mail.smtp_password.expose(), "open-sesame");
}

#[test]
fn proxies_are_a_list_of_addresses_or_a_fault() {
    let variable =
        |text: &str| overlay::load(None, env(&[("CONVOCA_SERVER__TRUSTED_PROXY", text)]));
    assert_eq!(variable("").unwrap().server.trusted_proxy, Vec::<IpAddr>::new());
    let two = variable("127.0.0.1, ::1").unwrap().server.trusted_proxy;
    assert_eq!(two.iter().map(ToString::to_string).collect::<Vec<_>>(), ["127.0.0.1", "::1"]);
    let listed = file("[server]\ntrusted_proxy = [\"10.0.0.1\"]").unwrap();
    assert_eq!(listed.server.trusted_proxy.len(), 1);
    let says = "`server.trusted_proxy` must be a list of addresses, like 127.0.0.1 or ::1";
    let named = variable("proxy.example").unwrap_err();
    assert_eq!(said(&named), [format!("CONVOCA_SERVER__TRUSTED_PROXY: {says}")]);
    let named = file("[server]\ntrusted_proxy = [\"10.0.0.0/8\"]").unwrap_err();
    assert_eq!(said(&named), [format!("convoca.toml:2: {says}")]);
}
