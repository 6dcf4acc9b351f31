//! Templates of an operator or a programme, over those of this program.

use super::{press, runs::runs};
use crate::{Fault, Press, Template, template::SAMPLE_MADE_ON as DAY};
use serde_json::json;
use std::path::PathBuf;

/// A template that shows where it is from.
const OWN: &str = "#set document(title: \"Own\")\n#json(\"data.json\").word, our own";

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("press-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn printed(press: &Press, template: Template, data: &serde_json::Value) -> String {
    runs(press, template, data).iter().map(|run| run.text().to_owned()).collect()
}

#[test]
fn a_folder_replaces_what_it_names_and_nothing_else() {
    let folder = Folder::new("replaces");
    folder.put("receipt.typ", OWN.as_bytes());
    folder.put("README.md", b"Whose templates these are.");
    let own = Press::new(Some(&folder.0)).unwrap();
    assert_eq!(printed(&own, Template::Receipt, &json!({ "word": "Yes" })), "Yes, our own");
    let [ours, theirs] =
        [press(), &own].map(|press| press.check(Template::Certificate).unwrap().pdf);
    assert!(ours == theirs, "the certificate is still ours");
}

#[test]
fn a_programme_s_text_goes_over_the_folder() {
    let folder = Folder::new("under");
    folder.put("receipt.typ", b"from the folder");
    let own = Press::new(Some(&folder.0)).unwrap().with_templates([("receipt", OWN)]).unwrap();
    assert_eq!(own.text("receipt").unwrap(), OWN);
    assert_eq!(printed(&own, Template::Receipt, &json!({ "word": "Yes" })), "Yes, our own");
}

#[test]
fn parts_changed_once_change_every_paper() {
    let parts = press().text("parts.typ").unwrap().replace("[Page #counter", "[Seite #counter");
    let own = press().with_templates([("parts", parts.as_str())]).unwrap();
    for template in Template::ALL {
        let sample = template.sample().unwrap();
        assert!(printed(&own, *template, &sample).contains("Seite 1 of"), "{}", template.name());
    }
}

#[test]
fn a_picture_in_the_folder_can_be_shown() {
    let folder = Folder::new("picture");
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' \
               height='9' fill='#1f3fbf'/></svg>";
    folder.put("logo.svg", svg.as_bytes());
    let text = "#set document(title: \"Own\")\n#image(\"logo.svg\", alt: \"Our logo\")";
    let with = Press::new(Some(&folder.0)).unwrap().with_templates([("receipt", text)]).unwrap();
    assert!(with.pdf(Template::Receipt, &json!({}), DAY).is_ok());
    let without = press().with_templates([("receipt", text)]).unwrap();
    let fault = without.pdf(Template::Receipt, &json!({}), DAY).unwrap_err();
    assert!(fault.to_string().contains("file not found"), "{fault}");
}

#[test]
fn a_folder_with_a_misspelt_template_or_none_at_all_is_refused() {
    let folder = Folder::new("misspelt");
    folder.put("reciept.typ", OWN.as_bytes());
    let told = Press::new(Some(&folder.0));
    assert!(matches!(told, Err(Fault::UnknownTemplate { name, .. }) if name == "reciept.typ"));
    let nowhere = folder.0.join("nowhere");
    assert!(matches!(Press::new(Some(&nowhere)), Err(Fault::Folder { .. })));
}

#[test]
fn a_font_nobody_has_is_noted_not_refused() {
    let text = "#set document(title: \"Own\")\n#set text(font: \"Arial\")\nText";
    let own = press().with_templates([("receipt", text)]).unwrap();
    let print = own.print(Template::Receipt, &json!({}), DAY).unwrap();
    assert_eq!(print.notes.len(), 1, "{:?}", print.notes);
    assert_eq!(print.notes[0].to_string(), "receipt.typ line 2, column 17");
    assert!(print.notes[0].message.contains("unknown font family: arial"));
}

#[test]
fn the_day_given_is_today_for_a_template() {
    let text = "#set document(title: \"Own\")\n#datetime.today().display()";
    let own = press().with_templates([("receipt", text)]).unwrap();
    assert_eq!(printed(&own, Template::Receipt, &json!({})), "2026-03-16");
}
