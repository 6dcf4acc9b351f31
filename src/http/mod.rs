//! What the doors for people share: who asks, forms, errors, what is said once, limits. The one
//! rule: a handler parses, calls one action, renders; what all of them need stands here.

pub mod body;
pub mod ctx;
pub mod download;
pub mod fail;
pub mod flash;
pub mod layers;
pub mod pdf;
pub mod route;
pub mod state;
pub mod upload;

pub use body::{Id, Typed};
pub use ctx::Ctx;
pub use fail::Fail;
pub use flash::Said;
pub use state::AppState;

/// What a handler answers.
pub type Answer = Result<axum::response::Response, Fail>;
