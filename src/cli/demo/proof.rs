//! Small real files for the evidence: a page of PDF with a few lines, a picture in PNG. The one
//! rule: they are valid, so that what opens files opens them.

use super::spelling::plain;
use std::fmt::Write as _;

/// A page of A4 with these lines, the first one large. Letters beyond the plain ones are replaced.
pub fn pdf(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 16 Tf 60 770 Td 20 TL\n");
    for (number, line) in lines.iter().enumerate() {
        let line = plain(line).replace('\\', "/").replace('(', "[").replace(')', "]");
        if number == 1 {
            text.push_str("/F1 11 Tf\n");
        }
        let _ = writeln!(text, "({line}) Tj T*");
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(objects.len());
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(out, "trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    out.into_bytes()
}

/// A grey picture, 40 by 40, of rows of strokes that differ by `seed`: a scan of something signed.
pub fn png(seed: u32) -> Vec<u8> {
    const SIDE: u32 = 40;
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0); // this row is not filtered
        for x in 0..SIDE {
            let ink = y % 6 < 2 && (x * 7 + y * 13 + seed).is_multiple_of(3);
            rows.push(if ink { 40 } else { 245 });
        }
    }
    let mut head = Vec::new();
    head.extend(SIDE.to_be_bytes());
    head.extend(SIDE.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]); // eight bits, grey
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &head);
    chunk(&mut out, *b"IDAT", &stored(&rows));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let body: Vec<u8> = name.iter().chain(data).copied().collect();
    out.extend(&body);
    out.extend(crc(&body).to_be_bytes());
}

/// zlib without compression: one stored block. `data` has less than 65,536 bytes.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(data);
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{crc, pdf, png, stored};

    #[test]
    fn check_sums_are_the_known_ones() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], [0x11, 0xE6, 0x03, 0x98]);
    }

    #[test]
    fn files_are_told_by_their_bytes() {
        let kind = |bytes: &[u8]| infer::get(bytes).map(|kind| kind.mime_type());
        assert_eq!(kind(&png(3)), Some("image/png"));
        let page = pdf(&["Invoice (copy)".to_owned(), "Łódź".to_owned()]);
        assert_eq!(kind(&page), Some("application/pdf"));
        let text = String::from_utf8(page).unwrap();
        let table: usize = text.split("startxref\n").nth(1).unwrap()[..4].trim().parse().unwrap();
        assert!(text[table..].starts_with("xref"), "the table is where the end says");
        assert!(text.contains("(Invoice [copy]) Tj") && text.contains("(Lodz) Tj"));
    }
}
