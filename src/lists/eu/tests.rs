//! Both forms of the list, with names made up, and files that are none.

use super::*;

const CSV: &str = "\u{feff}fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;\
Entity_SubjectType;Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;\
NameAlias_LastName;NameAlias_FirstName;NameAlias_MiddleName;NameAlias_WholeName;\
BirthDate_BirthDate;BirthDate_Year;Citizenship_CountryIso2Code;Address_CountryIso2Code
29/09/2026;13;EU.27.28;person;P;ABC;Quorblat;Ivan;;Ivan Quorblat;;;;
29/09/2026;13;EU.27.28;person;P;ABC;Quorblat;Ivan;Z.;;;;;
29/09/2026;13;EU.27.28;person;P;ABC;;;;;1961-02-03;1961;;
29/09/2026;13;EU.27.28;person;P;ABC;;;;;;;BY;00
29/09/2026;77;EU.1.2;enterprise;E;XYZ;;;;\"Blatworks; \"\"Trading\"\"\";;;;RU
;;;;;;;;;;;;;
";

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-09-29T10:00:00.000Z\">
<sanctionEntity designationDetails=\"\" euReferenceNumber=\"EU.27.28\" logicalId=\"13\">
<remark>x &amp; y</remark>
<regulation programme=\"ABC\" logicalId=\"1\"><publicationUrl>u</publicationUrl></regulation>
<subjectType code=\"person\" classificationCode=\"P\"/>
<nameAlias firstName=\"Ivan\" middleName=\"\" lastName=\"Quorblat\" wholeName=\"Ivan Quorblat\"/>
<nameAlias firstName=\"Ivan\" middleName=\"Z.\" lastName=\"Quorblat\" wholeName=\"\"/>
<citizenship region=\"\" countryIso2Code=\"BY\"/>
<birthdate circa=\"false\" birthdate=\"1961-02-03\" year=\"1961\" countryIso2Code=\"BY\"/>
</sanctionEntity>
<sanctionEntity logicalId=\"77\"><regulation programme=\"XYZ\"/>
<subjectType code=\"enterprise\" classificationCode=\"E\"/>
<nameAlias wholeName=\"Blatworks; &quot;Trading&quot;\"/><address countryIso2Code=\"RU\"/>
</sanctionEntity></export>";

#[test]
fn both_forms_read_to_the_same_entries() {
    let (csv, xml) = (read(CSV.as_bytes()).unwrap(), read(XML.as_bytes()).unwrap());
    assert_eq!(csv, xml);
    assert_eq!(csv.made_on, NaiveDate::from_ymd_opt(2026, 9, 29));
    let [person, firm] = csv.entries.as_slice() else { panic!("{csv:?}") };
    assert_eq!((person.id.as_str(), person.subject), ("13", SubjectType::Person));
    assert_eq!(person.aliases, ["Ivan Quorblat", "Ivan Z. Quorblat"]);
    assert_eq!(
        (person.births.as_slice(), person.programme.as_str()),
        (&["1961-02-03".to_owned()][..], "ABC")
    );
    assert_eq!(person.countries, ["BY"]);
    assert_eq!(firm.aliases, ["Blatworks; \"Trading\""]);
    assert_eq!(
        (firm.subject, firm.countries.as_slice()),
        (SubjectType::Enterprise, &["RU".to_owned()][..])
    );
}

#[test]
fn what_is_no_list_is_refused_with_its_line() {
    let refused = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(refused(""), ListFault::Unknown);
    assert_eq!(refused("hello"), ListFault::Unknown);
    assert_eq!(refused("<Document/>"), ListFault::Unknown);
    assert_eq!(refused("<export></export>"), ListFault::Empty);
    let name = "Entity_LogicalId";
    assert_eq!(refused("a;b\n1;2"), ListFault::Missing { line: 1, name });
    let head = "Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n";
    assert_eq!(refused(head), ListFault::Empty);
    let name = "subject type";
    assert_eq!(refused(&format!("{head}1;ship;A")), ListFault::Unreadable { line: 2, name });
    assert_eq!(refused(&format!("{head}1;P;")), ListFault::Nameless { line: 2 });
    let name = "Entity_LogicalId";
    assert_eq!(refused(&format!("{head}1;P;A\n;P;B")), ListFault::Missing { line: 3, name });
    let cut = XML.split("</sanctionEntity>").next().unwrap();
    assert!(matches!(refused(cut), ListFault::Form { .. }));
    assert_eq!(read(&[0xff, 0xfe]), Err(ListFault::Encoding));
    let name = "logicalId";
    assert_eq!(
        refused("<export>\n<sanctionEntity/></export>"),
        ListFault::Missing { line: 2, name }
    );
}
