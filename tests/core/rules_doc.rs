//! docs/protocol.md numbers the rules between tabs, `src/core` cites the numbers where it follows them, and the laws of
//! the model checker cite them too. Here the three are held together: what is cited exists, and what exists is cited.
//!
//! A citation is `R6` or `R3.1`, or "rule 6" in words. What a rule says is not checked here: the model checker does that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const RULES: u32 = 16;
/// The traces that are told of: C1 to C8, and those of later trouble.
const TRACES: [&str; 18] = [
    "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13", "C14", "C15", "C16",
    "C17", "C19",
];
/// Plays the traces that name no other file.
const PLAYED: &str = "tests/model/traces.rs";
const INVARIANTS: u32 = 10;
/// The rules that the records follow, and that the machine has no line for.
const BESIDE_THE_MACHINE: [u32; 2] = [1, 11];

/// A rule, or a step of one: `R3` is `(3, 0)`, `R3.1` is `(3, 1)`.
type Number = (u32, u32);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files below `folder`, with their paths from the root.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).expect(folder) {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root()).expect("a path below the root").to_owned();
        if path.is_dir() {
            found.extend(sources(name.to_str().expect("a name in UTF-8")));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((name, read(&path)));
        }
    }
    found
}

fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// `3` or `3.1` at the start of `text`.
fn number(text: &str) -> Option<Number> {
    let (rule, rest) = leading_number(text)?;
    let step = rest.strip_prefix('.').and_then(leading_number).map_or(0, |(step, _)| step);
    Some((rule, step))
}

/// Every rule that `text` cites.
fn cited(text: &str) -> BTreeSet<Number> {
    let after = |sign: &'static str| {
        text.match_indices(sign).filter_map(move |(at, _)| {
            let is_word = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
            number(&text[at + sign.len()..]).filter(|_| is_word)
        })
    };
    after("R").chain(after("rule ")).chain(after("Rule ")).collect()
}

/// The part of the page between the heading `from` and the next one of its level.
fn section(page: &str, from: &str) -> String {
    let level = from.split(' ').next().expect("a level");
    let body = page.split_once(&format!("\n{from}\n")).unwrap_or_else(|| panic!("{from}")).1;
    body.split(&format!("\n{level} ")).next().expect("a section").to_owned()
}

/// The cells of each row of a table whose first cell begins with `sign`, without code and links.
fn rows(section: &str, sign: char) -> Vec<Vec<String>> {
    let lines = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = lines.map(|line| line.split(" | ").map(str::to_owned).collect::<Vec<_>>());
    rows.filter(|row| row[0].trim_start_matches('[').starts_with(sign)).collect()
}

/// What a row is about: `R1` of `[R1](#r1-…)`.
fn name(row: &[String]) -> String {
    row[0].trim_start_matches('[').split(']').next().unwrap_or_default().to_owned()
}

/// The file that a row names in parentheses at its end.
fn shown_by(row: &[String]) -> Option<&str> {
    row.last()?.strip_suffix("`)")?.rsplit_once("(`").map(|(_, file)| file)
}

fn names(sign: char, last: u32) -> Vec<String> {
    (1..=last).map(|number| format!("{sign}{number}")).collect()
}

/// The rules and steps that the page explains, each with its heading or in bold at the start of its item.
fn explained(page: &str) -> Vec<Number> {
    let of = |line: &str| {
        let heading = line.strip_prefix("### R");
        number(heading.or_else(|| line.strip_prefix("- **R"))?)
    };
    page.lines().filter_map(of).collect()
}

/// The rules that decide a turn, in the order in which they do.
fn turn(page: &str) -> Vec<Number> {
    let is_turn = |row: &Vec<String>| row.len() == 3 && !row[0].starts_with('[');
    let rows = rows(&section(page, "### R3. The turn"), 'R').into_iter().filter(is_turn);
    rows.map(|row| number(&row[0][1..]).expect("a number")).collect()
}

#[test]
fn every_rule_is_explained_once_and_its_steps_are_numbered_in_order() {
    let page = read("docs/protocol.md");
    let mut last = (0, 0);
    for found in explained(&page) {
        let is_next = found == (last.0, last.1 + 1) || found == (last.0 + 1, 0);
        assert!(is_next, "R{}.{} after R{}.{}", found.0, found.1, last.0, last.1);
        last = found;
    }
    assert_eq!(last.0, RULES);
}

