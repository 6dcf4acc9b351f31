//! Prints every template with its sample, to look at: `cargo run -p press --example samples -- OUT
//! [FOLDER]`. OUT gets a PDF for each; FOLDER holds templates to use instead of ours.

use press::{Press, Template};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let out = folders.next().ok_or("say where the PDFs shall go")?;
    let press = Press::new(folders.next().as_deref())?;
    std::fs::create_dir_all(&out)?;
    for template in Template::ALL {
        let print = press.check(*template)?;
        std::fs::write(out.join(format!("{}.pdf", template.name())), print.pdf)?;
    }
    Ok(())
}
