//! The one line that says what happens next: when, where and by whom, on every stage and for each
//! side. The one rule: whoever reads it knows whether it is their turn.

use super::{
    file::Opened,
    signing::{self, Papers},
};
use crate::{
    domain::{
        access::Act,
        application::{Stage, StageKind, stage::Confirmed},
        moment::Moment,
        money::Money,
    },
    http::Ctx,
    render::{
        Link, Shell, Tone, day_text, euro_text, moment_text,
        parts::{Action, NextLine},
        words,
    },
};

/// It is the reader's turn, someone else's, or nobody's any more.
fn line(tone: Tone, says: String, detail: String, action: Option<Action>) -> NextLine {
    NextLine { says, detail, action, tone }
}

/// What happens next in this file, for this reader.
pub(super) fn next(ctx: &Ctx, file: &Opened, papers: &Papers, shell: &Shell) -> NextLine {
    let at = |at: Moment| moment_text(at, shell.zone);
    match &file.stored.application.stage {
        Stage::Draft => draft(ctx, file, shell),
        Stage::Submitted { at: since, host_confirmed, visitor_confirmed } => {
            submitted(ctx, file, &at(*since), *visitor_confirmed, *host_confirmed)
        }
        Stage::Ineligible { at: when, reason, .. } => line(
            Tone::Warn,
            format!("Not eligible, said the programme office on {}", at(*when)),
            format!(
                "{reason} If this is wrong, write to {}; the office can take it back.",
                shell.office.email
            ),
            None,
        ),
        Stage::Awarded(_) => awarded(ctx, file, papers),
        Stage::Agreed { .. } => agreed(ctx, file),
        Stage::Reported { at: when, .. } => line(
            Tone::Quiet,
            "Next: the programme office validates the report".to_owned(),
            format!("It came on {}. If something is missing it is sent back by mail.", at(*when)),
            host_report(ctx, file),
        ),
        Stage::Validated { award, due_on, .. } => line(
            Tone::Quiet,
            format!(
                "Next: {} pays {} by {}",
                file.around.visitor_partnership,
                euro_text(award.amount.cents()),
                day_text(*due_on)
            ),
            format!("To the account {} gave in the application.", file.visitor()),
            host_report(ctx, file),
        ),
        Stage::Feedback { award, on } => feedback(ctx, file, award.amount, &day_text(*on)),
        Stage::Closed { award, on } => closed(ctx, file, award.amount, &day_text(*on)),
        Stage::Refused { at: when, reason, .. } => line(
            Tone::Warn,
            format!("Not awarded, decided the programme office on {}", at(*when)),
            reason.clone(),
            None,
        ),
        Stage::Withdrawn { at: when, .. } => line(
            Tone::Quiet,
            format!("{} took it back on {}", file.visitor(), at(*when)),
            "Nothing more happens here. A new application can be begun while the call is open."
                .to_owned(),
            None,
        ),
    }
}

fn draft(ctx: &Ctx, file: &Opened, shell: &Shell) -> NextLine {
    let deadline = moment_text(file.around.call.call.deadline, shell.zone);
    if let Err(why) = file.around.call.call.takes(ctx.now()) {
        return line(Tone::Warn, words::refusal(&why, shell.zone), String::new(), None);
    }
    let edit = Action::go("Go on writing", Link::ApplicationEdit(file.id()));
    let then = format!("Then {} confirms the match.", file.host());
    if ctx.may(Act::WriteFile, &file.subject()) {
        line(Tone::Info, format!("Next: you hand it in before {deadline}"), then, Some(edit))
    } else {
        let says = format!("Next: a colleague who may write hands it in before {deadline}");
        line(Tone::Quiet, says, then, None)
    }
}

fn submitted(
    ctx: &Ctx,
    file: &Opened,
    since: &str,
    visitor: Option<Confirmed>,
    host: Option<Confirmed>,
) -> NextLine {
    let confirm = || Some(Action::go("Read and confirm", Link::MatchConfirm(file.id())));
    let subject = file.subject();
    if host.is_none() && ctx.may(Act::ConfirmAsHost, &subject) {
        return line(
            Tone::Info,
            format!("Next: you confirm for {} that {} may come", file.host(), file.visitor()),
            format!("Handed in on {since}. The office decides after both sides have confirmed."),
            confirm(),
        );
    }
    if visitor.is_none() && ctx.may(Act::ConfirmAsVisitor, &subject) {
        let says = "Next: you confirm the match for the visitor".to_owned();
        return line(Tone::Info, says, format!("Handed in on {since}."), confirm());
    }
    if host.is_none() {
        return line(
            Tone::Quiet,
            format!("Next: {} confirms the match", file.host()),
            format!("It got a mail on {since}. Then the programme office checks and decides."),
            None,
        );
    }
    line(
        Tone::Quiet,
        "Next: the programme office checks and decides".to_owned(),
        format!("Handed in on {since}, confirmed by both sides. The decision comes by mail."),
        None,
    )
}