#[test]
fn every_rule_stops_a_trace_that_is_played() {
    let page = read("docs/protocol.md");
    let rules = section(&page, "## Rules");
    let traces: Vec<String> = rows(&rules, 'C').iter().map(|row| name(row)).collect();
    assert_eq!(traces, TRACES);
    for row in rows(&rules, 'C') {
        let (trace, file) = (name(&row).to_lowercase(), shown_by(&row).unwrap_or(PLAYED));
        let text = read(file);
        // A function of Rust, or the title of a test in quotes.
        let is_shown =
            ["fn ", "'", "\"", "`"].iter().any(|before| text.contains(&format!("{before}{trace}_")));
        assert!(is_shown, "no test in {file} is named {trace}_…");
    }
    let table: Vec<Vec<String>> =
        rows(&rules, 'R').into_iter().filter(|row| row[0].starts_with('[')).collect();
    assert_eq!(table.iter().map(|row| name(row)).collect::<Vec<_>>(), names('R', RULES));
    let mut stopped = BTreeSet::new();
    for row in &table {
        let stops: Vec<&str> = row[2].split(", ").collect();
        assert!(stops.iter().all(|stop| traces.iter().any(|trace| trace == stop)), "{row:?}");
        stopped.extend(stops);
    }
    assert_eq!(stopped.len(), traces.len(), "a trace that no rule stops");
}

#[test]
fn every_citation_exists_on_the_page() {
    let page = read("docs/protocol.md");
    let explained = explained(&page);
    let mut citing = sources("src/core");
    for path in ["docs/protocol.md", "tests/model/laws.rs"] {
        citing.push((path.into(), read(path)));
    }
    for (path, text) in citing {
        for number in cited(&text) {
            let (rule, step) = number;
            assert!(explained.contains(&number), "{}: R{rule}.{step}", path.display());
        }
    }
}

#[test]
fn every_rule_is_cited_by_the_core() {
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, text) in sources("src/core") {
        for (rule, _) in cited(&text) {
            *places.entry(rule).or_default() += 1;
        }
    }
    for rule in 1..=RULES {
        assert!(places.contains_key(&rule), "R{rule} is cited nowhere in src/core");
    }
}

#[test]
fn the_laws_cite_rules_and_are_the_invariants_of_the_page() {
    let laws = read("tests/model/laws.rs");
    assert!(!cited(&laws).is_empty(), "no law cites a rule");
    let page = read("docs/protocol.md");
    let invariants: Vec<String> =
        rows(&section(&page, "## What holds"), 'I').iter().map(|row| name(row)).collect();
    assert_eq!(invariants, names('I', INVARIANTS));
    for invariant in &invariants {
        // The core sees no body.
        let is_law = laws.contains(&format!("Law::{invariant} => "));
        assert_eq!(is_law, invariant != "I8", "{invariant}");
    }
    for line in laws.lines().filter_map(|line| line.trim().strip_prefix("Law::I")) {
        let (law, _) = leading_number(line).expect("a number");
        assert!(law <= INVARIANTS, "I{law}");
    }
}

#[test]
fn a_turn_names_its_steps_in_their_order() {
    let turn = turn(&read("docs/protocol.md"));
    let steps: Vec<u32> = turn.iter().filter(|(rule, _)| *rule == 3).map(|(_, step)| *step).collect();
    assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
    assert!(turn.len() > steps.len(), "{turn:?}");
}

#[test]
fn the_machine_cites_every_rule_that_it_decides_by_and_every_step_of_a_turn() {
    let machine = sources("src/core/machine");
    let found: BTreeSet<Number> = machine.iter().flat_map(|(_, text)| cited(text)).collect();
    for rule in (1..=RULES).filter(|rule| !BESIDE_THE_MACHINE.contains(rule)) {
        assert!(
            found.iter().any(|(cited, _)| *cited == rule),
            "R{rule} is cited nowhere in src/core/machine"
        );
    }
    for (rule, step) in turn(&read("docs/protocol.md")) {
        // Beside those of the turn itself, a row names the step of another rule to help the reader.
        assert!(rule != 3 || found.contains(&(rule, step)), "R3.{step} is cited nowhere in src/core/machine");
    }
}

#[test]
fn a_turn_is_decided_in_the_order_of_the_page() {
    let order: Vec<Number> = turn(&read("docs/protocol.md"));
    let place = |(rule, step): Number| {
        order.iter().position(|(other, at)| *other == rule && (rule != 3 || *at == step))
    };
    // The comment at a line of code that decides, `// R3.1 …`: that file holds the turn.
    let decides = |line: &str| number(line.trim().strip_prefix("// R")?);
    let files = sources("src/core/machine");
    let lines = |text: &str| text.lines().filter_map(decides).collect::<Vec<Number>>();
    let turns: Vec<Vec<Number>> =
        files.iter().map(|(_, text)| lines(text)).filter(|lines| lines.contains(&(3, 1))).collect();
    assert_eq!(turns.len(), 1, "one file decides a turn");
    let mut seen = Vec::new();
    for number in &turns[0] {
        if let Some(place) = place(*number).filter(|place| !seen.contains(place)) {
            seen.push(place);
        }
    }
    assert!(seen.is_sorted(), "{:?} is not in the order of the page", turns[0]);
    assert!(seen.len() >= 6, "{:?}", turns[0]);
}

#[test]
fn a_citation_is_told_from_other_words() {
    let found = cited("R6, and R3.1. `R12`; rule 4: Rule 14's. RFC 6749, SR7, R, ruler 5, R2.");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(2, 0), (3, 1), (4, 0), (6, 0), (12, 0), (14, 0)]);
}
