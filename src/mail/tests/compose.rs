use super::{
    NOW,
    letters::{letter, notices, online},
    settings,
};
use crate::{
    actions::{account, delivery::Letter},
    domain::{money::Money, notice::Notice},
    mail::{Mail, compose},
    render::{Renderer, assets},
};
use std::collections::BTreeSet;

fn composed(letter: &Letter) -> Mail {
    compose(&Renderer::new().unwrap(), &settings(&[]), letter, NOW).unwrap()
}

/// The words of a mail's HTML, without the style sheet, the marks and the mark of the house.
fn words_of_html(html: &str) -> Vec<String> {
    let body = html.split_once("<div class=\"sheet\">").unwrap().1;
    let body = body.replacen("<p class=\"mark\">convo<span>ca</span></p>", "", 1);
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _mark => {}
        }
    }
    for (mark, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(mark, c);
    }
    bare(&text)
}

/// Words without the punctuation that the two forms set differently.
fn bare(text: &str) -> Vec<String> {
    let trimmed = text.split_whitespace().map(|word| word.trim_matches([':', '.', ',']));
    trimmed.filter(|word| !word.is_empty() && *word != "--").map(str::to_owned).collect()
}

#[test]
fn every_notice_reads_as_it_should() {
    for notice in notices() {
        let mail = composed(&letter(notice.clone()));
        let shown = format!("Subject: {}\n\n{}", mail.subject, mail.text);
        insta::assert_snapshot!(notice.name(), shown);
    }
}

#[test]
fn every_notice_has_a_letter_here_and_a_folder_of_words() {
    let here: BTreeSet<String> = notices().iter().map(|n| n.name().to_owned()).collect();
    let folders: BTreeSet<String> = assets::template_names()
        .filter_map(|name| {
            let (folder, _file) = name.strip_prefix("mail/")?.split_once('/')?;
            Some(folder.to_owned())
        })
        .collect();
    assert_eq!(here, folders);
}

#[test]
fn html_and_text_say_the_same_and_lead_to_the_same_place() {
    for notice in notices() {
        for letter in [letter(notice.clone()), online(notice.clone())] {
            let mail = composed(&letter);
            let link = mail.text.lines().find(|line| line.starts_with("https://convoca.example/"));
            let link = link.unwrap_or_else(|| panic!("{}: no link", notice.name()));
            assert!(mail.html.contains(&format!("href=\"{link}\"")), "{}", mail.html);
            assert_eq!(mail.html.matches("href=\"https:").count(), 1, "one link, no more");
            let text = bare(&mail.text.replace(link, ""));
            assert_eq!(text, words_of_html(&mail.html), "{}", notice.name());
            assert!(mail.subject.chars().count() <= 78, "{}", mail.subject);
        }
    }
}

#[test]
fn what_people_wrote_is_text_in_html() {
    let letters = notices().into_iter().map(letter);
    let with_file = letters.filter(|letter| letter.file.is_some());
    for mail in with_file.map(|letter| composed(&letter)) {
        assert!(mail.html.contains("Tecnotex &amp; Filhos"), "{}", mail.html);
        assert!(!mail.html.contains("<map>"));
    }
}

#[test]
fn an_online_exchange_is_told_of_no_money() {
    let file = letter(notices().remove(8)).notice.file().unwrap();
    let award = Notice::AwardLetter { file, amount: Money::from_cents(0) };
    let mails = [award, Notice::ReportSentBack { file, reason: "More.".to_owned() }];
    for mail in mails.map(|notice| composed(&online(notice))) {
        assert!(!mail.text.contains('€'), "{}", mail.text);
        assert!(!mail.text.contains("is paid once"), "{}", mail.text);
    }
    let withdrawn = Notice::ApplicationWithdrawn { file, released: Money::from_cents(0) };
    assert!(composed(&letter(withdrawn)).text.contains("No money was reserved"));
}

#[test]
fn the_links_are_good_for_as_long_as_the_mails_say() {
    let says = |name: &str| {
        let notice = notices().into_iter().find(|notice| notice.name() == name).unwrap();
        composed(&letter(notice)).text
    };
    assert!(says("confirm_address").contains("good for 48 hours"));
    assert_eq!(account::CONFIRM_LIFE.num_minutes(), 48 * 60);
    assert!(says("reset_password").contains("good for one hour"));
    assert_eq!(account::RESET_LIFE.num_minutes(), 60);
}

#[test]
fn a_letter_without_its_token_is_not_composed() {
    let mut letter = letter(notices().remove(0));
    letter.secret = None;
    let error = compose(&Renderer::new().unwrap(), &settings(&[]), &letter, NOW).unwrap_err();
    assert!(error.why.contains("one-time link"));
}

#[test]
fn the_message_id_is_that_of_the_row_at_this_site() {
    let notice = notices().remove(1);
    for (url, host) in [
        ("https://convoca.example", "convoca.example"),
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080/sub", "[::1]"),
    ] {
        let settings = settings(&[("CONVOCA_SERVER__PUBLIC_URL", url)]);
        let renderer = Renderer::new().unwrap();
        let mail = compose(&renderer, &settings, &letter(notice.clone()), NOW).unwrap();
        assert_eq!(mail.message_id, format!("0000000000000000000000000000000a@{host}"));
        assert!(mail.text.contains(&format!("{url}/sign-in")));
    }
}
