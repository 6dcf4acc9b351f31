//! The letter with the result: to be opened, then to read; an offer from the reserve list. The one
//! rule: nothing of it is shown to the consortium before the button is pressed, since the time for
//! a review runs from there.

use super::{
    documents,
    file::{self, Opened},
};
use crate::{
    actions::{ActionError, letter, reserve},
    domain::{
        access::Act,
        evaluation::letter::{LetterBody, MarkLine},
        ids::ApplicationId,
        proposal::{ProposalStage, event::Outcome},
        redress,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal as read,
    render::{
        Link, Page, Shell, Tone, day_text, euro_text, moment_text,
        parts::{Action, Download, Fact, NextLine},
        words::{self, Chip},
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct LetterPage {
    shell: Shell,
    next: NextLine,
    /// Not opened yet: the page has the button alone.
    closed: bool,
    facts: Vec<Fact>,
    opening: Vec<String>,
    missed: Vec<String>,
    marks: Vec<MarkView>,
    total: String,
    review: Vec<String>,
    digest: String,
    downloads: Vec<Download>,
    /// The offer the reader may answer, in words.
    offer: Option<String>,
    seen: i64,
    send: Link,
    send_offer: Link,
}

#[derive(Debug, Serialize)]
struct MarkView {
    label: String,
    mark: String,
    chip: Option<Chip>,
    comments: Vec<String>,
}

/// Shows it, or the button that opens it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeLetter).await?;
    let database = &ctx.state.desk.database;
    let Some(letter) = read::letters(database, id).await?.into_iter().next() else {
        return Err(Fail::not_found());
    };
    let reviews = read::reviews(database, id).await?;
    let closed = file.is_inside(&ctx) && letter.opened_at.is_none();
    let shell = file.shell(&ctx, format!("Letter: {}", letter.reference));
    let may_ask = ctx.may(Act::AskRedress, &file.subject());
    let next = if closed {
        let detail = "With the opening the time for a review of the procedure begins, for the \
                      whole consortium. Whoever signs for the lead can ask for one.";
        line(Tone::Info, "Next: you open the letter".to_owned(), detail, None)
    } else {
        review(&ctx, &file, &letter, &reviews, &shell)
    };
    let offer = match &file.stored.proposal.stage {
        ProposalStage::Reserve { offer: Some(offer), .. } if !closed && may_ask => Some(format!(
            "{} came free and is offered to you since {}.",
            euro_text(offer.amount.cents()),
            moment_text(offer.at, shell.zone)
        )),
        ProposalStage::Reserve { .. }
        | ProposalStage::Draft
        | ProposalStage::Submitted { .. }
        | ProposalStage::Ineligible { .. }
        | ProposalStage::Admitted { .. }
        | ProposalStage::Invited { .. }
        | ProposalStage::Lapsed { .. }
        | ProposalStage::Awarded { .. }
        | ProposalStage::Declined { .. }
        | ProposalStage::Withdrawn { .. } => None,
    };
    let seen = file.stored.proposal.version.0;
    let downloads = documents::letter_links(&ctx, &file, &letter).await?;
    let page = LetterPage { closed, downloads, offer, seen, ..page(shell, &letter, next, id) };
    ctx.page(&if closed { page.emptied() } else { page })
}

fn line(tone: Tone, says: String, detail: &str, action: Option<Action>) -> NextLine {
    NextLine { says, detail: detail.to_owned(), action, tone }
}

/// Whether a review can be asked for, was, or can't be any more.
fn review(
    ctx: &Ctx,
    file: &Opened,
    letter: &read::Letter,
    reviews: &[read::Redress],
    shell: &Shell,
) -> NextLine {
    let (rules, zone) = (file.programme.clocks, file.programme.zone);
    let time = redress::time(rules, letter.released_at, letter.opened_at, zone);
    let until = day_text(time.limit.last_day);
    if let Some(asked) = reviews.first() {
        let says = format!("A review was asked for on {}", moment_text(asked.asked_at, shell.zone));
        let detail = match asked.state.as_str() {
            "upheld" => "It was upheld.",
            "rejected" => "It was rejected.",
            _open => "The office decides about it, and you hear by mail.",
        };
        return line(Tone::Quiet, says, detail, None);
    }
    if ctx.now() >= time.limit.ends_at {
        let says = format!("The time for a review ended on {until}");
        return line(Tone::Quiet, says, "The result is final.", None);
    }
    let says = format!("A review of the procedure can be asked for until {until}");
    let ask = ctx
        .may(Act::AskRedress, &file.subject())
        .then(|| Action::go("Ask for a review", Link::RedressAsk(file.id())));
    line(Tone::Quiet, says, "Only the procedure is reviewed, not the judgement.", ask)
}

/// Opens it.
pub async fn open(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    ctx.person()?;
    letter::open(&ctx.state.desk, &ctx.actor, id)
        .await
        .map_err(|err| Fail::from_action(err, Link::Proposal(id)))?;
    Ok(ctx.go(&Link::Letter(id), Said::LetterOpened))
}

/// Takes the offer up, or turns it down.
pub async fn offer(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    file::open(&ctx, id, Act::AskRedress).await?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let done = match typed.get("do") {
        "accept" => reserve::accept(desk, actor, id, seen).await,
        "decline" => reserve::decline(desk, actor, id, seen).await,
        _neither => return Err(Fail::refused(Refusal::Stale, Vec::new(), Some(Link::Letter(id)))),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Proposal(id), Said::OfferAnswered)),
        Err(ActionError::Refused(refusal)) => {
            Err(Fail::refused(refusal, Vec::new(), Some(Link::Letter(id))))
        }
        Err(other) => Err(other.into()),
    }
}

