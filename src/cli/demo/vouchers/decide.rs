//! What the office does: checks, ranking, signature, release; and what applicants do afterwards. The
//! one rule: the ranking is proposed by one officer and signed by another.

use super::Fate;
use crate::{
    actions::{
        application::Typed,
        assess_proposal, clarify,
        decision::CheckAnswer,
        draw, letter, proposal,
        proposal_check::{self, Question},
        ranking, redress, release, reserve,
    },
    cli::demo::play::Play,
    domain::{
        application::Version,
        eligibility::Outcome,
        ids::ApplicationId,
        proposal::{ProposalStage, ProposalStageKind},
        redress::Ground,
    },
    store,
};
use anyhow::Context;
use chrono::TimeDelta;

impl Play<'_> {
    async fn bid_version(&self, id: ApplicationId) -> anyhow::Result<Version> {
        let stored = store::proposal::load(self.desk.database.reads(), id).await?;
        Ok(stored.proposal.version)
    }

    /// The officer's check-list of one proposal, and what follows from it.
    pub(super) async fn check_bid(&mut self, number: usize) -> anyhow::Result<()> {
        let bid = self.vouchers.bid(number)?.clone();
        let id = bid.id.context("it has not begun")?;
        let (desk, officer) = (self.desk, self.office.officer(number)?.clone());
        if bid.fate == Fate::Clarified {
            self.clarify(id, *bid.firms.first().context("no lead")?, &officer).await?;
        }
        let seen = self.bid_version(id).await?;
        proposal_check::confirm_kept(desk, &officer, id, seen).await?;
        let conn = desk.database.reads();
        let stored = store::proposal::load(conn, id).await?;
        let call = store::call::load(conn, stored.proposal.call).await?;
        let programme = desk.scored(&call)?;
        let assessed = assess_proposal::assess(conn, desk, &stored, &call, &programme).await?;
        let fails = bid.fate == Fate::Ineligible;
        let note = &self.data.vouchers.officer_note;
        let lines = assessed.lines();
        let sme = lines.iter().find(|line| line.key.starts_with("partner_sme"));
        let failed = sme.filter(|_| fails).map(|line| CheckAnswer {
            key: line.key.clone(),
            holds: false,
            note: self.data.vouchers.consensus.ineligible.clone(),
        });
        let open = lines
            .iter()
            .filter(|line| line.finding.outcome != Outcome::Holds)
            .map(|line| CheckAnswer { key: line.key.clone(), holds: true, note: note.clone() });
        let given: Vec<CheckAnswer> = open.chain(failed).collect();
        let seen = self.bid_version(id).await?;
        if !given.is_empty() {
            proposal_check::answer_checks(desk, &officer, id, seen, &given).await?;
        }
        let seen = self.bid_version(id).await?;
        if fails {
            let reason = &self.data.vouchers.consensus.ineligible;
            proposal_check::find_ineligible(desk, &officer, id, seen, reason).await?;
        } else {
            proposal_check::admit(desk, &officer, id, seen).await?;
        }
        Ok(())
    }

    /// One question and its answer.
    async fn clarify(
        &self,
        id: ApplicationId,
        lead: usize,
        officer: &crate::domain::access::Actor,
    ) -> anyhow::Result<()> {
        let question = Question {
            text: self.data.vouchers.consensus.clarification.clone(),
            fields: vec!["budget".to_owned()],
            due_at: self.desk.now().plus(TimeDelta::days(7)),
        };
        let seen = self.bid_version(id).await?;
        proposal_check::ask(self.desk, officer, id, seen, &question).await?;
        let (_, actor) = self.firm(lead).await?;
        let text = "The external work is done by a test laboratory chosen by three offers; the \
                    best of them, at one third of the sum, includes both trials and a report that \
                    may be published. The offers are kept with the file.";
        let typed = Typed { field: "budget".to_owned(), value: text.to_owned(), seen: 1 };
        clarify::save(self.desk, &actor, id, &[typed]).await?;
        clarify::send(self.desk, &actor, id).await?;
        Ok(())
    }

    pub(super) async fn rank_bids(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(0)?);
        let tried = ranking::try_out(self.desk, officer, call, 0, None).await?;
        let undecided = tried.drawn.as_ref().is_ok_and(|drawn| !drawn.ranking.is_decided());
        if undecided {
            let texts = &self.data.vouchers.consensus;
            draw::commit(self.desk, officer, call, 0, &texts.draw_source).await?;
            draw::reveal(self.desk, officer, call, 0, &texts.draw_number).await?;
        }
        let name = "All free money";
        let id = ranking::keep(self.desk, officer, call, 0, name, tried.settings).await?;
        let seen = store::ranking::load(self.desk.database.reads(), id).await?.version;
        ranking::propose(self.desk, officer, id, seen).await?;
        Ok(())
    }

    pub(super) async fn sign_ranking(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(1)?);
        let all = store::ranking::list(self.desk.database.reads(), call, 0).await?;
        let one = all.iter().find(|one| one.state == "proposed").context("nothing to sign")?;
        ranking::sign(self.desk, officer, one.id, one.version).await?;
        Ok(())
    }

    pub(super) async fn release_results(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(0)?);
        let preview = release::preview(self.desk, officer, call, 0).await?;
        release::release(self.desk, officer, call, 0, preview.recipients).await?;
        Ok(())
    }

    /// Two thirds open their letters; the others' count as read after ten days.
    pub(super) async fn open_letters(&mut self, number: usize) -> anyhow::Result<()> {
        let bids: Vec<_> = self.vouchers.bids.iter().filter(|bid| bid.call == number).collect();
        for (place, bid) in bids.into_iter().enumerate() {
            let (Some(id), Some(lead)) = (bid.id, bid.firms.first()) else { continue };
            let stored = store::proposal::load(self.desk.database.reads(), id).await?;
            let told = matches!(
                stored.proposal.stage.kind(),
                ProposalStageKind::Awarded
                    | ProposalStageKind::Reserve
                    | ProposalStageKind::Declined
            );
            if told && place % 3 != 0 {
                let (_, actor) = self.firm(*lead).await?;
                letter::open(self.desk, &actor, id).await?;
            }
        }
        Ok(())
    }

    /// The proposals of a call that stand at a stage, with their leads.
    async fn at_stage(
        &self,
        number: usize,
        stage: ProposalStageKind,
    ) -> anyhow::Result<Vec<(ApplicationId, usize)>> {
        let call = self.vouchers.call(number)?;
        let found = store::proposal::of_call(self.desk.database.reads(), call, 0, stage).await?;
        let lead = |id: ApplicationId| {
            let bid = self.vouchers.bids.iter().find(|bid| bid.id == Some(id))?;
            bid.firms.first().copied()
        };
        Ok(found.iter().filter_map(|one| Some((one.proposal.id, lead(one.proposal.id)?))).collect())
    }

    /// One that was funded gives its money back: the next of the reserve list is offered it.
    pub(super) async fn give_back(&mut self, number: usize) -> anyhow::Result<()> {
        let funded = self.at_stage(number, ProposalStageKind::Awarded).await?;
        let (id, lead) = *funded.last().context("nothing was funded")?;
        let (_, actor) = self.firm(lead).await?;
        let seen = self.bid_version(id).await?;
        proposal::withdraw(self.desk, &actor, id, seen).await?;
        reserve::settle(self.desk, self.vouchers.call(number)?, 0).await?;
        Ok(())
    }

    pub(super) async fn take_up(&mut self, number: usize) -> anyhow::Result<()> {
        for (id, lead) in self.at_stage(number, ProposalStageKind::Reserve).await? {
            let stored = store::proposal::load(self.desk.database.reads(), id).await?;
            let (_, actor) = self.firm(lead).await?;
            if matches!(stored.proposal.stage, ProposalStage::Reserve { offer: Some(_), .. }) {
                reserve::accept(self.desk, &actor, id, stored.proposal.version.0).await?;
                return Ok(());
            }
        }
        Ok(())
    }

    pub(super) async fn ask_redress(&mut self, number: usize) -> anyhow::Result<()> {
        let declined = self.at_stage(number, ProposalStageKind::Declined).await?;
        for (id, lead) in declined.into_iter().take(2) {
            let (_, actor) = self.firm(lead).await?;
            let text = &self.data.vouchers.consensus.redress;
            letter::ask_redress(self.desk, &actor, id, Ground::FactualError.code(), text).await?;
        }
        Ok(())
    }

    /// The first request is rejected; the second stays open.
    pub(super) async fn decide_redress(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(1)?);
        let all = store::redress::of_call(self.desk.database.reads(), call).await?;
        let first = all.first().context("nothing was asked")?;
        let reason = &self.data.vouchers.consensus.redress_answer;
        let decision = redress::Decision::Reject;
        redress::decide(self.desk, officer, first.id, first.version, decision, reason).await?;
        Ok(())
    }
}
