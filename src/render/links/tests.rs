use super::*;
use std::collections::BTreeSet;

fn id() -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)
}

#[test]
fn a_path_is_its_pattern_with_the_parts_filled_in() {
    let call = Link::Call(id().into());
    assert_eq!(call.path(), format!("/calls/{}", id().simple()));
    assert_eq!(call.pattern(), "/calls/{id}");
    let paper = Link::PaperSign(id().into(), "quality".to_owned());
    assert_eq!(paper.path(), format!("/applications/{}/papers/quality", id().simple()));
    assert_eq!(Link::Static("convoca.css".to_owned()).path(), "/static/convoca.css");
}

#[test]
fn parts_and_queries_are_encoded() {
    assert_eq!(Link::Verify("a/b?c=ü".to_owned()).path(), "/verify/a%2Fb%3Fc%3D%C3%BC");
    assert_eq!(
        Link::Home.with(&[("stage", "draft"), ("country", ""), ("q", "a&b c")]),
        "/?stage=draft&q=a%26b%20c"
    );
}

#[test]
fn no_two_links_share_a_pattern_once_names_are_forgotten() {
    let shape = |pattern: &str| {
        let parts = pattern.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let shapes: BTreeSet<_> = PATTERNS.iter().map(|pattern| shape(pattern)).collect();
    assert_eq!(shapes.len(), PATTERNS.len());
    assert!(PATTERNS.iter().all(|pattern| pattern.starts_with('/')));
}
