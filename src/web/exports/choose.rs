//! Choosing which columns of a list leave as a file, in which order, and keeping that under a name.
//! The one rule: the filter of the screen goes along in the address, it is never kept.

use super::{
    List,
    columns::{self, Head},
};
use crate::{
    actions::export_template::{self as verbs, NewTemplate},
    domain::{
        access::{Act, Subject},
        ids::ExportTemplateId,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::export_template::{self as query, Stored},
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
    },
};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Columns {
    shell: Shell,
    faults: Vec<FaultLink>,
    /// Where the form goes, for those who may keep one.
    here: Option<String>,
    name: FieldView,
    shared: FieldView,
    places: Vec<FieldView>,
    templates: Vec<Saved>,
}

/// A template that may be used.
#[derive(Debug, Serialize)]
struct Saved {
    name: String,
    /// Whose it is, and who may use it.
    whose: String,
    columns: String,
    csv: String,
    xlsx: String,
    /// For the owner.
    remove: Option<String>,
}

/// What is wrong in the form: field and why.
type Wrong = (String, FieldRefusal);

/// What narrows the list, without what says how it leaves.
fn filter(asked: &[(String, String)]) -> Vec<(&str, &str)> {
    let ours = ["format", "columns", "template"];
    let pairs = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    pairs.filter(|(name, _)| !ours.contains(name)).collect()
}

fn place_field(key: &str) -> String {
    format!("place.{key}")
}

/// `GET /exports/{list}/columns`, with the list's filter.
pub(super) async fn show(
    ctx: Ctx,
    Path(list): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    page(&ctx, &list, &asked, None, &[]).await
}

async fn page(
    ctx: &Ctx,
    list: &str,
    asked: &[(String, String)],
    typed: Option<&Typed>,
    wrong: &[Wrong],
) -> Answer {
    let known = List::from_code(list).ok_or_else(Fail::not_found)?;
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let me = ctx.person()?;
    let heads = columns::columns(known);
    let stored = query::of_list(ctx.state.desk.database.reads(), list, me).await?;
    let of = |name: &str| wrong.iter().find(|(field, _)| field == name).map(|(_, why)| why);
    let name = FieldView::new(Input::Line, "name", "Name of the template")
        .hint("One of yours with the same name is replaced.")
        .value(typed.map_or("", |typed| typed.get("name")))
        .fault(of("name"));
    let shared = FieldView::new(Input::Confirm, "shared", "Everybody in the office may use it")
        .value(typed.map_or("", |typed| typed.get("shared")))
        .optional();
    let place = |(at, (key, label, _)): (usize, &Head)| {
        let field = place_field(key);
        let value = typed.map_or_else(|| (at + 1).to_string(), |t| t.get(&field).to_owned());
        let why = of(&field).or_else(|| of("columns").filter(|_| at == 0));
        FieldView::new(Input::Number, field.clone(), *label).value(value).fault(why).optional()
    };
    let places: Vec<FieldView> = heads.iter().enumerate().map(place).collect();
    let filter = filter(asked);
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Columns {
        shell: ctx
            .shell(format!("Columns of the list: {}", title(known)))
            .back("Office", Link::OfficerCalls),
        faults: fault_links(std::iter::once(&name).chain(&places)),
        here: ctx
            .may(Act::SaveTemplate, &Subject::Office)
            .then(|| Link::ExportColumns(list.to_owned()).with(&filter)),
        name,
        shared,
        places,
        templates: stored
            .iter()
            .map(|one| saved(one, me == one.owner_id, heads, &filter))
            .collect(),
    };
    ctx.page_with(status, &view)
}

const fn title(list: List) -> &'static str {
    match list {
        List::Payments => "payments",
        List::Ledger => "ledger",
        List::Manual => "payments by hand",
        List::Due => "what is due",
        List::Applications => "applications",
        List::Proposals => "proposals",
        List::DeMinimis => "de minimis aid",
    }
}

fn saved(one: &Stored, mine: bool, heads: &[Head], filter: &[(&str, &str)]) -> Saved {
    let label = |key: &str| {
        let found = heads.iter().find(|head| head.0 == key);
        found.map_or_else(|| format!("{key} (no longer there)"), |head| head.1.to_owned())
    };
    let id = one.id.to_string();
    let file = |format: &str| {
        let asked = [filter, &[("template", id.as_str()), ("format", format)]].concat();
        Link::Export(one.list.clone()).with(&asked)
    };
    let whose = match (mine, one.shared) {
        (true, true) => "yours, shared with the office".to_owned(),
        (true, false) => "yours alone".to_owned(),
        (false, _) => format!("shared by {}", one.owner),
    };
    let back = [filter, &[("list", one.list.as_str())]].concat();
    Saved {
        name: one.name.clone(),
        whose,
        columns: one.keys().into_iter().map(label).collect::<Vec<_>>().join(", "),
        csv: file("csv"),
        xlsx: file("xlsx"),
        remove: mine.then(|| Link::TemplateRemove(one.id).with(&back)),
    }
}

