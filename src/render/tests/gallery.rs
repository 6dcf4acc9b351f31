//! All parts on one page, to look at: the page lies in the temporary folder after the test.

use super::renderer;
use crate::{
    domain::{
        facts::Facts,
        form::{Answers, Choice, Fault, Field, FieldKind, FieldRefusal, Form, Section},
        lump_sum::{LumpSum, Step},
        moment::{BRUSSELS, Moment},
        money::{Money, Percent},
    },
    render::{
        Link, Shell, Tone,
        form::{Clash, FieldView, FormView, Input, Theirs, Typed, Upload, form_view},
        parts::{
            Action, Chip, Fact, Happened, Meter, NextLine, Pager, Signature, Tile, WorkItem,
            calc_lines, steps,
        },
    },
};
use minijinja::{Value, context, value::Serde};
use serde::Serialize;
use std::collections::BTreeMap;

fn value(of: impl Serialize) -> Value {
    Value::from(Serde(of))
}

fn questions() -> Form {
    let field = |key: &str, label: &str, hint: &str, kind: FieldKind| Field {
        key: key.into(),
        label: label.into(),
        hint: hint.into(),
        kind,
        required: key != "more",
        show_if: None,
        masked: key == "iban",
        must: Vec::new(),
    };
    let options = |all: &[(&str, &str)]| -> Vec<Choice> {
        all.iter()
            .map(|(code, label)| Choice { code: (*code).into(), label: (*label).into() })
            .collect()
    };
    let hint = "What will you learn or start there?";
    let purposes = options(&[
        ("learn", "Capacity building"),
        ("share", "Sharing knowledge"),
        ("market", "Market research"),
    ]);
    let fields = vec![
        field("from", "First working day", "Travel days don't count.", FieldKind::Date),
        field("to", "Last working day", "", FieldKind::Date),
        field("goals", "Goals", hint, FieldKind::Text { min_chars: 200, max_chars: 2_000 }),
        field("purpose", "Purpose", "Any that fit.", FieldKind::Choices { options: purposes }),
        field(
            "side",
            "Who pays the journey?",
            "",
            FieldKind::Choice { options: options(&[("me", "We do"), ("host", "The host")]) },
        ),
        field(
            "people",
            "People",
            "",
            FieldKind::Number { least: Some(1), most: Some(9), unit: "people".into() },
        ),
        field(
            "iban",
            "Bank account of Tecnotex Lda",
            "Only finance sees the whole number.",
            FieldKind::Iban,
        ),
        field("more", "Anything else", "", FieldKind::Line { min_chars: 0, max_chars: 200 }),
        field("true", "What I wrote is true.", "", FieldKind::Confirm),
    ];
    Form {
        sections: vec![Section {
            key: "stay".into(),
            title: "The stay".into(),
            intro: "When, why and how.".into(),
            fields,
        }],
    }
}

fn form() -> FormView {
    let form = questions();
    let answers: Answers = [
        ("from", "2027-03-01"),
        ("to", "next week"),
        ("goals", "See how the cluster runs its shared dyeing laboratory, meet three members who could test our recycled fibre."),
        ("purpose", "learn,market"),
        ("side", "me"),
        ("people", "2"),
        ("iban", "PT50 0002 0123 1234 5678 9015 5"),
    ]
    .into_iter()
    .map(|(key, text)| (key.to_owned(), text.to_owned()))
    .collect();
    let fault =
        |field: &str, label: &str, why| Fault { field: field.into(), label: label.into(), why };
    let faults = [
        fault("to", "Last working day", FieldRefusal::NotADate),
        fault("goals", "Goals", FieldRefusal::TooShort { have: 108, need: 200 }),
        fault("iban", "Bank account of Tecnotex Lda", FieldRefusal::IbanCheck),
        fault("true", "What I wrote is true.", FieldRefusal::NotConfirmed),
    ];
    let clash = Clash {
        field: "more".into(),
        theirs: "We bring two looms.".into(),
        by: "Bo Lind".into(),
        at: Moment::from_millis(1_795_353_600_000),
        version: 4,
    };
    let seen: BTreeMap<String, i64> = answers.keys().map(|key| (key.clone(), 3)).collect();
    form_view(
        &form,
        &Typed {
            answers: &answers,
            facts: &Facts::default(),
            faults: &faults,
            seen: &seen,
            clashes: &[clash],
            sees_accounts: true,
            zone: BRUSSELS,
        },
    )
}

