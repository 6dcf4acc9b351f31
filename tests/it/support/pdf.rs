//! A small PDF: one line of text on each page. The one rule: the same words give the same bytes.

use super::{app::TestApp, people::Party};
use convoca::{
    actions::{proposal_document, report::Upload, weigh},
    domain::ids::ApplicationId,
    store,
};
use std::fmt::Write as _;

/// Adds every document that must be there and is not, each by who writes for its organisation.
pub async fn add_required(app: &TestApp, id: ApplicationId, parties: &[Party]) {
    let conn = app.desk.database.reads();
    let stored = store::proposal::load(conn, id).await.unwrap();
    let call = store::call::load(conn, stored.proposal.call).await.unwrap();
    let programme = app.desk.scored(&call).unwrap();
    let weighed = weigh::weigh(conn, &app.desk, &stored, &call, &programme).await.unwrap();
    let (_, round) = weigh::of(&programme, &stored).unwrap();
    for slot in weighed.missing_documents(round) {
        let kind = slot.rule.key.clone();
        let upload = Upload { name: format!("{kind}.pdf"), bytes: pdf(&kind, 1), kind };
        let by = parties.iter().find(|one| Some(one.id) == slot.organisation);
        let by = &by.unwrap_or(&parties[0]).lead;
        proposal_document::add(&app.desk, by, id, slot.organisation, upload).await.unwrap();
    }
}

/// A PDF of so many pages that all say `line`; signs outside ASCII become question marks.
pub fn pdf(line: &str, pages: usize) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(3 + 2 * pages);
    let mut object = |out: &mut String, body: &str| {
        places.push(out.len());
        let number = places.len();
        // Writing into a string can't fail.
        let _ = write!(out, "{number} 0 obj\n{body}\nendobj\n");
    };
    let kids: Vec<String> = (0..pages).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    object(&mut out, "<< /Type /Catalog /Pages 2 0 R >>");
    let all = format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" "));
    object(&mut out, &all);
    object(&mut out, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    for at in 0..pages {
        let text = format!("BT /F1 14 Tf 72 760 Td ({}) Tj ET", plain(line));
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] \
             /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * at
        );
        object(&mut out, &page);
        object(&mut out, &format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()));
    }
    let table = out.len();
    let size = places.len() + 1;
    let _ = write!(out, "xref\n0 {size}\n0000000000 65535 f \n");
    for place in &places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    out.into_bytes()
}

/// As a string of a PDF takes it: brackets and backslashes would end it.
fn plain(line: &str) -> String {
    let sign = |c: char| match c {
        '(' | ')' | '\\' => '-',
        c if c.is_ascii() && !c.is_ascii_control() => c,
        _other => '?',
    };
    line.chars().map(sign).collect()
}
