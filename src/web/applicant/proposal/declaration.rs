//! The SME declaration of one organisation: figures, related enterprises, and the arithmetic of
//! 2003/361/EC under it. The one rule: it is saved with its gaps; what can't be read at all comes
//! back as typed.

use super::{
    declaration_form::{FormOf, RelatedView},
    enterprise,
    file::{self, Opened},
    part::ids,
    tie,
};
use crate::{
    actions::{ActionError, part},
    domain::{
        access::Act,
        form::Fault,
        ids::OrganisationId,
        refusal::Refusal,
        sme::{self, Books, Declaration, Figures},
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, fault_links},
        parts::CalcLine,
        words,
    },
};
use axum::{extract::Path, http::StatusCode};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct DeclarationPage {
    shell: Shell,
    faults: Vec<FaultLink>,
    own: Vec<FieldView>,
    related: Vec<RelatedView>,
    reasoning: Vec<CalcLine>,
    /// The reader may change it now.
    writes: bool,
    seen: i64,
    send: Link,
    part: Link,
}

fn empty() -> Declaration {
    let none = Figures::default();
    Declaration {
        own: Books::TwoYears { last: none, before: none },
        last_closed_on: None,
        public_control: None,
        held: None,
        ownership_changed: None,
        related: Vec::new(),
    }
}

async fn open(ctx: &Ctx, path: &(String, String)) -> Result<(Opened, OrganisationId), Fail> {
    let (id, who) = ids(path)?;
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    file.partner(who)?;
    if file.shows_figures(ctx, who) { Ok((file, who)) } else { Err(Fail::not_found()) }
}

/// Shows it.
pub async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let stored = part::declared(file.partner(who)?)?;
    let shown = stored.clone().unwrap_or_else(empty);
    ctx.page(&build(&ctx, &file, who, &shown, &Typed::default(), &[], None)?)
}

/// Saves it as sent; adds or drops a related enterprise, or one of its ties.
pub async fn save(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let (mut declaration, faults) = enterprise::read(&typed);
    if typed.get("do") == "add" {
        let key = enterprise::next_key(&declaration);
        declaration.related.push(enterprise::blank(key, declaration.own));
    }
    if let Some(key) = typed.number::<u32>("add_tie") {
        tie::one_more_tie(&mut declaration, key);
    }
    if !faults.is_empty() {
        let page = build(&ctx, &file, who, &declaration, &typed, &faults, None)?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (desk, actor, id) = (&ctx.state.desk, &ctx.actor, file.id());
    match part::declare(desk, actor, id, who, typed.seen(), &declaration).await {
        Ok(()) => Ok(ctx.go(&Link::Declaration(id, who), Said::Saved)),
        Err(ActionError::Refused(Refusal::FieldRefused { field, why })) => {
            let faults = [Fault { label: String::new(), field, why }];
            let page = build(&ctx, &file, who, &declaration, &typed, &faults, None)?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(ActionError::Refused(refusal)) => {
            let page = build(&ctx, &file, who, &declaration, &typed, &[], Some(&refusal))?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn build(
    ctx: &Ctx,
    file: &Opened,
    who: OrganisationId,
    shown: &Declaration,
    typed: &Typed,
    unread: &[Fault],
    refusal: Option<&Refusal>,
) -> Result<DeclarationPage, Fail> {
    let one = file.partner(who)?;
    let draft = file.stage().is_open();
    let writes = draft && file.may_part(ctx, who, Act::WriteProposal, Act::WritePart);
    let mut shell = file.shell(ctx, format!("SME declaration of {}", one.name));
    if let Some(why) = refusal {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let started = !one.declaration.is_empty() || !typed.0.is_empty();
    let gaps = if started { sme::faults(shown) } else { Vec::new() };
    // An enterprise just added is there to be filled in; nothing of it is wrong yet.
    let untouched = |row: &&sme::Related| **row == enterprise::blank(row.key.0, shown.own);
    let fresh: Vec<_> = shown.related.iter().filter(untouched).map(|row| row.key).collect();
    let gaps: Vec<_> = gaps.into_iter().filter(|gap| !fresh.contains(&gap.enterprise)).collect();
    let form = FormOf { shown, typed, unread, gaps: &gaps };
    let own = form.own();
    let related: Vec<RelatedView> = shown.related.iter().map(|row| form.related(row)).collect();
    let all = own.iter().chain(related.iter().flat_map(RelatedView::all));
    let reasoning = if started { enterprise::reasoning(shown) } else { Vec::new() };
    Ok(DeclarationPage {
        faults: fault_links(all),
        own,
        related,
        reasoning,
        writes,
        seen: one.version,
        send: Link::Declaration(file.id(), who),
        part: Link::Part(file.id(), who),
        shell,
    })
}

impl Page for DeclarationPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/declaration.html";
    fn samples() -> Vec<Self> {
        let mut shown = empty();
        shown.related.push(enterprise::blank(1, shown.own));
        let typed = Typed(vec![("do".to_owned(), "save".to_owned())]);
        let gaps = sme::faults(&shown);
        let form = FormOf { shown: &shown, typed: &typed, unread: &[], gaps: &gaps };
        let own = form.own();
        let page = |writes: bool| Self {
            shell: Shell::sample("SME declaration of Dansk Farve A/S"),
            faults: if writes { fault_links(&own) } else { Vec::new() },
            own: own.clone(),
            related: if writes {
                shown.related.iter().map(|row| form.related(row)).collect()
            } else {
                Vec::new()
            },
            reasoning: if writes { enterprise::sample() } else { Vec::new() },
            writes,
            seen: 1,
            send: Link::Home,
            part: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