fn calc() -> LumpSum {
    let step = |code: &str, says: &str, cents| Step {
        code: code.into(),
        says: says.into(),
        after: Money::from_cents(cents),
    };
    let steps = vec![
        step("rate", "Ceiling for Poland on 1 March 2027: 610.00", 61_000),
        step("days", "3 working days, fewer than 5: halved", 61_000),
        step("distance", "2,310 km apart: not halved", 61_000),
        step("ceiling", "Never above 1,100.00", 61_000),
        step("half", "Halved for the short stay: 305.00", 30_500),
        step("total", "Lump sum: 305.00", 30_500),
    ];
    LumpSum { amount: Money::from_cents(30_500), steps }
}

fn next(tone: Tone, says: &str, detail: &str, action: Option<Action>) -> NextLine {
    NextLine { says: says.into(), detail: detail.into(), action, tone }
}

fn figures() -> Value {
    let tile = |label: &str, figure: &str, note: &str| Tile::new(label, figure, note);
    let percent = Percent::from_hundredths;
    context! {
        tiles => value([tile("Appropriated", "€ 410,000", "3 budget lines"), tile("Committed", "€ 96,480", "112 agreements"), tile("Paid", "€ 161,930", "217 exchanges"), tile("Free", "€ 151,590", "about 196 exchanges")]),
        meters => value([
            Meter::count("Exchanges", 217, 112, 500).would_add(1, 500),
            Meter::share("Involving an SME", Some(percent(5_300)), Percent::whole(50)).note("95 more non-SME exchanges fit."),
            Meter::share("Beyond direct beneficiaries", Some(percent(2_350)), Percent::whole(25)).would_become(percent(2_380)),
            Meter::share("Would fall", Some(percent(2_600)), Percent::whole(25)).would_become(percent(2_200)),
        ]),
        calc => value(calc_lines(&calc())),
    }
}

fn lists(chips: &[Chip]) -> Value {
    let work = |label: &str, detail: &str, chip: &Chip| WorkItem {
        label: label.into(),
        href: "#x".into(),
        detail: detail.into(),
        chip: Some(chip.clone()),
    };
    let at = Moment::from_millis(1_795_353_600_000);
    let sign = |party: &str, by: Option<&str>, detail: &str| Signature {
        party: party.into(),
        by: by.map(str::to_owned),
        at: by.map(|_| at),
        detail: detail.into(),
    };
    let happened = |says: &str, who: &str| Happened { at, says: says.into(), who: who.into() };
    context! {
        chips => value(chips),
        work => value([work("Tecnotex Lda visits Lodz Textile Cluster", "decision · € 610.00 · SME", &chips[2]), work("Closing report, Basque Foundry visits TU Graz", "validation", &chips[0])]),
        facts => value([Fact::new("Reference", "CXC-2026-0412"), Fact::new("Stay", "1 March 2027 to 5 March 2027,\n5 working days")]),
        pager => value(Pager { says: "50 of 10,000".into(), first: Some("#x".into()), next: Some("#x".into()) }),
        signatures => value([sign("Visitor: Tecnotex Lda", Some("Ana Sousa"), "text 3f2a9c41"), sign("Host: Lodz Textile Cluster", None, "Lead or signatory of the host can sign.")]),
        happened => value([happened("Handed in", "Ana Sousa"), happened("Match confirmed by the host", "Jan Nowak")]),
    }
}

