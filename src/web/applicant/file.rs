//! Opening a file: the application, what stands around it, what the rules say of it. The one rule:
//! the permit is asked on the application alone, before anything else is read.

use crate::{
    actions::assess::{self, Assessment},
    domain::{
        access::{Act, Subject},
        form::{Answers, Form},
        ids::ApplicationId,
        programme::Programme,
    },
    http::{Ctx, Fail},
    queries::application::{self as read, Answer, Around, FormKind, Stored, as_map},
    render::{Link, Shell},
};
use std::{collections::BTreeMap, sync::Arc};

/// A file that may be seen.
pub(super) struct Opened {
    /// The application.
    pub stored: Stored,
    /// Call, organisations, partnerships.
    pub around: Around,
    /// The call's frozen programme.
    pub programme: Arc<Programme>,
}

/// The application, if `act` on it is allowed; else not there, or forbidden.
pub(super) async fn permitted(ctx: &Ctx, id: ApplicationId, act: Act) -> Result<Stored, Fail> {
    ctx.person()?;
    let stored = read::find(&ctx.state.desk.database, id).await?;
    ctx.need(act, &stored.subject())?;
    Ok(stored)
}

/// The file, if `act` on it is allowed.
pub(super) async fn open(ctx: &Ctx, id: ApplicationId, act: Act) -> Result<Opened, Fail> {
    let stored = permitted(ctx, id, act).await?;
    let desk = &ctx.state.desk;
    let around = read::around(&desk.database, &stored).await?;
    let programme = desk.programme(&around.call)?;
    Ok(Opened { stored, around, programme })
}

impl Opened {
    /// Its id.
    pub(super) const fn id(&self) -> ApplicationId {
        self.stored.application.id
    }
    /// As the subject of an act.
    pub(super) const fn subject(&self) -> Subject {
        self.stored.subject()
    }
    /// The visiting organisation's name.
    pub(super) fn visitor(&self) -> &str {
        &self.around.visitor.organisation.name
    }
    /// The host's name.
    pub(super) fn host(&self) -> &str {
        &self.around.host.organisation.name
    }
    /// The declared form of a kind.
    pub(super) fn form(&self, kind: FormKind) -> &Form {
        match kind {
            FormKind::Application => &self.programme.form,
            FormKind::Report => &self.programme.report,
            FormKind::HostReport => &self.programme.host_report,
        }
    }
    /// The frame of one of its pages, with the way back.
    pub(super) fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let reference = &self.stored.application.reference;
        ctx.shell(title)
            .back("My work", Link::Desk)
            .back(reference.clone(), Link::Application(self.id()))
            .crumb(self.around.call.call.title.clone())
    }
    /// What the rules say, with these answers of the application.
    pub(super) async fn assess(&self, ctx: &Ctx, given: &Answers) -> Result<Assessment, Fail> {
        let desk = &ctx.state.desk;
        let conn = desk.database.reads();
        let call = &self.around.call;
        Ok(assess::assess(conn, desk, &self.stored, call, &self.programme, given).await?)
    }
}

/// The answers of one form, and the version of every field it has (0: never answered).
pub(super) struct Given {
    /// As typed.
    pub answers: Answers,
    /// By field.
    pub seen: BTreeMap<String, i64>,
    /// With who and when.
    pub rows: Vec<Answer>,
}

/// Reads the answers of one form.
pub(super) async fn given(ctx: &Ctx, file: &Opened, kind: FormKind) -> Result<Given, Fail> {
    let rows = read::answers(&ctx.state.desk.database, file.id(), kind).await?;
    let version = |key: &str| rows.iter().find(|row| row.field == key).map_or(0, |row| row.version);
    let seen = file.form(kind).fields().map(|f| (f.key.clone(), version(&f.key))).collect();
    Ok(Given { answers: as_map(&rows), seen, rows })
}