/// The columns in the order of their places; equal places in the order of the list.
fn chosen(heads: &[Head], typed: &Typed) -> Result<Vec<String>, Vec<Wrong>> {
    let (mut places, mut wrong) = (Vec::new(), Vec::new());
    for (key, ..) in heads {
        let field = place_field(key);
        match typed.get(&field).trim() {
            "" => {}
            text => match text.parse::<u16>() {
                Ok(place) => places.push((place, *key)),
                Err(_) => wrong.push((field, FieldRefusal::NotANumber)),
            },
        }
    }
    places.sort_by_key(|(place, _)| *place);
    if wrong.is_empty() {
        Ok(places.into_iter().map(|(_, key)| key.to_owned()).collect())
    } else {
        Err(wrong)
    }
}

/// `POST /exports/{list}/columns`: keeps the template and stays on the page.
pub(super) async fn save(
    ctx: Ctx,
    Path(list): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
    typed: Typed,
) -> Answer {
    let known = List::from_code(&list).ok_or_else(Fail::not_found)?;
    ctx.need(Act::SaveTemplate, &Subject::Office)?;
    let columns = match chosen(columns::columns(known), &typed) {
        Ok(columns) => columns,
        Err(wrong) => return page(&ctx, &list, &asked, Some(&typed), &wrong).await,
    };
    let new = NewTemplate {
        list: list.clone(),
        name: typed.get("name").to_owned(),
        columns,
        shared: typed.ticked("shared"),
    };
    match verbs::save(&ctx.state.desk, &ctx.actor, new).await {
        Ok(_) => {
            let here = Link::ExportColumns(list).with(&filter(&asked));
            Ok(ctx.go_to(&here, Said::TemplateSaved))
        }
        Err(err) => match err.refusal() {
            Some(Refusal::FieldRefused { field, why }) => {
                let wrong = [(field.clone(), why.clone())];
                page(&ctx, &list, &asked, Some(&typed), &wrong).await
            }
            _other => Err(err.into()),
        },
    }
}

/// `POST /exports/templates/{id}/remove`: takes one's own template away, back to its list.
pub(super) async fn remove(
    ctx: Ctx,
    Id(id): Id<ExportTemplateId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    verbs::remove(&ctx.state.desk, &ctx.actor, id).await?;
    let typed = Typed(asked);
    let list = typed.get("list").to_owned();
    if List::from_code(&list).is_none() {
        return Ok(ctx.go(&Link::OfficerCalls, Said::TemplateRemoved));
    }
    let mut rest = filter(&typed.0);
    rest.retain(|(name, _)| *name != "list");
    Ok(ctx.go_to(&Link::ExportColumns(list).with(&rest), Said::TemplateRemoved))
}

impl Page for Columns {
    const TEMPLATE: &'static str = "pages/exports/columns.html";
    fn samples() -> Vec<Self> {
        let name = FieldView::new(Input::Line, "name", "Name of the template");
        let page = |name: FieldView, here, templates| Self {
            shell: Shell::sample("Columns of the list: applications"),
            faults: fault_links([&name]),
            here,
            name,
            shared: FieldView::new(Input::Confirm, "shared", "Everybody may use it").optional(),
            places: vec![FieldView::new(Input::Number, "place.stage", "Stage").value("1")],
            templates,
        };
        let saved = |remove| Saved {
            name: "For the board".to_owned(),
            whose: "yours alone".to_owned(),
            columns: "Number, Stage".to_owned(),
            csv: "/exports/applications?format=csv".to_owned(),
            xlsx: "/exports/applications?format=xlsx".to_owned(),
            remove,
        };
        let remove = Some("/exports/templates/1/remove".to_owned());
        let here = Link::ExportColumns("applications".to_owned()).path();
        vec![
            page(name.clone(), Some(here), vec![saved(remove), saved(None)]),
            page(name.error("Give it a name."), None, Vec::new()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldRefusal, Typed, chosen};
    use crate::export::table::ColumnKind as K;

    const HEADS: [super::Head; 3] = [("a", "A", K::Text), ("b", "B", K::Text), ("c", "C", K::Text)];

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn columns_stand_by_their_places_and_what_has_none_is_left_out() {
        let sent = typed(&[("place.a", "3"), ("place.b", " "), ("place.c", "1")]);
        assert_eq!(chosen(&HEADS, &sent), Ok(vec!["c".to_owned(), "a".to_owned()]));
        let same = typed(&[("place.c", "2"), ("place.a", "2"), ("place.b", "1")]);
        assert_eq!(chosen(&HEADS, &same).unwrap(), ["b", "a", "c"]);
    }

    #[test]
    fn what_is_no_number_is_told_at_its_field() {
        let sent = typed(&[("place.a", "first"), ("place.b", "-1")]);
        let wrong = chosen(&HEADS, &sent).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["place.a", "place.b"]);
        assert!(wrong.iter().all(|(_, why)| *why == FieldRefusal::NotANumber));
    }
}
