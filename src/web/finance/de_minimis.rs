//! The register of de minimis aid granted, as the national register asks for it. The one rule: the
//! page, its days and its file show the same rows.

use super::parts;
use crate::{
    domain::country::Country,
    http::{Answer, Ctx, Fail, Typed},
    queries::de_minimis::{After, Aid, PAGE, register},
    render::{
        Link, Page, Shell, day_text, euro_text,
        form::{FieldView, Input},
        parts::{Export, Fact, Pager},
        shell::NavItem,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct DeMinimis {
    shell: Shell,
    tabs: Vec<NavItem>,
    days: Vec<FieldView>,
    send: Link,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// Aid.
#[derive(Debug, Serialize)]
struct Row {
    name: Fact,
    registration: String,
    file: Fact,
    state: String,
    authority: String,
    granted_on: String,
    sector: String,
    aid: String,
    stands: String,
}

/// Between which days it was granted, both counted in; open where none is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Days {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Days {
    /// As asked for; a day that is none is not there.
    pub fn of(typed: &Typed) -> Result<Self, Fail> {
        let day = |name: &str| match typed.get(name).trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Fail::not_found()),
        };
        Ok(Self { from: day("from")?, until: day("until")? })
    }
    /// The first and the last.
    pub const fn both(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.from, self.until)
    }
    fn texts(self) -> [String; 2] {
        [self.from, self.until].map(|day| day.map(|day| day.to_string()).unwrap_or_default())
    }
    fn address(self, after: &str) -> String {
        let [from, until] = self.texts();
        Link::DeMinimis.with(&[("from", &from), ("until", &until), ("after", after)])
    }
    fn fields(self) -> Vec<FieldView> {
        let [from, until] = self.texts();
        let field = |name: &str, label: &str, value: String| {
            FieldView::new(Input::Date, name, label).value(value)
        };
        vec![field("from", "Granted from", from), field("until", "Granted until", until)]
    }
}

/// Where the page goes on; from the start when it can't be read.
fn after(text: &str) -> Option<After> {
    let mut parts = text.split('_');
    let day = parts.next()?.parse().ok()?;
    let proposal = parts.next()?.parse().ok()?;
    Some((day, proposal, parts.next()?.parse().ok()?))
}

/// `GET /finance/de-minimis`.
pub async fn get(ctx: Ctx, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    parts::need(&ctx)?;
    let asked = Typed(asked);
    let days = Days::of(&asked)?;
    let after = after(asked.get("after"));
    let conn = ctx.state.desk.database.reads();
    let mut lines = register(conn, days.both(), after, PAGE).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| more);
    let next = last.map(|aid| {
        days.address(&format!("{}_{}_{}", aid.granted_on, aid.proposal, aid.organisation))
    });
    let [from, until] = days.texts();
    let shown = lines.len();
    ctx.page(&DeMinimis {
        shell: ctx.shell("De minimis aid granted").back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::DeMinimis),
        days: days.fields(),
        send: Link::DeMinimis,
        rows: lines.into_iter().map(row).collect(),
        export: Export::of("de-minimis", &[("from", &from), ("until", &until)]),
        pager: Pager {
            says: format!("{shown} on this page, the oldest first"),
            first: after.is_some().then(|| days.address("")),
            next,
        },
    })
}

fn row(aid: Aid) -> Row {
    let stands = aid.standing();
    Row {
        name: super::due::payee(aid.organisation, &aid.name),
        registration: aid.registration,
        file: Fact::new("", aid.reference).leading_to(Link::Aid(aid.proposal, aid.organisation)),
        state: aid.state.parse().map_or("", Country::name).to_owned(),
        authority: aid.authority,
        granted_on: day_text(aid.granted_on),
        sector: aid.sector,
        aid: euro_text(aid.aid.cents()),
        stands: if stands == aid.aid { String::new() } else { euro_text(stands.cents()) },
    }
}

impl Page for DeMinimis {
    const TEMPLATE: &'static str = "pages/finance/de_minimis.html";
    fn samples() -> Vec<Self> {
        let to = |text: &str| Fact { href: Some("/".to_owned()), ..Fact::new("", text) };
        let row = |stands: &str| Row {
            name: to("Tecnotex Lda"),
            registration: "501234567".to_owned(),
            file: to("INV-2026-0007"),
            state: "Portugal".to_owned(),
            authority: "New Threads".to_owned(),
            granted_on: "3 September 2026".to_owned(),
            sector: "C13".to_owned(),
            aid: "€ 5,000.00".to_owned(),
            stands: stands.to_owned(),
        };
        let page = |rows| Self {
            shell: Shell::sample("De minimis aid granted"),
            tabs: parts::tabs(&Link::DeMinimis),
            days: Days::default().fields(),
            send: Link::DeMinimis,
            rows,
            export: Export::default(),
            pager: Pager::default(),
        };
        vec![page(vec![row(""), row("€ 2,500.00")]), page(Vec::new())]
    }
}
