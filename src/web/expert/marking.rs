//! How a person marks, told to that person alone. The one rule: it rests only on proposals whose
//! consensus is open, where the person may read the others' reports anyway.

use super::invitation::panel;
use crate::{
    domain::{access::Act, ids::CallId},
    http::{Answer, Ctx, Id},
    render::{Link, Page, Shell},
    web::panel::insight,
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Marking {
    shell: Shell,
    says: String,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let found = panel(&ctx, id, Act::WorkOnPanel).await?;
    let me = ctx.person()?;
    let says = insight::own(&ctx, id, me).await?;
    let shell = ctx
        .shell("How you mark")
        .back("My work", Link::Desk)
        .back("My proposals", Link::Evaluation(id))
        .crumb(found.call);
    ctx.page(&Marking { shell, says })
}

impl Page for Marking {
    const TEMPLATE: &'static str = "pages/expert/marking.html";
    fn samples() -> Vec<Self> {
        let says = "Your totals lie 0.40 points above the mean of co-evaluators.".to_owned();
        vec![Self { shell: Shell::sample("How you mark"), says }]
    }
}
