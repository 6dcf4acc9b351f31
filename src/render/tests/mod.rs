mod gallery;

use super::*;
use minijinja::context;

fn renderer() -> Renderer {
    Renderer::new().unwrap()
}

#[test]
fn the_layout_shows_the_frame_and_escapes_what_people_wrote() {
    let shell = Shell::sample("A <b> & \"title\"")
        .flash(Tone::Bad, "It's not saved")
        .back("All calls", Link::Home);
    let html = renderer().render("layouts/page.html", context! { shell => Serde(&shell) }).unwrap();
    assert!(html.contains("<h1>A &lt;b&gt; &amp; &quot;title&quot;</h1>"), "{html}");
    assert!(html.contains("It&#39;s not saved"));
    assert!(html.contains("href=\"/sign-out\"") || html.contains("action=\"/sign-out\""));
    assert!(html.contains("22 November 2026, 14:20 Brussels</time>"));
    assert!(html.contains("/static/convoca.css?v="));
    assert!(!html.contains(" style=") && !html.contains(" onclick="));
}

#[test]
fn a_name_not_given_and_a_nothing_printed_fail_the_render() {
    let renderer = renderer();
    let error = renderer.render("layouts/page.html", context! {}).unwrap_err();
    assert_eq!(error.template, "layouts/page.html");
    assert!(error.why.contains("undefined"), "{}", error.why);
    let engine = &renderer.engine;
    assert!(engine.render_named_str("a.html", "{{ x }}", context! { x => () }).is_err());
    assert!(renderer.render("nowhere.html", context! {}).is_err());
}

#[test]
fn html_escapes_and_text_does_not() {
    let renderer = renderer();
    let both = |name: &str| {
        renderer.engine.render_named_str(name, "{{ x }}", context! { x => "a/b <'>" }).unwrap()
    };
    assert_eq!(both("a.html"), "a/b &lt;&#39;&gt;");
    assert_eq!(both("a.txt"), "a/b <'>");
}

#[test]
fn escaping_changes_its_five_signs_wherever_they_stand() {
    for (text, safe) in [
        ("", ""),
        ("plain é € \u{1F600}", "plain é € \u{1F600}"),
        ("&", "&amp;"),
        ("<é>", "&lt;é&gt;"),
        ("é\"é'é", "é&quot;é&#39;é"),
        ("a && b", "a &amp;&amp; b"),
    ] {
        assert_eq!(escape(text), safe);
    }
}

#[test]
fn static_files_are_served_from_a_closed_list() {
    let css = asset("convoca.css").unwrap();
    assert_eq!(css.media_type, "text/css; charset=utf-8");
    assert_eq!(css.hash.len(), 16);
    assert!(asset("../Cargo.toml").is_none() && asset("nothing.css").is_none());
    let script = asset("convoca.js").unwrap();
    assert!(script.bytes.len() < 6_000, "convoca.js is {} bytes", script.bytes.len());
}

#[test]
fn pages_that_say_no_render_with_every_sample() {
    let renderer = renderer();
    let checks: &[page::SampleCheck] = crate::render::page::pages![
        errors::NotFound,
        errors::Forbidden,
        errors::Refused,
        errors::Broken
    ];
    let shown: Vec<_> = checks.iter().flat_map(|check| check(&renderer).unwrap()).collect();
    assert_eq!(shown.len(), 6);
    let kept = shown.iter().find(|page| page.template.ends_with("refused.html")).unwrap();
    assert!(kept.html.contains("See the dye house.\nMeet &lt;members&gt;."), "{}", kept.html);
}

#[test]
fn a_mail_has_three_parts_and_its_subject_one_line() {
    let mut renderer = renderer();
    for (name, source) in [
        ("mail/t/subject.txt", "Your application\n is in: {{ name }}"),
        (
            "mail/t/body.txt",
            "{% extends \"mail/layout.txt\" %}{% import \"parts/mail.txt\" as part %}{% block body %}It is in.\n\n{{ part.facts(rows) }}{% endblock %}",
        ),
        (
            "mail/t/body.html",
            "{% extends \"mail/layout.html\" %}{% import \"parts/mail.html\" as part %}{% block body %}<h1>In: {{ name }}</h1>{{ part.facts(rows) }}{{ part.button(mail.site ~ link, \"Open\") }}{% endblock %}",
        ),
    ] {
        renderer.engine.add_template(name, source).unwrap();
    }
    let rows = Value::from(Serde([parts::Fact::new("Reference", "CXC-2026-0412")]));
    let mail = Value::from(Serde(MailFrame::sample()));
    let context = context! { mail, rows, link => "/desk", name => "a\r\nBcc: <x>" };
    let text = renderer.mail("t", Serde(context).0).unwrap();
    assert_eq!(text.subject, "Your application is in: a Bcc: <x>");
    assert!(text.html.contains("href=\"https://convoca.example/desk\""), "{}", text.html);
    assert!(text.html.contains("Bcc: &lt;x&gt;"));
    insta::assert_snapshot!(text.text);
    std::fs::write(std::env::temp_dir().join("convoca-mail.html"), text.html).unwrap();
}
