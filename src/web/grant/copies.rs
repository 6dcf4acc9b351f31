//! Counter-signed copies beside the versions of a grant's agreement. The one rule: one form for
//! each version that may have a copy, for those who may sign the agreement and for an officer.

use super::Opened;
use crate::{
    actions::signed_copy::takes_copies,
    domain::{access::Act, agreement::AgreementStage, signed_copy::CopyOf},
    http::{Ctx, Fail},
    queries::{grant::Agreement, signed_copy as read},
    render::Link,
    web::copies::{self, Copies, Shown},
};

/// The reader may add a copy.
pub fn may_add(ctx: &Ctx, o: &Opened) -> bool {
    let act = Act::AddGrantCopy;
    let mut firms = o.whole.partners.iter().map(|one| one.organisation_id);
    ctx.may(act, &o.subject()) || firms.any(|id| o.may_part(ctx, id, act, act))
}

/// The copies of each version that went out, the newest first: one statement. `wrong` is the
/// version whose file was not taken, and why.
pub async fn list(
    ctx: &Ctx,
    o: &Opened,
    wrong: Option<(u32, String)>,
) -> Result<Vec<Copies>, Fail> {
    let all = read::of(&ctx.state.desk.database, o.id()).await?;
    let may = may_add(ctx, o);
    let has = |of: &Agreement| all.iter().any(|one| one.of == CopyOf::Grant(of.number));
    let shown = |of: &Agreement| Shown {
        of: CopyOf::Grant(of.number),
        title: format!("Version {}", of.number),
        may: may && takes_copies(of),
        send: Link::AgreementCopy(o.id()),
        wrong: wrong
            .as_ref()
            .filter(|(number, _)| *number == of.number)
            .map(|(_, why)| why.clone()),
    };
    let out = o.whole.agreements.iter().filter(|one| one.stage != AgreementStage::Draft);
    let out = out.filter(|one| takes_copies(one) || has(one));
    Ok(out.map(|of| copies::of(ctx, shown(of), &all)).collect())
}
