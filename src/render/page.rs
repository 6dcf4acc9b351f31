//! What a page is: a value that names its template and brings samples. The one rule: every page
//! is rendered with every sample by a test, so a template can't fail for the first time in use.

use super::{RenderError, Renderer};
use serde::Serialize;

/// A page. Its template extends `layouts/page.html`, fills the block `main` (and `actions`, right
/// of the heading), and takes its parts from `parts/show.html` and `parts/form.html`. Its
/// fields are what the template sees; one is `shell: Shell`.
pub trait Page: Serialize {
    /// Path under `templates/`.
    const TEMPLATE: &'static str;
    /// Pages as they come in use: full, empty, refused.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A sample that was rendered.
#[derive(Debug)]
pub struct Shown {
    /// The template.
    pub template: &'static str,
    /// Which sample, from 0.
    pub sample: usize,
    /// The HTML.
    pub html: String,
}

/// Renders all samples of `P`; the first that fails is the answer. A page without samples fails.
pub fn check_samples<P: Page>(renderer: &Renderer) -> Result<Vec<Shown>, RenderError> {
    let samples = P::samples();
    if samples.is_empty() {
        let why = "it has no samples".to_owned();
        return Err(RenderError { template: P::TEMPLATE.to_owned(), why });
    }
    let show = |(sample, page): (usize, P)| {
        let html = renderer.page(&page).map_err(|error| RenderError {
            why: format!("sample {sample}: {}", error.why),
            template: error.template,
        })?;
        Ok(Shown { template: P::TEMPLATE, sample, html })
    };
    samples.into_iter().enumerate().map(show).collect()
}

/// A check of one page, for a list of all of them.
pub type SampleCheck = fn(&Renderer) -> Result<Vec<Shown>, RenderError>;

/// The list of pages of a room: `pages![Home, CallPage]` is a slice of their sample checks.
macro_rules! pages {
    ($($page:ty),+ $(,)?) => {
        &[$($crate::render::page::check_samples::<$page> as $crate::render::page::SampleCheck),+]
    };
}
pub(crate) use pages;
