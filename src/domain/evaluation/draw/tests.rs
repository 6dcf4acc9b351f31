//! The draw against Python's hashlib and hmac (the steps of docs/DRAW.md), and its fairness.

use super::*;
use proptest::prelude::*;

fn terms(version: &str, policy: LinePolicy, source: &str, tickets: &[(&str, i64)]) -> DrawTerms {
    let ticket = |(reference, cents): &(&str, i64)| Ticket {
        reference: (*reference).to_owned(),
        amount: Money::from_cents(*cents),
    };
    DrawTerms {
        tickets: tickets.iter().map(ticket).collect(),
        policy,
        programme_version: version.to_owned(),
        source: source.to_owned(),
    }
}

fn three() -> DrawTerms {
    let tickets = [("INV-001", 6_000_000), ("INV-007", 2_500_000), ("INV-012", 5_999_999)];
    terms("innosup-voucher 3", LinePolicy::Stop, "drand round 4812345", &tickets)
}

fn counting() -> Nonce {
    Nonce(std::array::from_fn(|at| u8::try_from(at).unwrap()))
}

#[test]
fn python_gives_the_same_commitment_and_order() {
    let record = three().draw(&counting(), "a9b1c3").unwrap();
    assert_eq!(
        record.commitment,
        "2cde671995a426c8bccd68b4547797f5e5070b93d53176a4bd9263f789bee0d4"
    );
    assert_eq!(record.order, ["INV-001", "INV-007", "INV-012"]);
    let names: Vec<String> = (0..12).map(|at| format!("Ä{at}")).collect();
    let tickets: Vec<(&str, i64)> =
        names.iter().map(String::as_str).zip((0..).step_by(100)).collect();
    let twelve = terms("v", LinePolicy::Skip, "lotto 6 aus 49, 2026-12-05", &tickets);
    let record = twelve.draw(&Nonce([255; 32]), "3 14 15 92 65 35 – Zusatzzahl 7").unwrap();
    assert_eq!(
        record.commitment,
        "f8d5586320cfecf6c04fddc8d0ebadf59ff0d2ccc59c87789b85285b8c905acd"
    );
    assert_eq!(record.order.join(" "), "Ä1 Ä0 Ä9 Ä10 Ä6 Ä11 Ä3 Ä5 Ä4 Ä2 Ä7 Ä8");
}

/// SHA-256 over commitment and order of 1,000 draws of 2 to 31, worked out in Python.
#[test]
fn python_agrees_on_a_thousand_draws() {
    let mut all = Sha256::new();
    for n in 0..1_000_i64 {
        let names: Vec<String> = (0..2 + n % 30).map(|at| format!("R{at}")).collect();
        let amounts = (0..).map(|at| at * 1_000 + n);
        let tickets: Vec<(&str, i64)> = names.iter().map(String::as_str).zip(amounts).collect();
        let policy = if n % 2 == 0 { LinePolicy::Stop } else { LinePolicy::Skip };
        let nonce = Nonce(Sha256::digest(format!("nonce {n}")).into());
        let terms = terms(&format!("p {}", n % 7), policy, "s", &tickets);
        let record = terms.draw(&nonce, &format!("public {n}")).unwrap();
        assert_eq!(record.verify(), Ok(()));
        all.update(format!("{}\n{}\n", record.commitment, record.order.join(" ")));
    }
    let digest: [u8; 32] = all.finalize().into();
    assert_eq!(hex(&digest), "b738a530d401ed92dba85fe197081e8dfa337354421479c548ccb6e9264b473c");
}

