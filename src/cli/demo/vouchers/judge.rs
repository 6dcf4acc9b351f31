//! What experts do: answer, sign, declare, mark, agree. The one rule: each of them sees and does only
//! what the pages would let them.

use super::{Expert, open_expert};
use crate::{
    actions::{
        application::Typed,
        assignment, consensus,
        evaluation::{self, AI_USE},
        expert::{self, EmployerForm, ExpertForm},
        panel,
    },
    cli::demo::play::Play,
    domain::{access::Actor, evaluation::rules::EvaluationRules, ids::ApplicationId},
    store,
};
use anyhow::Context;

/// The expert who is invited and has not answered.
const SILENT: usize = 1;
/// The expert who says no.
const BUSY: usize = 7;

impl Play<'_> {
    pub(super) async fn invite_experts(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(0)?.clone());
        for at in 0..self.vouchers.experts.len() {
            let expert = self.vouchers.experts[at].clone();
            if expert.actor.is_none() {
                let actor = open_expert(self.desk, &self.data.cast.password, &expert).await?;
                self.describe(&actor, &expert).await?;
                self.vouchers.experts[at].actor = Some(actor);
            }
            let (address, name) = (expert.someone.address, expert.someone.name);
            let form = panel::Invitation { address, name, min: 0, max: 7 };
            panel::invite(self.desk, &officer, call, &form).await?;
        }
        Ok(())
    }

    /// The expert's own page.
    async fn describe(&self, actor: &Actor, expert: &Expert) -> anyhow::Result<()> {
        let texts = &self.data.vouchers.texts;
        let (one, other) = self.picker.two(&texts.keywords);
        let employer = self.picker.text(&texts.employers).replace("{{ town }}", &expert.town);
        let form = ExpertForm {
            about: self.picker.text(&texts.about).to_owned(),
            sectors: super::NACE.get(expert.sector).copied().unwrap_or("M72").to_owned(),
            keywords: format!("{one}, {other}"),
            languages: "en".to_owned(),
            employers: vec![EmployerForm {
                name: employer,
                country: expert.country.clone(),
                from: "2016-09-01".to_owned(),
                ..EmployerForm::default()
            }],
            seen: 0,
        };
        expert::save(self.desk, actor, &form).await?;
        Ok(())
    }

    /// One expert answers the invitation, signs, and answers the list of organisations.
    pub(super) async fn clear_expert(&mut self, number: usize, at: usize) -> anyhow::Result<()> {
        let call = self.vouchers.call(number)?;
        let expert = self.vouchers.experts.get(at).context("no such expert")?;
        let actor = expert.actor.clone().context("not invited")?;
        if at == SILENT && number == super::RUNNING {
            return Ok(());
        }
        if at == BUSY {
            panel::decline(self.desk, &actor, call, "No time in these weeks.").await?;
            return Ok(());
        }
        let desk = self.desk;
        panel::accept(desk, &actor, call).await?;
        let conn = desk.database.reads();
        let person = actor.person().context("nobody")?;
        let member = store::panel::find(conn, call, person).await?.context("no such member")?;
        let title = store::call::load(conn, call).await?.call.title;
        let (_, digest) = panel::contract_text(&member, &title);
        panel::sign_contract(desk, &actor, call, &digest).await?;
        let applying = store::panel::applying(conn, call).await?;
        let answers: Vec<_> = applying
            .iter()
            .enumerate()
            .map(|(place, one)| {
                let knows = place % 29 == at;
                panel::ScreenAnswer {
                    organisation: one.organisation_id,
                    conflict: knows.then_some(crate::domain::conflict::Weight::Potential),
                    note: if knows {
                        "I advised them until last year.".to_owned()
                    } else {
                        String::new()
                    },
                }
            })
            .collect();
        panel::answer_screen(desk, &actor, call, &answers).await?;
        Ok(())
    }

    pub(super) async fn assign_experts(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(0)?);
        let run = assignment::compute(self.desk, officer, call, 0).await?;
        assignment::apply(self.desk, officer, run).await?;
        Ok(())
    }

    /// The reports on one proposal; in the running call the last expert is still reading.
    pub(super) async fn report_on(&mut self, number: usize) -> anyhow::Result<()> {
        let bid = self.vouchers.bid(number)?.clone();
        let id = bid.id.context("it has not begun")?;
        let rules = self.rules(id).await?;
        let mut pairs = store::assignment::of_proposal(self.desk.database.reads(), id, 0).await?;
        if bid.call == super::RUNNING {
            pairs.truncate(pairs.len().saturating_sub(usize::from(!number.is_multiple_of(3))));
        }
        // Who can sign in still has all of the running call to read.
        let reads_yet = self.vouchers.experts.first().and_then(|one| one.actor.as_ref()?.person());
        for pair in pairs {
            if bid.call == super::RUNNING && Some(pair.person_id) == reads_yet {
                continue;
            }
            let Some((actor, harsh)) = self.expert_of(pair.person_id) else { continue };
            let mut typed = Vec::new();
            for criterion in &rules.criteria {
                let tenths = self.mark(bid.quality, harsh);
                typed.push(field(&format!("mark.{}", criterion.key), tenths_text(tenths)));
                let text = self.comment(&criterion.key, tenths);
                typed.push(field(&format!("comment.{}", criterion.key), text));
            }
            typed.push(field(AI_USE, "No AI system was used.".to_owned()));
            evaluation::save(self.desk, &actor, id, &typed).await?;
            evaluation::deliver(self.desk, &actor, id).await?;
        }
        Ok(())
    }

    async fn rules(&self, id: ApplicationId) -> anyhow::Result<EvaluationRules> {
        let conn = self.desk.database.reads();
        let stored = store::proposal::load(conn, id).await?;
        let call = store::call::load(conn, stored.proposal.call).await?;
        Ok(evaluation::rules_for(&*self.desk.scored(&call)?, &stored)?)
    }

    /// The expert behind a person, and how harsh they are (in half points).
    fn expert_of(&self, person: crate::domain::ids::PersonId) -> Option<(Actor, i64)> {
        let is = |expert: &Expert| expert.actor.as_ref().and_then(Actor::person) == Some(person);
        let at = self.vouchers.experts.iter().position(is)?;
        let harsh = i64::try_from(at % 5).ok()? - 2;
        Some((self.vouchers.experts[at].actor.clone()?, harsh / 2))
    }

    /// In tenths, on the half points from 1 to 5.
    fn mark(&self, quality: i64, harsh: i64) -> i64 {
        let halves = quality - harsh + self.picker.between(-1, 1);
        halves.clamp(2, 10) * 5
    }

    fn comment(&self, criterion: &str, tenths: i64) -> String {
        let comments = &self.data.vouchers.comments;
        let Some(bands) = comments.get(criterion) else { return "Judged as a whole.".to_owned() };
        let band = match tenths {
            45.. => "high",
            35..45 => "good",
            25..35 => "fair",
            _weak => "weak",
        };
        bands.get(band).map_or_else(String::new, |list| self.picker.text(list).to_owned())
    }

    /// The consensus on one proposal, from opening to its end.
    pub(super) async fn agree_on(&mut self, number: usize) -> anyhow::Result<()> {
        let bid = self.vouchers.bid(number)?.clone();
        let id = bid.id.context("it has not begun")?;
        let (desk, officer) = (self.desk, self.office.officer(0)?.clone());
        let rules = self.rules(id).await?;
        let pairs = store::assignment::of_proposal(desk.database.reads(), id, 0).await?;
        let people: Vec<Actor> = pairs
            .iter()
            .filter_map(|pair| self.expert_of(pair.person_id).map(|(actor, _)| actor))
            .collect();
        let drafts = people.first().context("nobody evaluates it")?;
        consensus::open(desk, &officer, id, drafts.person().context("nobody")?).await?;
        let mut typed = Vec::new();
        for criterion in &rules.criteria {
            let tenths = self.mark(bid.quality, 0);
            typed.push(field(&format!("mark.{}", criterion.key), tenths_text(tenths)));
            let text = self.comment(&criterion.key, tenths);
            typed.push(field(&format!("comment.{}", criterion.key), text));
        }
        consensus::draft(desk, drafts, id, &typed).await?;
        let seen = self.room_version(id).await?;
        for (place, actor) in people.iter().enumerate() {
            let dissents = place == 2 && number % 6 == 1;
            let dissent = dissents.then_some(self.data.vouchers.consensus.dissent.as_str());
            consensus::take_position(desk, actor, id, seen, dissent).await?;
        }
        let seen = self.room_version(id).await?;
        consensus::close(desk, &officer, id, seen).await?;
        Ok(())
    }

    async fn room_version(&self, id: ApplicationId) -> anyhow::Result<i64> {
        let room = store::consensus::find(self.desk.database.reads(), id, 0).await?;
        Ok(room.context("no consensus")?.version)
    }
}

fn field(name: &str, value: String) -> Typed {
    Typed { field: name.to_owned(), value, seen: 0 }
}

fn tenths_text(tenths: i64) -> String {
    evaluation::mark_text(Some(tenths))
}
