//! Uploads: one file with its fields, read into memory up to the limit. The one rule: what is
//! larger than allowed is refused while it comes in, not after.

use super::{Fail, Typed, state::AppState};
use crate::domain::refusal::Refusal;
use axum::extract::{FromRequest, Multipart, Request};

/// A form with one file.
#[derive(Debug)]
pub struct Uploaded {
    /// The other fields.
    pub fields: Typed,
    /// Name and bytes; none when no file was chosen.
    pub file: Option<(String, Vec<u8>)>,
}

impl FromRequest<AppState> for Uploaded {
    type Rejection = Fail;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Fail> {
        let most = u64::from(state.desk.settings.limits.upload_max_bytes);
        let mut form = Multipart::from_request(request, state)
            .await
            .map_err(|rejection| Fail::unreadable(rejection.status()))?;
        let mut out = Self { fields: Typed::default(), file: None };
        let unreadable =
            |err: axum::extract::multipart::MultipartError| Fail::unreadable(err.status());
        while let Some(mut part) = form.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file_name) = part.file_name().map(ToOwned::to_owned) else {
                out.fields.0.push((name, part.text().await.map_err(unreadable)?));
                continue;
            };
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
                if (bytes.len() + chunk.len()) as u64 > most {
                    let refusal = Refusal::FileTooLarge { max_bytes: most };
                    return Err(Fail::refused(refusal, Vec::new(), None));
                }
                bytes.extend_from_slice(&chunk);
            }
            if !bytes.is_empty() {
                out.file = Some((file_name, bytes));
            }
        }
        Ok(out)
    }
}