fn all() -> Value {
    let chips = [
        Chip::new(Tone::Info, "3 days"),
        Chip::new(Tone::Good, "paid"),
        Chip::new(Tone::Warn, "due tomorrow"),
        Chip::new(Tone::Bad, "late"),
        Chip::new(Tone::Quiet, "taken back"),
    ];
    let theirs = Theirs {
        text: "B".into(),
        by: "Bo Lind".into(),
        at: "22 November 2026, 14:20 Brussels".into(),
    };
    let fields = [
        FieldView::new(Input::Select, "country", "Country")
            .options([("PT", "Portugal"), ("PL", "Poland")])
            .value("PL")
            .autocomplete("country"),
        FieldView::new(Input::Email, "email", "E-mail")
            .value("ana@tecnotex.example")
            .seen(2)
            .theirs(theirs),
        FieldView::new(Input::NewPassword, "password", "Password").hint("At least 12 characters."),
        FieldView::new(Input::Amount, "amount", "Amount")
            .unit("€")
            .fault(Some(&FieldRefusal::NotAnAmount)),
        FieldView::new(Input::Iban, "masked", "Bank account").value("PT … 0155").locked(),
    ];
    let upload = Upload {
        name: "file".into(),
        label: "Boarding pass".into(),
        hint: "Both ways.".into(),
        accept: ".pdf,.jpg".into(),
        limits: "PDF or JPEG, at most 10 MB.".into(),
        error: Some("This kind of file is not taken. Use PDF or JPEG.".into()),
    };
    let nexts = [
        next(
            Tone::Info,
            "Next: submit before 31 January 2027, 17:00 Brussels",
            "69 days left. Then Lodz Textile Cluster confirms within 5 working days.",
            Some(Action::go("Check and submit", Link::Desk)),
        ),
        next(Tone::Quiet, "Next: the host confirms, by 5 February 2027", "", None),
        next(
            Tone::Warn,
            "Two signatures are missing since 3 days",
            "",
            Some(Action::act("Remind them", Link::Desk)),
        ),
    ];
    let mut shell = Shell::sample("A week at Lodz Textile Cluster")
        .crumb("CXC-2026-0412")
        .back("ClusterXchange", Link::Home)
        .state("Being written; nothing is handed in yet.")
        .flash(Tone::Good, "Your profile was accepted.");
    shell.demo = true;
    let rest = context! {
        shell => value(&shell),
        steps => value(steps(&["Profile accepted", "Match agreed", "Application", "Signatures", "Stay", "Report", "Payment"], Some(2))),
        nexts => value(nexts),
        form => value(form()),
        fields => value(fields),
        upload => value(upload),
        filter => value(FieldView::new(Input::Select, "stage", "Stage").options([("a", "to decide")]).blank("All stages")),
        confirm => value(FieldView::new(Input::Confirm, "sign", "I have read this paper and sign it for Tecnotex Lda.")),
    };
    context! { ..rest, ..context! { ..figures(), ..lists(&chips) } }
}

#[test]
fn all_parts_render_together() {
    let html = renderer()
        .engine
        .render_named_str("gallery.html", include_str!("gallery.html"), all())
        .unwrap();
    for part in [
        "class=\"sum\"",
        "class=\"compare\"",
        "class=\"m-next\"",
        "class=\"m-loss\"",
        "aria-current=\"step\"",
        "type=\"file\"",
        "name=\"seen.goals\" value=\"3\"",
        "name=\"seen.more\" value=\"4\"",
        "value=\"next week\"",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    // Each id once, each described-by and each link inside the page with its target.
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    let named = |mark: &str| {
        html.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .flat_map(str::split_whitespace)
            .collect::<Vec<_>>()
    };
    for id in named(" aria-describedby=\"")
        .into_iter()
        .chain(named(" href=\"#f-").into_iter().map(|id| &id[..0]))
        .filter(|id| !id.is_empty())
    {
        assert!(ids.contains(&id), "{id} is nowhere");
    }
    for target in named(" href=\"#f-") {
        assert!(ids.contains(&format!("f-{target}").as_str()), "f-{target} is nowhere");
    }
    std::fs::write(std::env::temp_dir().join("convoca-gallery.html"), html).unwrap();
}
