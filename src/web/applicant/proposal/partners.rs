//! The partners of a proposal: who takes part, with share, caps, class and confirmation; the
//! invitations; dividing a fixed sum. The one rule: of an invited person only the address that was
//! typed is shown, so that nobody learns who is known here.

use super::{
    file::{self, Opened},
    sum,
};
use crate::{
    actions::{
        ActionError, part,
        partner::{self, InviteForm},
    },
    domain::{
        access::Act,
        form::Fault,
        ids::{ApplicationId, InvitationId, OrganisationId},
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal::{self as read, Invitation, Partner},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::Fact,
        words::{self, Chip},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Partners {
    shell: Shell,
    organisations: Vec<PartnerView>,
    invitations: Vec<InvitationView>,
    /// The form to invite with; empty when the reader may not, or no place is left.
    invite: Vec<FieldView>,
    /// Why nobody can be invited; empty when somebody can.
    full: String,
    /// The shares of a fixed sum, for the lead to divide.
    shares: Vec<FieldView>,
    fixed: String,
    faults: Vec<FaultLink>,
    send: Link,
    leave: Link,
}

#[derive(Debug, Serialize)]
struct PartnerView {
    id: String,
    name: String,
    about: String,
    href: Link,
    chip: Chip,
    facts: Vec<Fact>,
    /// The reader may take it out; the button says how.
    remove: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct InvitationView {
    id: String,
    address: String,
    about: String,
    chip: Chip,
    open: bool,
}

/// Shows them.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeProposal).await?;
    ctx.page(&build(&ctx, &file, &InviteForm::default(), &[], None).await?)
}

/// Invites, takes an invitation back, or divides the fixed sum: the button says which.
pub async fn change(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let here = Link::ProposalPartners(id);
    if !typed.get("revoke").is_empty() {
        let invitation: InvitationId =
            typed.get("revoke").parse().map_err(|_| Fail::not_found())?;
        partner::revoke(desk, actor, id, invitation)
            .await
            .map_err(|err| Fail::from_action(err, here.clone()))?;
        return Ok(ctx.go(&here, Said::InvitationRevoked));
    }
    if typed.get("do") == "shares" {
        return divide(&ctx, &file, &typed).await;
    }
    let form = InviteForm {
        address: typed.get("address").to_owned(),
        name: typed.get("name").to_owned(),
        note: typed.get("note").to_owned(),
    };
    match partner::invite(desk, actor, id, &form).await {
        Ok(_invitation) => Ok(ctx.go(&here, Said::Invited)),
        Err(ActionError::Refused(refusal)) => {
            let (status, faults) = if let Refusal::FormIncomplete { faults } = &refusal {
                (StatusCode::UNPROCESSABLE_ENTITY, faults.clone())
            } else {
                (StatusCode::CONFLICT, Vec::new())
            };
            let page = build(&ctx, &file, &form, &faults, Some(&refusal)).await?;
            ctx.page_with(status, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Saves the shares of a fixed sum, each for itself.
async fn divide(ctx: &Ctx, file: &Opened, typed: &Typed) -> Answer {
    let mut faults = Vec::new();
    let mut amounts = Vec::new();
    for one in &file.weighed.partners {
        let field = share_name(one.organisation_id);
        match Money::parse_euro(typed.get(&field)) {
            Some(amount) => amounts.push((one, amount)),
            None => faults.push(Fault {
                field,
                label: one.name.clone(),
                why: FieldRefusal::NotAnAmount,
            }),
        }
    }
    if !faults.is_empty() {
        let mut page = build(ctx, file, &InviteForm::default(), &[], None).await?;
        let typed_in = |one: &Partner| typed.get(&share_name(one.organisation_id)).to_owned();
        page.shares = shares(file, typed_in, &faults);
        page.faults = fault_links(&page.shares);
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let here = Link::ProposalPartners(file.id());
    for (one, amount) in amounts {
        let seen = typed.number(&format!("seen.{}", share_name(one.organisation_id)));
        let (desk, actor, who) = (&ctx.state.desk, &ctx.actor, one.organisation_id);
        part::share(desk, actor, file.id(), who, seen.unwrap_or(-1), amount)
            .await
            .map_err(|err| Fail::from_action(err, here.clone()))?;
    }
    Ok(ctx.go(&here, Said::Saved))
}

/// Takes a partner out, or lets the reader's organisation leave.
pub async fn leave(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let who: OrganisationId = typed.get("organisation").parse().map_err(|_| Fail::not_found())?;
    partner::remove(&ctx.state.desk, &ctx.actor, id, who)
        .await
        .map_err(|err| Fail::from_action(err, Link::ProposalPartners(id)))?;
    let still = file::open(&ctx, id, Act::SeeProposal).await.is_ok();
    let to = if still { Link::ProposalPartners(id) } else { Link::Desk };
    Ok(ctx.go(&to, Said::PartnerRemoved))
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    form: &InviteForm,
    faults: &[Fault],
    refusal: Option<&Refusal>,
) -> Result<Partners, Fail> {
    let (kind, _) = file.kind()?;
    let draft = file.stage().is_open();
    let leads = draft && ctx.may(Act::WriteProposal, &file.subject());
    let sent = if leads {
        read::invitations(&ctx.state.desk.database, file.id()).await?
    } else {
        Vec::new()
    };
    let now = file.weighed.partners.len();
    let taken = now + sent.iter().filter(|one| one.state == "sent").count();
    let full = taken >= usize::try_from(kind.partners_max).unwrap_or(usize::MAX);
    let mut shell = file.shell(ctx, title(now, kind.partners_min, kind.partners_max));
    if let Some(why) = refusal.filter(|why| !matches!(why, Refusal::FormIncomplete { .. })) {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let invite = if leads && !full { fields(form, faults) } else { Vec::new() };
    let divides = leads && kind.lump_sum.is_some() && now > 1;
    let own = |one: &Partner| one.requested_cents.to_decimal().to_string();
    Ok(Partners {
        faults: fault_links(&invite),
        invite,
        full: if leads && full {
            format!("{taken} take part or are invited, as many as this voucher takes.")
        } else {
            String::new()
        },
        organisations: file
            .weighed
            .partners
            .iter()
            .map(|one| partner(ctx, file, one, leads))
            .collect(),
        invitations: sent.iter().map(|one| invitation(&shell, one)).collect(),
        shares: if divides { shares(file, own, &[]) } else { Vec::new() },
        fixed: kind.lump_sum.map_or_else(String::new, |sum| euro_text(sum.cents())),
        send: Link::ProposalPartners(file.id()),
        leave: Link::ProposalLeave(file.id()),
        shell,
    })
}

fn title(now: usize, least: u32, most: u32) -> String {
    let has = if now == 1 { "1 organisation".to_owned() } else { format!("{now} organisations") };
    if least == most && most == 1 {
        format!("{has} takes part; this voucher is for one alone")
    } else {
        format!("{has} of {least} to {most}")
    }
}

fn share_name(id: OrganisationId) -> String {
    format!("share.{id}")
}

fn shares(file: &Opened, value: impl Fn(&Partner) -> String, faults: &[Fault]) -> Vec<FieldView> {
    let field = |one: &Partner| {
        let name = share_name(one.organisation_id);
        let why = faults.iter().find(|fault| fault.field == name).map(|fault| &fault.why);
        FieldView::new(Input::Amount, name, format!("Share of {}", one.name))
            .unit("euro")
            .value(value(one))
            .seen(one.version)
            .fault(why)
    };
    file.weighed.partners.iter().map(field).collect()
}

fn fields(form: &InviteForm, faults: &[Fault]) -> Vec<FieldView> {
    let why = |key: &str| faults.iter().find(|fault| fault.field == key).map(|fault| &fault.why);
    vec![
        FieldView::new(Input::Email, "address", "E-mail address")
            .hint("The mail leads them here. They choose which of their organisations takes part.")
            .value(&form.address)
            .fault(why("address")),
        FieldView::new(Input::Line, "name", "Name")
            .hint("Full name of the person.")
            .value(&form.name)
            .fault(why("name")),
        FieldView::new(Input::Text, "note", "What they should know")
            .value(&form.note)
            .chars(0, partner::NOTE_MAX)
            .optional()
            .fault(why("note")),
    ]
}

fn partner(ctx: &Ctx, file: &Opened, one: &Partner, leads: bool) -> PartnerView {
    let lead = one.organisation_id == file.stored.proposal.lead;
    let draft = file.stage().is_open();
    let mine = !lead
        && draft
        && file.may_part(ctx, one.organisation_id, Act::WriteProposal, Act::WritePart);
    let mut facts = vec![
        Fact::new("Asks for", euro_text(one.requested_cents.cents())),
        Fact::new("Class by 2003/361/EC", class(&one.size)),
    ];
    facts.extend(sum::caps(file, one.organisation_id));
    PartnerView {
        id: one.organisation_id.to_string(),
        name: one.name.clone(),
        about: if lead { format!("{} · leads", one.country) } else { one.country.clone() },
        href: Link::Part(file.id(), one.organisation_id),
        chip: match one.confirmed_at {
            Some(_) => Chip::new(Tone::Good, "confirmed"),
            None => Chip::new(Tone::Warn, "not confirmed"),
        },
        facts,
        remove: match (lead, mine, leads) {
            (false, true, _) => Some("Leave the proposal"),
            (false, false, true) => Some("Take out"),
            (true, _, _) | (false, false, false) => None,
        },
    }
}

/// The class a declaration came to, in words.
pub(super) fn class(size: &str) -> &'static str {
    match size {
        "micro" => "micro enterprise",
        "small" => "small enterprise",
        "medium" => "medium-sized enterprise",
        "not_sme" => "not an SME",
        "look" => "an officer must look",
        _none => "not declared yet",
    }
}

fn invitation(shell: &Shell, one: &Invitation) -> InvitationView {
    let (tone, label) = match one.state.as_str() {
        "accepted" => (Tone::Good, "accepted"),
        "declined" => (Tone::Bad, "declined"),
        "revoked" => (Tone::Quiet, "taken back"),
        _sent => (Tone::Warn, "waits for an answer"),
    };
    InvitationView {
        id: one.id.to_string(),
        address: one.address.clone(),
        about: format!("invited {}", moment_text(one.invited_at, shell.zone)),
        chip: Chip::new(tone, label),
        open: one.state == "sent",
    }
}

impl Page for Partners {
    const TEMPLATE: &'static str = "pages/applicant/proposal/partners.html";
    fn samples() -> Vec<Self> {
        let view = |remove| PartnerView {
            id: "1".to_owned(),
            name: "Dansk Farve A/S".to_owned(),
            about: "DK".to_owned(),
            href: Link::Home,
            chip: Chip::new(Tone::Warn, "not confirmed"),
            facts: vec![Fact::new("Asks for", "\u{20ac}\u{a0}20,000")],
            remove,
        };
        let invited = InvitationView {
            id: "1".to_owned(),
            address: "mette@farve.example".to_owned(),
            about: "invited 20 November 2026, 09:00".to_owned(),
            chip: Chip::new(Tone::Warn, "waits for an answer"),
            open: true,
        };
        let missing = Fault {
            field: "name".to_owned(),
            label: "Name".to_owned(),
            why: FieldRefusal::Missing,
        };
        let invite = fields(&InviteForm::default(), &[missing]);
        let full = Self {
            shell: Shell::sample("2 organisations of 2 to 6"),
            organisations: vec![view(Some("Take out")), view(None)],
            invitations: vec![invited],
            faults: fault_links(&invite),
            invite,
            full: String::new(),
            shares: vec![FieldView::new(Input::Amount, "share.1", "Share of Tecnotex").seen(1)],
            fixed: "\u{20ac}\u{a0}10,000".to_owned(),
            send: Link::Home,
            leave: Link::Home,
        };
        let bare = Self {
            shell: Shell::sample("1 organisation of 2 to 6"),
            organisations: Vec::new(),
            invitations: Vec::new(),
            faults: Vec::new(),
            invite: Vec::new(),
            full: "6 take part or are invited, as many as this voucher takes.".to_owned(),
            shares: Vec::new(),
            fixed: String::new(),
            send: Link::Home,
            leave: Link::Home,
        };
        vec![full, bare]
    }
}
