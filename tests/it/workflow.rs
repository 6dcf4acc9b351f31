//! The way of an application as a page: docs/WORKFLOW.md is printed from `stage::step`, the
//! permission table and the notices, and held by this test.
//! `UPDATE_DOCS=1 cargo test --test it workflow` writes it anew.

use crate::{permissions, support::pages::held};
use chrono::NaiveDate;
use convoca::{
    domain::{
        access::Act,
        application::{
            Stage, StageAct, StageKind,
            stage::{Award, Checks, Confirmed, Side},
            step,
        },
        event::Event,
        ids::PersonId,
        moment::Moment,
        money::Money,
        notice::{Addressee, notices},
    },
    render::words,
};
use serde_json::json;
use uuid::Uuid;

const AT: Moment = Moment::from_millis(1_000_000);

/// One act: what it is called, the rule's name for it, who may, and what then has happened.
struct Row {
    says: &'static str,
    act: StageAct,
    right: Act,
    event: &'static str,
}

fn rows() -> Vec<Row> {
    let day: NaiveDate = "2023-03-20".parse().unwrap();
    let reason = || "why".to_owned();
    let (amount, checks) = (Money::from_cents(78_000), Checks::default());
    let row = |says, act, right, event| Row { says, act, right, event };
    let report = StageAct::Report { today: day, ends_on: day, missing_evidence: vec![] };
    let (host, withdraw) = (StageAct::ConfirmMatch { side: Side::Host }, StageAct::Withdraw);
    let validate = StageAct::Validate { due_on: day, today: day, feedback_in: false };
    vec![
        row(
            "hand in, until the deadline",
            StageAct::Submit { deadline: AT },
            Act::WriteFile,
            "application_submitted",
        ),
        row(
            "take back into writing, until the deadline",
            StageAct::Reopen { deadline: AT },
            Act::WriteFile,
            "application_reopened",
        ),
        row(
            "confirm the match as host (handing in confirms it for the visitor)",
            host,
            Act::ConfirmAsHost,
            "match_confirmed",
        ),
        row(
            "find ineligible, with a reason",
            StageAct::FindIneligible { reason: reason() },
            Act::Decide,
            "found_ineligible",
        ),
        row("take that back", StageAct::Reinstate, Act::Decide, "reinstated"),
        row(
            "award: both confirmed, all checks clear, money and places there",
            StageAct::Award { amount, checks },
            Act::Decide,
            "awarded",
        ),
        row(
            "refuse, with a reason",
            StageAct::Refuse { reason: reason() },
            Act::Decide,
            "application_refused",
        ),
        row("the last signature", StageAct::AllSigned, Act::SignAsVisitor, "all_signed"),
        row(
            "hand the report in, after the stay, with all evidence",
            report,
            Act::WriteReport,
            "report_submitted",
        ),
        row(
            "send the report back, with a reason",
            StageAct::SendBack { reason: reason() },
            Act::ValidateReport,
            "report_sent_back",
        ),
        row(
            "validate the report (a virtual exchange owes nothing: straight on to feedback)",
            validate,
            Act::ValidateReport,
            "report_validated",
        ),
        row(
            "the bank paid, the host's feedback is awaited",
            StageAct::Paid { on: day, feedback_in: false },
            Act::HandlePayment,
            "payment_settled",
        ),
        row(
            "the bank paid, the feedback is there",
            StageAct::Paid { on: day, feedback_in: true },
            Act::HandlePayment,
            "payment_settled",
        ),
        row(
            "the bank sent the payment back",
            StageAct::PaymentReturned { due_on: day },
            Act::HandlePayment,
            "payment_returned",
        ),
        row(
            "the host's feedback",
            StageAct::HostReport,
            Act::WriteHostReport,
            "host_report_submitted",
        ),
        row(
            "withdraw (of a draft the visitor alone is told)",
            withdraw,
            Act::WriteFile,
            "application_withdrawn",
        ),
    ]
}

/// One stage of each kind; both sides confirmed, so that nothing but the stage refuses.
fn stages() -> Vec<Stage> {
    let by = PersonId(Uuid::nil());
    let (at, reason) = (AT, String::new);
    let day: NaiveDate = "2023-03-20".parse().unwrap();
    let award = Award { amount: Money::from_cents(78_000), by, at };
    let confirmed = Some(Confirmed { by, at });
    let (visitor_confirmed, submitted_at) = (confirmed, at);
    vec![
        Stage::Draft,
        Stage::Submitted { at, visitor_confirmed, host_confirmed: None },
        Stage::Submitted { at, visitor_confirmed, host_confirmed: confirmed },
        Stage::Ineligible {
            at,
            by,
            reason: reason(),
            visitor_confirmed,
            host_confirmed: None,
            submitted_at,
        },
        Stage::Awarded(award),
        Stage::Agreed { award, at },
        Stage::Reported { award, agreed_at: at, at },
        Stage::Validated { award, by, at, due_on: day },
        Stage::Feedback { award, on: day },
        Stage::Closed { award, on: day },
        Stage::Refused { at, by, reason: reason() },
        Stage::Withdrawn { at, by, from: StageKind::Draft },
    ]
}

