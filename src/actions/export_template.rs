//! Saving which columns of a list leave as a file, and in which order. The one rule: a template
//! gives nobody a list; whoever uses it needs the list's own permit.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        ids::ExportTemplateId,
        refusal::{FieldRefusal, Refusal},
    },
    store::{
        Tx,
        export_template::{self, New},
    },
};

/// Most characters of a name.
const NAME: usize = 60;

/// A template to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// Code of the list.
    pub list: String,
    /// What its owner calls it.
    pub name: String,
    /// Keys of the list's columns, in the order they are written.
    pub columns: Vec<String>,
    /// Everybody in the office may use it.
    pub shared: bool,
}

/// Keeps a template; one of the person's own with the same name is replaced. Refused without a
/// name, with one over 60 characters, and without a column.
pub async fn save(
    desk: &Desk,
    actor: &Actor,
    new: NewTemplate,
) -> Result<ExportTemplateId, ActionError> {
    let permit = permit(actor, Act::SaveTemplate, &Subject::Office)?;
    let owner = actor.person().ok_or(ActionError::Forbidden)?;
    let name = new.name.trim();
    let have = name.chars().count();
    let wrong = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    if name.is_empty() {
        return Err(wrong("name", FieldRefusal::Missing).into());
    }
    if have > NAME {
        let (have, most) = (u32::try_from(have).unwrap_or(u32::MAX), 60);
        return Err(wrong("name", FieldRefusal::TooLong { have, most }).into());
    }
    if new.columns.is_empty() {
        return Err(wrong("columns", FieldRefusal::Missing).into());
    }
    let tx = desk.begin().await?.permit(permit);
    let at = desk.now();
    let columns = new.columns.join(",");
    let kept = New {
        id: desk.chance.id(at),
        owner,
        list: &new.list,
        name,
        columns: &columns,
        shared: new.shared,
        at,
    };
    let template = export_template::save(&tx, &kept).await?;
    tx.commit(Happened::one(Event::TemplateSaved { person: owner, template })).await?;
    Ok(template)
}

/// Takes one of the person's own templates away; another's is not there.
pub async fn remove(desk: &Desk, actor: &Actor, id: ExportTemplateId) -> Result<(), ActionError> {
    let permit = permit(actor, Act::SaveTemplate, &Subject::Office)?;
    let owner = actor.person().ok_or(ActionError::Forbidden)?;
    let tx = desk.begin().await?.permit(permit);
    let found = export_template::find(tx.conn(), id).await?;
    if found.is_none_or(|one| one.owner_id != owner) {
        return Err(ActionError::Unseen);
    }
    export_template::remove(&tx, id).await?;
    let event = Event::TemplateRemoved { person: owner, template: id };
    tx.commit(Happened::one(event)).await?;
    Ok(())
}