fn page(shell: Shell, letter: &read::Letter, next: NextLine, id: ApplicationId) -> LetterPage {
    let LetterBody { opening, missed, marks, total, threshold, redress } = letter.body.clone();
    let mut facts = vec![
        Fact::new("Proposal", letter.reference.clone()),
        Fact::new("Title", letter.title.clone()),
        Fact::new("Lead", letter.lead.clone()),
        Fact::new("Result", words::proposal_outcome(letter.outcome)),
        Fact::new("Date", moment_text(letter.released_at, shell.zone)),
    ];
    if letter.outcome == Outcome::Award {
        facts.push(Fact::new("Grant", euro_text(letter.amount.cents())));
    }
    if let (Outcome::Reserve, Some(place)) = (letter.outcome, letter.place) {
        facts.push(Fact::new("Place on the reserve list", place.to_string()));
    }
    let asked = threshold.map(|least| format!("; at least {least} asked for"));
    let total = total.map(|total| format!("Together: {total} points{}", asked.unwrap_or_default()));
    LetterPage {
        shell,
        next,
        closed: false,
        facts,
        opening,
        missed,
        marks: marks.into_iter().map(mark).collect(),
        total: total.unwrap_or_default(),
        review: redress,
        digest: letter.digest.clone(),
        downloads: Vec::new(),
        offer: None,
        seen: 0,
        send: Link::Letter(id),
        send_offer: Link::Offer(id),
    }
}

fn mark(line: MarkLine) -> MarkView {
    let chip = line.threshold.as_ref().map(|least| {
        if line.is_met {
            Chip::new(Tone::Good, format!("reaches the threshold of {least}"))
        } else {
            Chip::new(Tone::Bad, format!("below the threshold of {least}"))
        }
    });
    let mark = format!("{} of {}", line.mark, line.highest);
    MarkView { label: line.label, mark, chip, comments: line.comments }
}

impl LetterPage {
    /// The page of a letter nobody has opened: not a word of it.
    fn emptied(self) -> Self {
        Self {
            facts: Vec::new(),
            opening: Vec::new(),
            missed: Vec::new(),
            marks: Vec::new(),
            total: String::new(),
            review: Vec::new(),
            digest: String::new(),
            downloads: Vec::new(),
            offer: None,
            ..self
        }
    }
}

impl Page for LetterPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/letter.html";
    fn samples() -> Vec<Self> {
        let open = || Self {
            shell: Shell::sample("Letter: INV-2027-0012"),
            next: super::samples::next(),
            closed: false,
            facts: vec![Fact::new("Result", "on the reserve list")],
            opening: vec!["We are pleased to tell you the following.".to_owned()],
            missed: vec!["Impact: 2.5 points where at least 3 are asked for.".to_owned()],
            marks: vec![MarkView {
                label: "Impact".to_owned(),
                mark: "2.5 of 5".to_owned(),
                chip: Some(Chip::new(Tone::Bad, "below the threshold of 3")),
                comments: vec!["The market is named but not described.".to_owned()],
            }],
            total: "Together: 10.5 points; at least 10 asked for".to_owned(),
            review: vec!["A review can be asked for within 30 days.".to_owned()],
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            downloads: crate::web::applicant::samples::downloads(),
            offer: Some("\u{20ac}\u{a0}25,000 came free and is offered to you.".to_owned()),
            seen: 4,
            send: Link::Home,
            send_offer: Link::Home,
        };
        vec![open(), Self { closed: true, ..open().emptied() }]
    }
}
