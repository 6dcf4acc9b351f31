//! The same page with more rows behind it. The one rule: each size has a database of its own, and
//! the sizes take turns round by round.

use super::{Engine, say};
use crate::{
    Options,
    fill::Size,
    load::{self, Requests, Round},
    pages::PageAsk,
    serve::Kind,
};
use std::{sync::Arc, time::Duration};

/// A page at several sizes.
pub struct Growth {
    pub page: &'static str,
    pub engine: &'static str,
    /// Applications, and the rounds with so many.
    pub sizes: Vec<(usize, Vec<Round>)>,
}

/// Measures the product's pages at each size: of a call of exchanges, then of an evaluation.
pub async fn measure(options: &Options, engine: &mut Engine) -> anyhow::Result<Vec<Growth>> {
    let mut found = of(options, engine, Call::Exchanges).await?;
    found.extend(of(options, engine, Call::Evaluation).await?);
    Ok(found)
}

/// What the database is filled with.
#[derive(Debug, Clone, Copy)]
enum Call {
    Exchanges,
    Evaluation,
}

async fn of(options: &Options, engine: &mut Engine, call: Call) -> anyhow::Result<Vec<Growth>> {
    let mut found = Vec::new();
    let sizes: Vec<_> =
        [1_000, 10_000, 100_000].into_iter().filter(|n| *n <= options.largest).collect();
    let mut places = Vec::new();
    for size in &sizes {
        let place = match call {
            Call::Exchanges => engine.place(Size { applications: *size, drafts: 0 }).await?,
            Call::Evaluation => engine.evaluation(*size).await?,
        };
        let (started, target) = engine.start(Kind::Product, &place)?;
        let (first, second) = match call {
            Call::Exchanges => PageAsk::plain(&place.filled),
            Call::Evaluation => PageAsk::expert(&place.filled)?,
        };
        places.push((started, target, [first, second]));
    }
    for page in 0..2 {
        let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); sizes.len()];
        for round in 0..=options.rounds {
            for ((started, target, asks), rounds) in places.iter_mut().zip(&mut rounds) {
                let ask = &mut asks[page];
                ask.measure(started).await?;
                // The first one warms the server and its caches.
                let time = if round == 0 { Duration::from_millis(700) } else { options.round };
                let requests = Requests::Same(Arc::new(ask.request(Kind::Product)), time);
                let done = load::drive(target, &requests, options.clients).await?;
                anyhow::ensure!(done.failed == 0, "{:?}", done.failure);
                if round > 0 {
                    rounds.push(done);
                }
            }
        }
        let Some((.., asks)) = places.first() else { continue };
        let (page, engine) = (asks[page].name, engine.name);
        found.push(Growth { page, engine, sizes: sizes.iter().copied().zip(rounds).collect() });
        say(&format!("{engine}: growth of the {page}"));
    }
    Ok(found)
}
