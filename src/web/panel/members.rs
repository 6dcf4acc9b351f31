//! The experts of a call: who is asked, who said yes, loads promised and given. The one rule: each
//! button is one verb, and what it refuses comes back as a sentence.

use super::frame::Office;
use crate::{
    actions::panel::{self as verbs, Invitation},
    domain::{
        ids::{CallId, PersonId},
        panel::PanelState,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::panel::{self as read, Member},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::Tile,
        shell::Tabs,
        words::{self, Chip},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Members {
    shell: Shell,
    tabs: Tabs,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    invite: Vec<FieldView>,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    send: Link,
    manages: bool,
}

/// One expert.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    address: String,
    state: Chip,
    way: String,
    min: u32,
    max: u32,
    given: usize,
    delivered: usize,
    reason: String,
    seen: i64,
    is_in: bool,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let office = Office::load(&ctx, id).await?;
    ctx.page(&build(&ctx, &office, None).await?)
}

async fn build(
    ctx: &Ctx,
    office: &Office,
    asked: Option<(&Typed, &Refusal)>,
) -> Result<Members, Fail> {
    let id = office.call.call.id;
    let conn = ctx.state.desk.database.reads();
    let members = read::members(conn, id).await?;
    let files = read::files(&ctx.state.desk.database, id).await?;
    let pairs = read::pairs(conn, id, read::round(&files)).await?;
    let row = |member: &Member| {
        let mine = pairs.iter().filter(|pair| pair.person_id == member.person);
        Row {
            id: member.person.to_string(),
            name: member.name.clone(),
            address: member.address.clone(),
            state: state(member),
            way: way(member),
            min: member.min_load,
            max: member.max_load,
            given: mine.clone().count(),
            delivered: mine.filter(|pair| pair.delivered).count(),
            reason: member.reason.clone(),
            seen: member.version,
            is_in: matches!(member.state, PanelState::Invited | PanelState::Accepted),
        }
    };
    let rows: Vec<Row> = members.iter().map(row).collect();
    let cleared = members.iter().filter(|member| member.is_cleared()).count();
    let promised: u32 =
        members.iter().filter(|member| member.is_cleared()).map(|m| m.max_load).sum();
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let tiles = vec![
        tile("Experts ready", cleared.to_string(), "contract signed, screen answered"),
        tile("Reports promised", promised.to_string(), "the most they all take together"),
        tile("Reports given", pairs.len().to_string(), "assigned in this round"),
    ];
    let invite = invitation(asked);
    let faults = fault_links(&invite);
    let refused = asked.filter(|_| faults.is_empty());
    let shell = office.shell(ctx, format!("{cleared} of {} experts are ready", rows.len()));
    Ok(Members {
        refused: refused.map(|(_, why)| words::refusal(why, shell.zone)),
        shell,
        tabs: crate::web::officer::parts::group_tabs(ctx, id, &Link::Panel(id)),
        tiles,
        rows,
        invite,
        faults,
        send: Link::Panel(id),
        manages: office.manages(ctx),
    })
}

fn state(member: &Member) -> Chip {
    match member.state {
        PanelState::Invited => Chip::new(Tone::Warn, "asked"),
        PanelState::Accepted if member.is_cleared() => Chip::new(Tone::Good, "ready"),
        PanelState::Accepted => Chip::new(Tone::Warn, "said yes"),
        PanelState::Declined => Chip::new(Tone::Quiet, "said no"),
        PanelState::Removed => Chip::new(Tone::Quiet, "taken out"),
    }
}

/// What is missing on the way in.
fn way(member: &Member) -> String {
    if member.state != PanelState::Accepted {
        return String::new();
    }
    match (member.contract_at, member.screened_at) {
        (None, _) => "contract not signed",
        (Some(_), None) => "screen not answered",
        (Some(_), Some(_)) => "",
    }
    .to_owned()
}

fn invitation(asked: Option<(&Typed, &Refusal)>) -> Vec<FieldView> {
    let said = |name: &str, start: &str| {
        asked.map_or_else(|| start.to_owned(), |(typed, _)| typed.get(name).to_owned())
    };
    let why = |name: &str| match asked {
        Some((typed, Refusal::FieldRefused { field, why }))
            if field == name && typed.get("act") == "invite" =>
        {
            Some(why)
        }
        Some(_) | None => None,
    };
    vec![
        FieldView::new(Input::Line, "address", "E-mail address")
            .value(said("address", ""))
            .fault(why("address")),
        FieldView::new(Input::Line, "name", "Name")
            .hint("Needed when the address is not known here yet.")
            .optional()
            .value(said("name", ""))
            .fault(why("name")),
        FieldView::new(Input::Number, "min", "At least so many proposals")
            .value(said("min", "0"))
            .fault(why("min")),
        FieldView::new(Input::Number, "max", "At most").value(said("max", "6")).fault(why("max")),
    ]
}

fn number(typed: &Typed, name: &str) -> Result<u32, Refusal> {
    typed.number(name).ok_or_else(|| Refusal::FieldRefused {
        field: name.to_owned(),
        why: FieldRefusal::NotANumber,
    })
}

/// Invites, sets a load, takes an expert out.
pub async fn act(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = Office::load(&ctx, id).await?;
    match done(&ctx, id, &typed).await {
        Ok(said) => Ok(ctx.go(&Link::Panel(id), said)),
        Err(err) => match err.refusal() {
            Some(why) => {
                let page = build(&ctx, &office, Some((&typed, why))).await?;
                ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            None => Err(err.into()),
        },
    }
}

async fn done(ctx: &Ctx, id: CallId, typed: &Typed) -> Result<Said, crate::actions::ActionError> {
    let desk = &ctx.state.desk;
    let person = || typed.get("person").parse::<PersonId>();
    let unseen = |_| crate::actions::ActionError::Unseen;
    match typed.get("act") {
        "load" => {
            let loads = (number(typed, "min")?, number(typed, "max")?);
            let person = person().map_err(unseen)?;
            verbs::set_load(desk, &ctx.actor, id, person, loads, typed.seen()).await?;
            Ok(Said::Saved)
        }
        "remove" => {
            let person = person().map_err(unseen)?;
            verbs::remove(desk, &ctx.actor, id, person, typed.get("reason")).await?;
            Ok(Said::ExpertRemoved)
        }
        _invite => {
            let form = Invitation {
                address: typed.get("address").to_owned(),
                name: typed.get("name").to_owned(),
                min: number(typed, "min").unwrap_or(0),
                max: number(typed, "max").unwrap_or(6),
            };
            verbs::invite(desk, &ctx.actor, id, &form).await?;
            Ok(Said::ExpertInvited)
        }
    }
}

impl Page for Members {
    const TEMPLATE: &'static str = "pages/panel/members.html";
    fn samples() -> Vec<Self> {
        let row = |reason: &str| Row {
            id: "0".repeat(32),
            name: "Maria Rossi".to_owned(),
            address: "maria@uni.example".to_owned(),
            state: Chip::new(Tone::Good, "ready"),
            way: "screen not answered".to_owned(),
            min: 0,
            max: 6,
            given: 4,
            delivered: 1,
            reason: reason.to_owned(),
            seen: 3,
            is_in: reason.is_empty(),
        };
        let page = |rows, manages, refused: Option<&str>| {
            let invite = invitation(None);
            Self {
                shell: Shell::sample("1 of 2 experts are ready"),
                tabs: Tabs::new(Vec::new()),
                tiles: Vec::new(),
                rows,
                faults: fault_links(&invite),
                invite,
                refused: refused.map(str::to_owned),
                send: Link::Home,
                manages,
            }
        };
        vec![
            page(vec![row(""), row("no time")], true, None),
            page(vec![row("")], true, Some("Someone changed it.")),
            page(Vec::new(), false, None),
        ]
    }
}
