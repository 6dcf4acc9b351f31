//! What applicants do: write, invite, declare, confirm, hand in. The one rule: the form of the
//! programme says what is asked; each kind of field has its way to be answered.

use super::{Bid, Fate};
use crate::{
    actions::{
        application::Typed, hand_in, part, partner, proposal, proposal_document, report::Upload,
    },
    cli::demo::{play::Play, proof::pdf, words::Words},
    domain::{
        access::Actor,
        form::{Field, FieldKind, Form},
        ids::{ApplicationId, OrganisationId},
        moment::BRUSSELS,
        money::{Money, Percent},
        scored::{ScoredProgramme, answers},
        sme::{Books, Declaration, Figures, Headcount},
    },
    store::{self, answers::ProposalForm},
};
use anyhow::Context;
use chrono::{Datelike, NaiveDate};

impl Play<'_> {
    /// Writes a proposal with all its partners, up to handing it in.
    pub(super) async fn write_bid(&mut self, number: usize) -> anyhow::Result<()> {
        let bid = self.vouchers.bid(number)?.clone();
        for at in &bid.firms {
            self.joined(*at).await?;
        }
        let call = self.vouchers.call(bid.call)?;
        let stored = store::call::load(self.desk.database.reads(), call).await?;
        let programme = self.desk.scored(&stored)?;
        let at = *bid.firms.first().context("no lead")?;
        let (lead, actor) = self.firm(at).await?;
        let id = proposal::start(self.desk, &actor, call, lead, bid.kind).await?;
        if let Some(bid) = self.vouchers.bids.get_mut(number) {
            bid.id = Some(id);
        }
        self.answer_bid(&bid, &programme, id, &actor).await?;
        self.attach_to_bid(&bid, number, (id, lead), &actor).await?;
        for at in bid.firms.iter().skip(1) {
            self.bring_in(*at, id, &actor).await?;
        }
        // Of a draft, the parts are not confirmed yet.
        if bid.fate == Fate::Draft {
            return Ok(());
        }
        for (place, at) in bid.firms.iter().enumerate() {
            let euro = bid.shares.get(place).copied().unwrap_or_default();
            self.do_part(*at, &programme, id, euro, bid.kind != "feasibility").await?;
        }
        Ok(())
    }

    async fn answer_bid(
        &self,
        bid: &Bid,
        programme: &ScoredProgramme,
        id: ApplicationId,
        actor: &Actor,
    ) -> anyhow::Result<()> {
        let lead = self.party(*bid.firms.first().context("no lead")?)?;
        let words = Words::proposal(self.data, &self.picker, lead);
        let form = &programme.rounds.first().context("no round")?.form;
        let typed = self.answered(form, &words, bid.kind == "feasibility");
        let half = typed.len() / 2;
        let typed = if bid.fate == Fate::Draft { &typed[..half] } else { &typed[..] };
        proposal::save_answers(self.desk, actor, id, ProposalForm::Round(0), typed).await?;
        Ok(())
    }

    /// The offer a small voucher needs; with every third proposal a drawing and the lead's accounts.
    async fn attach_to_bid(
        &self,
        bid: &Bid,
        number: usize,
        (id, lead): (ApplicationId, OrganisationId),
        actor: &Actor,
    ) -> anyhow::Result<()> {
        let place = &self.party(*bid.firms.first().context("no lead")?)?.form.name;
        let mut all = Vec::new();
        if bid.kind == "small" && bid.fate != Fate::Draft {
            all.push(("provider_offer", None, "offer.pdf", "Offer, signed by the provider"));
        }
        if number.is_multiple_of(3) {
            all.push(("annex", None, "drawing.pdf", "Drawing of the trial"));
            all.push(("accounts", Some(lead), "accounts.pdf", "Accounts of the last closed year"));
        }
        for (kind, of, name, title) in all {
            let lines =
                [title.to_owned(), format!("For {place}"), "A made-up document.".to_owned()];
            let upload =
                Upload { kind: kind.to_owned(), name: name.to_owned(), bytes: pdf(&lines) };
            proposal_document::add(self.desk, actor, id, of, upload).await?;
        }
        Ok(())
    }

    /// An answer to each field of a form.
    pub(super) fn answered(&self, form: &Form, words: &Words, short: bool) -> Vec<Typed> {
        form.fields()
            .map(|field| Typed {
                field: field.key.clone(),
                value: self.answer_to(field, words, short),
                seen: 0,
            })
            .filter(|typed| !typed.value.is_empty())
            .collect()
    }

    fn answer_to(&self, field: &Field, words: &Words, short: bool) -> String {
        let texts = &self.data.vouchers.texts;
        let key = field.key.as_str();
        match &field.kind {
            _any if key.ends_with("_what") => String::new(),
            FieldKind::Line { max_chars, .. } if key == answers::TITLE => {
                cut(&words.say(self.picker.text(&texts.titles)), *max_chars)
            }
            FieldKind::Line { max_chars, .. } => {
                cut(&words.say("{{ place }}, {{ town }}"), *max_chars)
            }
            FieldKind::Text { min_chars, max_chars } => {
                let list = if key == answers::SUMMARY { &texts.summaries } else { &texts.long };
                let mut said = words.say(self.picker.text(list));
                while said.chars().count() < usize::try_from(*min_chars).unwrap_or(0) {
                    said.push(' ');
                    said.push_str(&words.say(self.picker.text(list)));
                }
                cut(&said, *max_chars)
            }
            FieldKind::Number { .. } if key == answers::MONTHS => {
                if short {
                    "4".to_owned()
                } else {
                    "9".to_owned()
                }
            }
            FieldKind::Number { .. } if key == "trl_now" => "4".to_owned(),
            FieldKind::Number { .. } if key == "trl_end" => "7".to_owned(),
            FieldKind::Number { least, .. } => least.unwrap_or_default().to_string(),
            FieldKind::Choice { options } => {
                let picked =
                    if key == "sector" { self.picker.one(options) } else { options.first() };
                picked.map(|option| option.code.clone()).unwrap_or_default()
            }
            FieldKind::Choices { options } => {
                self.picker.one(options).map(|option| option.code.clone()).unwrap_or_default()
            }
            FieldKind::Confirm => "yes".to_owned(),
            FieldKind::Date | FieldKind::Iban => String::new(),
        }
    }

    /// Invites the lead of another company, who brings it in.
    async fn bring_in(&self, at: usize, id: ApplicationId, lead: &Actor) -> anyhow::Result<()> {
        let party = self.party(at)?;
        let form = partner::InviteForm {
            address: party.lead.address.clone(),
            name: party.lead.name.clone(),
            note: "As we said on the phone: would you take part with us?".to_owned(),
        };
        let invitation = partner::invite(self.desk, lead, id, &form).await?;
        let (organisation, actor) = self.firm(at).await?;
        partner::accept(self.desk, &actor, invitation, organisation).await?;
        Ok(())
    }

    /// A company's own part: share, declaration, answers, confirmation by one who signs.
    async fn do_part(
        &self,
        at: usize,
        programme: &ScoredProgramme,
        id: ApplicationId,
        euro: i64,
        asks: bool,
    ) -> anyhow::Result<()> {
        let (desk, party) = (self.desk, self.party(at)?);
        let (organisation, actor) = self.firm(at).await?;
        if asks {
            let seen = self.part_version(id, organisation).await?;
            let amount = Money::from_cents(euro * 100);
            part::share(desk, &actor, id, organisation, seen, amount).await?;
        }
        let seen = self.part_version(id, organisation).await?;
        let declaration = self.declaration();
        part::declare(desk, &actor, id, organisation, seen, &declaration).await?;
        let words = Words::proposal(self.data, &self.picker, party);
        let typed = self.answered(&programme.partner_form, &words, false);
        let form = ProposalForm::Part(organisation);
        proposal::save_answers(desk, &actor, id, form, &typed).await?;
        let seen = self.part_version(id, organisation).await?;
        part::confirm(desk, &actor, id, organisation, seen).await?;
        Ok(())
    }

    async fn part_version(
        &self,
        id: ApplicationId,
        organisation: OrganisationId,
    ) -> anyhow::Result<i64> {
        let all = store::partner::list(self.desk.database.reads(), id).await?;
        let own = all.iter().find(|part| part.organisation_id == organisation);
        Ok(own.context("no such part")?.version)
    }

    /// A small company that belongs to nobody else.
    fn declaration(&self) -> Declaration {
        let people = self.picker.between(4, 46);
        let year = |people: i64| Figures {
            headcount: Some(Headcount::whole(people)),
            turnover: Some(Money::from_cents(people * 9_500_000)),
            balance: Some(Money::from_cents(people * 5_200_000)),
        };
        let last = self.desk.now().day_in(BRUSSELS).year() - 1;
        Declaration {
            own: Books::TwoYears { last: year(people), before: year(people) },
            last_closed_on: NaiveDate::from_ymd_opt(last, 12, 31),
            public_control: Some(Percent::whole(0)),
            held: None,
            ownership_changed: None,
            related: Vec::new(),
        }
    }

    /// Hands a proposal in.
    pub(super) async fn submit_bid(&mut self, number: usize) -> anyhow::Result<()> {
        let bid = self.vouchers.bid(number)?;
        let id = bid.id.context("it has not begun")?;
        let (_, actor) = self.firm(*bid.firms.first().context("no lead")?).await?;
        let seen = store::proposal::load(self.desk.database.reads(), id).await?.proposal.version;
        hand_in::submit(self.desk, &actor, id, seen).await?;
        Ok(())
    }
}

/// At most so many characters, ended at a word.
fn cut(text: &str, most: u32) -> String {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    short.rsplit_once(' ').map_or(short.clone(), |(most, _)| most.to_owned())
}
