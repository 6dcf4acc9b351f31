//! Saved export templates. The one rule: a template is its owner's; who else may use it is said by
//! `shared`, and nobody else changes it.

use super::{StoreError, Tx, WriteTx, sql};
use crate::{
    domain::{
        ids::{ExportTemplateId, PersonId},
        moment::Moment,
    },
    store::sql::values,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A template as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Stored {
    /// Its id.
    pub id: ExportTemplateId,
    /// Whose it is.
    pub owner_id: PersonId,
    /// The owner's name.
    pub owner: String,
    /// Code of the list.
    pub list: String,
    /// What its owner calls it.
    pub name: String,
    /// Keys of columns in their order, by commas.
    pub columns: String,
    /// Everybody in the office may use it.
    pub shared: bool,
}

impl Stored {
    /// Keys of columns in their order.
    pub fn keys(&self) -> Vec<&str> {
        self.columns.split(',').collect()
    }
}

const SELECT: &str = "select t.id, t.owner_id, p.name as owner, t.list, t.name, t.columns, \
                      t.shared from export_templates t join persons p on p.id = t.owner_id";

/// The templates of a list that a person may use: the own ones first, then what others share.
pub async fn of_list(
    conn: &impl ConnectionTrait,
    list: &str,
    person: PersonId,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "{SELECT} where t.list = $1 and (t.owner_id = $2 or t.shared) \
         order by case when t.owner_id = $2 then 0 else 1 end, t.name, t.id limit 200"
    );
    sql::rows(conn, &sql, values![list, person]).await
}

/// One template, whoever's.
pub async fn find(
    conn: &impl ConnectionTrait,
    id: ExportTemplateId,
) -> Result<Option<Stored>, StoreError> {
    sql::row(conn, &format!("{SELECT} where t.id = $1"), values![id]).await
}

/// What is kept of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New<'n> {
    /// For a name that is new.
    pub id: ExportTemplateId,
    /// Whose it is.
    pub owner: PersonId,
    /// Code of the list.
    pub list: &'n str,
    /// What its owner calls it.
    pub name: &'n str,
    /// Keys of columns, by commas.
    pub columns: &'n str,
    /// Everybody in the office may use it.
    pub shared: bool,
    /// Now.
    pub at: Moment,
}

/// Keeps it; one of the same owner, list and name is replaced and keeps its id.
pub async fn save(tx: &WriteTx, new: &New<'_>) -> Result<ExportTemplateId, StoreError> {
    let sql = "insert into export_templates (id, owner_id, list, name, columns, shared, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (owner_id, list, name) do update set \
         columns = excluded.columns, shared = excluded.shared, changed_at = excluded.changed_at";
    let values = values![new.id, new.owner, new.list, new.name, new.columns, new.shared, new.at];
    sql::run(tx.conn(), sql, values).await?;
    let sql = "select id from export_templates where owner_id = $1 and list = $2 and name = $3";
    let id = sql::scalar(tx.conn(), sql, values![new.owner, new.list, new.name]).await?;
    id.ok_or(StoreError::Missing { table: "export_templates" })
}

/// Takes it away.
pub async fn remove(tx: &WriteTx, id: ExportTemplateId) -> Result<(), StoreError> {
    sql::run(tx.conn(), "delete from export_templates where id = $1", values![id]).await.map(|_| ())
}