fn awarded(ctx: &Ctx, file: &Opened, papers: &Papers) -> NextLine {
    let missing = papers.missing();
    let before = file.stored.application.stay.map(|stay| day_text(stay.from));
    let by = before.map_or_else(String::new, |day| format!(" before the stay begins on {day}"));
    if let Some((paper, place)) = papers.mine(ctx, file).first() {
        return line(
            Tone::Info,
            format!(
                "Next: you sign the {} for {}",
                signing::name(*paper),
                signing::party(file, *place)
            ),
            format!("All signatures are needed{by}."),
            Some(Action::go("Read and sign", Link::PaperSign(file.id(), paper.code().to_owned()))),
        );
    }
    if missing.is_empty() {
        // The same words whatever the office still does.
        return line(
            Tone::Quiet,
            "Next: the programme office completes the file".to_owned(),
            "All papers are signed. You get a mail once it is done.".to_owned(),
            Some(Action::go("See the papers", Link::Papers(file.id()))),
        );
    }
    let mut parties: Vec<String> =
        missing.iter().map(|(_, place)| signing::party(file, *place).to_owned()).collect();
    parties.dedup();
    parties.sort();
    parties.dedup();
    line(
        Tone::Quiet,
        format!("Next: {} sign the papers{by}", words::list(&parties)),
        "Each of them has a mail with the link.".to_owned(),
        Some(Action::go("See the papers", Link::Papers(file.id()))),
    )
}

fn agreed(ctx: &Ctx, file: &Opened) -> NextLine {
    let today = ctx.now().day_in(file.programme.zone);
    let host = &file.around.host.organisation;
    let report = ctx
        .may(Act::WriteReport, &file.subject())
        .then(|| Action::go("Write the report", Link::Report(file.id())));
    match file.stored.application.stay {
        Some(stay) if today < stay.to => line(
            Tone::Info,
            format!(
                "Next: the stay, {} to {}, at {} in {}",
                day_text(stay.from),
                day_text(stay.to),
                host.name,
                host.address.town
            ),
            format!(
                "Keep tickets and bills. After it {} hands in the report with the evidence.",
                file.visitor()
            ),
            report.or_else(|| host_report(ctx, file)),
        ),
        _over => match report {
            Some(action) => line(
                Tone::Warn,
                "Next: you hand in the report with the evidence".to_owned(),
                format!(
                    "The lump sum is paid within {} days after that.",
                    file.programme.pay_within_days
                ),
                Some(action),
            ),
            None => line(
                Tone::Quiet,
                format!("Next: {} hands in the report with the evidence", file.visitor()),
                "The stay is over.".to_owned(),
                host_report(ctx, file),
            ),
        },
    }
}

/// The host's feedback, for those who may give it.
fn host_report(ctx: &Ctx, file: &Opened) -> Option<Action> {
    let open = file.stored.host_report_at.is_none();
    (open && ctx.may(Act::WriteHostReport, &file.subject()))
        .then(|| Action::go("Give your feedback as host", Link::HostReport(file.id())))
}

fn done(amount: Money, on: &str) -> String {
    if amount == Money::ZERO {
        format!("done on {on}, a virtual exchange without money")
    } else {
        format!("{} paid on {on}", euro_text(amount.cents()))
    }
}

fn feedback(ctx: &Ctx, file: &Opened, amount: Money, on: &str) -> NextLine {
    let done = format!("The exchange itself is settled: {}.", done(amount, on));
    match host_report(ctx, file) {
        Some(action) => {
            let says = "Next: you give your feedback as host".to_owned();
            line(Tone::Info, says, done, Some(action))
        }
        None => line(Tone::Quiet, format!("Next: {} gives its feedback", file.host()), done, None),
    }
}

fn closed(ctx: &Ctx, file: &Opened, amount: Money, on: &str) -> NextLine {
    let says = format!("Finished: {}", done(amount, on));
    line(Tone::Good, says, "Nothing more is asked of you.".to_owned(), host_report(ctx, file))
}

/// The stages from which an application can be taken back.
pub(super) const fn can_withdraw(stage: StageKind) -> bool {
    match stage {
        StageKind::Draft
        | StageKind::Submitted
        | StageKind::Ineligible
        | StageKind::Awarded
        | StageKind::Agreed => true,
        StageKind::Reported
        | StageKind::Validated
        | StageKind::Feedback
        | StageKind::Closed
        | StageKind::Refused
        | StageKind::Withdrawn => false,
    }
}