fn moves(act: &StageAct) -> String {
    let by = PersonId(Uuid::nil());
    let one = |stage: &Stage| {
        let to = step(AT, by, stage, act).ok()?;
        Some(format!("{} → {}", stage.kind().code(), to.kind().code()))
    };
    let mut all: Vec<String> = stages().iter().filter_map(one).collect();
    all.dedup();
    all.join("<br>")
}

fn id(n: u32) -> serde_json::Value {
    json!(format!("00000000-0000-0000-0000-{n:012}"))
}

/// An event with every fact one can have; it takes its own.
fn event(name: &str) -> Event {
    let file = json!({"application": id(1), "call": id(2), "visitor": id(3), "host": id(4),
        "visitor_partnership": id(5), "host_partnership": id(6), "author": id(7)});
    let all = json!({"event": name, "file": file, "digest": "", "at": 0, "side": "host",
        "both": true, "from": "awarded", "released": 0, "reason": "", "amount": 0,
        "due_on": "2023-03-30", "on": "2023-03-24",
        "payment": {"payment": id(8), "file": {"kind": "exchange", "file": file}, "payee": id(3),
        "amount": 0, "set_off": 0}});
    serde_json::from_value(all).unwrap()
}

fn told(name: &str) -> String {
    let party = |id: Uuid, what: &str| {
        let side = if matches!(id.as_u128(), 3 | 5) { "visitor" } else { "host" };
        format!("{side}{what}")
    };
    let one = |(whom, notice): (Addressee, convoca::domain::notice::Notice)| {
        let whom = match whom {
            Addressee::Person(_) => "the person".to_owned(),
            Addressee::Organisation(id) => party(id.0, ""),
            Addressee::Signatories(id) => party(id.0, "'s signatories"),
            Addressee::Coordinators(id) => party(id.0, "'s coordinators"),
            Addressee::Officers => "officers".to_owned(),
            Addressee::Finance => "finance".to_owned(),
            Addressee::Consortium(_) => "the consortium".to_owned(),
            Addressee::GrantSignatories(_) => "the signatories".to_owned(),
            Addressee::Evaluators(_) => "the evaluators".to_owned(),
            Addressee::Drafting(_) => "all with a draft".to_owned(),
        };
        format!("`{}` to {whom}", notice.name())
    };
    notices(&event(name)).into_iter().map(one).collect::<Vec<_>>().join("<br>")
}

const HEAD: &str = "\
# The way of an application

Printed from `src/domain/application/stage.rs` (the steps), `src/domain/access/act.rs` (who) and
`src/domain/notice.rs` (the mails), and held by `tests/it/workflow.rs`. To print it anew:
`UPDATE_DOCS=1 cargo test --test it workflow`.

## Stages

| in the program | for staff | for applicants | money and places are held |
|---|---|---|---|
";

fn page() -> String {
    let mut out = HEAD.to_owned();
    for kind in StageKind::ALL {
        let name = words::stage(kind);
        let holds = if kind.holds_award() { "yes" } else { "" };
        let line = format!("| `{}` | {} | {} | {holds} |\n", name.code, name.staff, name.applicant);
        out.push_str(&line);
    }
    out.push_str(
        "\n## Steps\n\nWhat is not here is refused with `wrong_stage`. Every step leaves a line in \
         the audit trail.\n\n| step | from → to | who | who is told |\n|---|---|---|---|\n",
    );
    for row in rows() {
        let who: Vec<_> =
            row.right.allowed().iter().map(|relation| permissions::name(*relation)).collect();
        let who =
            if row.event == "all_signed" { "whoever signs last".into() } else { who.join(", ") };
        let (moves, told) = (moves(&row.act), told(row.event));
        out.push_str(&format!("| {} | {moves} | {who} | {told} |\n", row.says));
    }
    out
}

#[test]
fn the_page_is_what_the_rules_do() {
    held("docs/WORKFLOW.md", &page());
}

#[test]
fn no_step_of_the_page_leads_nowhere() {
    for row in rows() {
        assert!(!moves(&row.act).is_empty(), "{}", row.says);
    }
}
