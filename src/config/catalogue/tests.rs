use super::*;

#[test]
fn the_built_in_programmes_hold_their_own_examples() {
    let holidays = builtin_holidays().unwrap();
    for (file, text) in BUILTIN {
        let faults = checked(file, text, &holidays).err().unwrap_or_default();
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "\n{}", said.join("\n"));
    }
}

#[test]
fn a_programme_is_found_with_the_text_it_came_from() {
    let catalogue = Catalogue::load(None).unwrap();
    let programme = catalogue.exchange("clusterxchange").unwrap();
    assert_eq!(programme.title, "ClusterXchange");
    let frozen = parse_frozen(catalogue.text("clusterxchange").unwrap()).unwrap();
    assert_eq!((frozen.slug(), frozen.version()), ("clusterxchange", programme.version));
    assert!(catalogue.scheme("clusterxchang").is_none());
    assert_eq!(catalogue.all().count(), BUILTIN.len());
}

#[test]
fn a_folder_adds_and_replaces_and_tells_its_faults() {
    let folder = std::env::temp_dir().join(format!("convoca-catalogue-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = BUILTIN[0].1;
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("ours.toml", &text.replacen("title = \"ClusterXchange\"", "title = \"Ours\"", 1));
    write("other.toml", &text.replacen("slug = \"clusterxchange\"", "slug = \"other\"", 1));
    write("read.me", "not a programme");
    let catalogue = Catalogue::load(Some(&folder)).unwrap();
    assert_eq!(catalogue.scheme("clusterxchange").unwrap().title(), "Ours");
    assert_eq!(catalogue.all().count(), BUILTIN.len() + 1);

    write("twice.toml", text);
    write(
        "wrong.toml",
        &text.replacen("amount = \"780.00\"\ncounts", "amount = \"781.00\"\ncounts", 1),
    );
    let said: Vec<String> =
        Catalogue::load(Some(&folder)).unwrap_err().iter().map(ToString::to_string).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("twice.toml:1:1: the slug `clusterxchange` is that of"), "{said:?}");
    assert!(said[0].contains("ours.toml"), "{said:?}");
    assert!(said[1].contains("the lump sum is EUR 780.00, not EUR 781.00"), "{said:?}");
    assert!(Catalogue::load(Some(&folder)).is_err(), "a folder that is not there is a fault");
}

#[test]
fn each_kind_is_found_as_what_it_is() {
    let catalogue = Catalogue::load(None).unwrap();
    assert!(catalogue.exchange("innosup_voucher").is_none());
    assert!(catalogue.scored("clusterxchange").is_none());
    let voucher = catalogue.scored("innosup_voucher").unwrap();
    let frozen = parse_frozen(catalogue.text("innosup_voucher").unwrap()).unwrap();
    // Everything the file says comes back from the frozen text.
    assert_eq!(format!("{:?}", frozen.scored().unwrap()), format!("{voucher:?}"));
}
