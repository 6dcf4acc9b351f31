//! Saved columns of lists: kept, shared, used with the screen's filter, taken away; what a list has
//! lost is told.

use super::client::Client;
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    actions::export_template::{self, NewTemplate},
    domain::{access::Actor, ids::ExportTemplateId},
    queries::export_template as query,
    render::Link,
};

const LIST: &str = "applications";

fn columns(kit: &Kit) -> String {
    let call = kit.office.call.to_string();
    Link::ExportColumns(LIST.to_owned()).with(&[("call", &call), ("stage", "submitted")])
}

async fn own(app: &TestApp, who: &Actor) -> Vec<query::Stored> {
    let me = who.person().unwrap();
    query::of_list(app.desk.database.reads(), LIST, me).await.unwrap()
}

async fn fetched(app: &TestApp, kit: &Kit, who: &Actor, id: ExportTemplateId) -> (u16, String) {
    let (call, id) = (kit.office.call.to_string(), id.to_string());
    let asked = [("call", call.as_str()), ("template", &id), ("format", "csv")];
    let got = Client::of(app, who).await.get_at(&Link::Export(LIST.to_owned()).with(&asked)).await;
    (got.status, got.body)
}

both_databases!(columns_are_kept_under_a_name_and_leave_in_that_order, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    kit.submitted(app).await;
    let (officer, auditor) = (&kit.office.officer, &kit.office.auditor);
    let client = Client::of(app, officer).await;
    let page = client.get_at(&columns(&kit)).await;
    assert!(page.body.contains("None is kept yet") && page.status == 200, "{}", page.body);
    let form = [("name", " For the board "), ("place.stage", "1"), ("place.reference", "2")];
    let kept = client.post_at(&columns(&kit), &form).await;
    assert_eq!((kept.status, kept.to.as_deref()), (303, Some(columns(&kit).as_str())));
    let template = own(app, officer).await.remove(0);
    assert_eq!(
        (template.name.as_str(), template.columns.as_str()),
        ("For the board", "stage,reference")
    );
    let page = client.get_at(&columns(&kit)).await.body;
    assert!(page.contains("yours alone") && page.contains("Stage, Number"), "{page}");
    assert!(page.contains("stage=submitted&amp;template="), "the filter goes along: {page}");
    let (status, csv) = fetched(app, &kit, officer, template.id).await;
    assert_eq!(status, 200, "{csv}");
    assert!(csv.contains("Stage") && csv.contains("Number") && !csv.contains("Visitor"), "{csv}");
    // Not shared: for everybody else it is not there.
    assert_eq!(fetched(app, &kit, auditor, template.id).await.0, 404);
    let shared = [("name", "For the board"), ("place.reference", "1"), ("shared", "yes")];
    client.post_at(&columns(&kit), &shared).await;
    let again = own(app, officer).await;
    assert_eq!(
        (again.len(), again[0].id, again[0].columns.as_str()),
        (1, template.id, "reference")
    );
    assert_eq!(fetched(app, &kit, auditor, template.id).await.0, 200);
    let reader = Client::of(app, auditor).await;
    let theirs = reader.get_at(&columns(&kit)).await.body;
    assert!(theirs.contains("shared by") && !theirs.contains("<button class=\"btn"), "{theirs}");
    assert_eq!(
        reader.post_at(&columns(&kit), &form).await.status,
        403,
        "an auditor changes nothing"
    );
    let remove = Link::TemplateRemove(template.id);
    assert_eq!(Client::of(app, &kit.office.finance).await.post(&remove, &[]).await.status, 404);
    assert_eq!(client.post(&remove, &[]).await.status, 303);
    assert!(own(app, officer).await.is_empty());
    let nobody = Client::of(app, &kit.visitor.lead).await;
    assert_eq!(nobody.get_at(&columns(&kit)).await.status, 404);
    assert_eq!(nobody.post_at(&columns(&kit), &form).await.status, 404);
});

both_databases!(what_is_wrong_is_told_and_nothing_typed_is_lost, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let officer = &kit.office.officer;
    let client = Client::of(app, officer).await;
    for (form, field) in [
        ([("name", ""), ("place.stage", "7")], "#f-name"),
        ([("name", "Board"), ("place.stage", "first")], "#f-place-stage"),
        ([("name", "Board"), ("place.stage", "")], "#f-place-reference"),
    ] {
        let got = client.post_at(&columns(&kit), &form).await;
        assert_eq!(got.status, 422, "{form:?}");
        assert!(got.body.contains(&format!("href=\"{field}\"")), "{field}: {}", got.body);
        for (_, typed) in form.into_iter().filter(|(_, typed)| !typed.is_empty()) {
            assert!(got.body.contains(&format!("value=\"{typed}\"")), "{typed}: {}", got.body);
        }
    }
    assert!(own(app, officer).await.is_empty());
    let new = NewTemplate {
        list: LIST.to_owned(),
        name: "Of old".to_owned(),
        columns: vec!["reference".to_owned(), "colour".to_owned()],
        shared: false,
    };
    let id = export_template::save(&app.desk, officer, new).await.unwrap();
    let (status, body) = fetched(app, &kit, officer, id).await;
    assert_eq!(status, 409, "{body}");
    assert!(body.contains("no longer has colour"), "{body}");
    assert!(client.get_at(&columns(&kit)).await.body.contains("colour (no longer there)"));
});