/// RFC 4231, case 1 with its key padded to 32 bytes: HMAC pads keys with noughts itself.
#[test]
fn the_hmac_is_the_rfc_s() {
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    assert_eq!(
        hex(&chance::hmac(&key, &[b"Hi ", b"There"])),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}

/// 24,000 draws of four: 24 orders, chi-square with 23 degrees of freedom below its 99 % point.
#[test]
fn all_orders_are_equally_likely() {
    let tickets = [("A", 1), ("B", 2), ("C", 3), ("D", 4)];
    let mut seen = std::collections::BTreeMap::<String, i64>::new();
    for n in 0..24_000_u32 {
        let terms = terms("p 1", LinePolicy::Stop, "s", &tickets);
        let nonce = Nonce(Sha256::digest(n.to_be_bytes()).into());
        *seen.entry(terms.draw(&nonce, "public").unwrap().order.concat()).or_default() += 1;
    }
    assert_eq!(seen.len(), 24);
    // Expected 1,000 each; the sum of squares over 1,000.
    let squares: i64 = seen.values().map(|count| (count - 1_000).pow(2)).sum();
    assert!(squares < 41_638, "chi-square {squares} / 1000");
}

#[test]
fn a_range_that_does_not_divide_the_words_is_drawn_evenly() {
    let mut chance = chance::Chance::new(&[7; 32], &[1; 32], b"public");
    let mut seen = [0_i64; 7];
    for _ in 0..70_000 {
        seen[chance.below(7)] += 1;
    }
    let squares: i64 = seen.iter().map(|count| (count - 10_000).pow(2)).sum();
    // Six degrees of freedom, 99 %: 16.81.
    assert!(squares < 168_100, "{seen:?}");
    assert_eq!((chance.below(1), chance.below(0)), (0, 0));
}

/// What would favour low numbers is thrown away: it comes once in 2^60 draws, so it is asked here.
#[test]
fn words_beyond_the_last_whole_multiple_are_thrown_away() {
    for (most, last) in [
        (1, u64::MAX),
        (2, u64::MAX),
        (3, u64::MAX - 1),
        (7, u64::MAX - 2),
        (10, u64::MAX - 6),
        (1 << 63, u64::MAX),
        ((1 << 63) + 1, 1 << 63),
    ] {
        assert!(chance::is_fair(last, most) && chance::is_fair(0, most), "{most}");
        assert!(last == u64::MAX || !chance::is_fair(last + 1, most), "{most}");
    }
}

#[test]
fn every_change_is_found() {
    let good = three().draw(&counting(), "a9b1c3").unwrap();
    let spoilt = |spoil: fn(&mut DrawRecord)| {
        let mut record = good.clone();
        spoil(&mut record);
        record.verify()
    };
    assert_eq!(spoilt(|_| {}), Ok(()));
    for (spoil, fault) in [
        (
            (|r| r.terms.tickets[0].amount = Money::from_cents(6_000_001)) as fn(&mut DrawRecord),
            DrawFault::Commitment,
        ),
        (|r| r.terms.tickets.swap(0, 1), DrawFault::Commitment),
        (|r| r.terms.policy = LinePolicy::Skip, DrawFault::Commitment),
        (|r| r.terms.programme_version.push('1'), DrawFault::Commitment),
        (|r| r.terms.source = "drand round 4812346".to_owned(), DrawFault::Commitment),
        (|r| r.nonce.replace_range(0..1, "f"), DrawFault::Commitment),
        (|r| r.commitment.clear(), DrawFault::Commitment),
        (|r| r.order.swap(0, 2), DrawFault::Order),
        (|r| r.order.truncate(2), DrawFault::Order),
        (|r| r.public.push('4'), DrawFault::Order),
        (|r| r.public.clear(), DrawFault::NoPublic),
        (|r| r.nonce.truncate(63), DrawFault::NotANonce),
        (|r| r.nonce.replace_range(0..1, "F"), DrawFault::NotANonce),
    ] {
        assert_eq!(spoilt(spoil), Err(fault));
    }
}

#[test]
fn a_draw_without_sense_is_not_held() {
    let mut terms = three();
    terms.source = " ".to_owned();
    assert_eq!(terms.commitment(&counting()), Err(DrawFault::NoSource));
    terms = three();
    terms.tickets[1].reference = "INV-001".to_owned();
    assert_eq!(terms.commitment(&counting()), Err(DrawFault::Twice));
    terms.tickets.truncate(1);
    assert_eq!(terms.commitment(&counting()), Err(DrawFault::TooFew));
    assert_eq!(three().draw(&counting(), "one\ntwo"), Err(DrawFault::NoPublic));
    assert!(!format!("{:?}", counting()).contains("31"), "the secret is never printed");
}

proptest! {
    #[test]
    fn a_draw_keeps_everybody_and_holds(
        n in 2..40_usize, nonce in any::<[u8; 32]>(), public in "[ -~]{1,60}",
    ) {
        let names: Vec<String> = (0..n).map(|at| format!("INV-{at:03}")).collect();
        let tickets: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let terms = terms("p 1", LinePolicy::Stop, "s", &tickets);
        let commitment = terms.commitment(&Nonce(nonce)).unwrap();
        let record = terms.draw(&Nonce(nonce), &public).unwrap();
        prop_assert_eq!(&record.commitment, &commitment);
        prop_assert_eq!(record.verify(), Ok(()));
        let mut order = record.order.clone();
        order.sort();
        prop_assert_eq!(order, names);
        prop_assert_eq!(Nonce::from_hex(&Nonce(nonce).to_hex()), Ok(Nonce(nonce)));
        let text = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<DrawRecord>(&text).unwrap(), record);
    }
}
