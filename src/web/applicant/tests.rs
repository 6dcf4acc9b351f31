//! These pages in process: a whole site over a database of its own, asked like a browser asks.

mod delivery;
mod journey;
mod world;

use crate::render::Renderer;

#[test]
fn every_page_renders_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    for check in super::pages() {
        let shown = check(&renderer).unwrap();
        for page in shown {
            assert!(page.html.contains("<h1>"), "{}", page.template);
            assert!(!page.html.contains("style="), "{}", page.template);
        }
    }
}
