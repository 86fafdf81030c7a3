//! docs/reliability.md promises that tests show what it says. Here it is held to that: every situation has a row, and
//! every test that is named there exists.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Rows that name no test, as they say why.
const WITHOUT_TEST: [&str; 3] = ["H110", "H115", "H120–H124"];

struct Row {
    id: String,
    tests: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/reliability.md")).expect("docs/reliability.md");
    let rows = text.lines().filter(|line| line.starts_with("| H"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{line}");
        let tests = cells[3].split("<br>").filter(|test| *test != "–");
        Row { id: cells[0].to_owned(), tests: tests.map(|test| named(test).to_owned()).collect() }
    })
    .collect()
}

/// The text of a cell without its outer backticks: a name may contain backticks itself.
fn named(cell: &str) -> &str {
    cell.trim().strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).expect("a test as code")
}

/// Whether a file of this kind has a test of this name.
fn has_test(path: &str, text: &str, name: &str) -> bool {
    if path.ends_with(".rs") {
        return text.contains(&format!("fn {name}("));
    }
    ['\'', '"', '`'].iter().any(|quote| {
        let call = format!("{quote}{name}{quote},");
        text.match_indices(&call).any(|(at, _)| text[..at].trim_end().ends_with('('))
    })
}

/// The situations of ordinary trouble, of a stranger's application and of the chunk that are dealt with.
const ORDINARY: [u32; 37] = [
    145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165,
    166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181,
];

#[test]
fn every_situation_has_one_row() {
    let ids: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    let mut wanted: Vec<String> = (1..=119).chain(125..=144).map(|number| format!("H{number:02}")).collect();
    wanted.extend(["H60b", "H120–H124"].map(str::to_owned));
    wanted.extend(ORDINARY.map(|number| format!("H{number}")));
    for id in &wanted {
        assert_eq!(ids.iter().filter(|found| *found == id).count(), 1, "{id}");
    }
    assert_eq!(ids.len(), wanted.len());
}

#[test]
fn every_test_that_the_documentation_names_exists() {
    let mut files = HashMap::new();
    let mut missing = Vec::new();
    for Row { id, tests } in rows() {
        assert_eq!(tests.is_empty(), WITHOUT_TEST.contains(&id.as_str()), "{id}");
        for test in tests {
            let (path, name) = test.split_once(": ").expect("a file and a test");
            let text = files
                .entry(path.to_owned())
                .or_insert_with(|| fs::read_to_string(root().join(path)).unwrap_or_default());
            if !has_test(path, text, name) {
                missing.push(format!("{id}: {path}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
