//! The files of `src/client` form layers: none depends on itself by way of others. Read from their sources, since the
//! client itself is built for browsers only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Which modules each module names. `mod.rs` is not among them: it only declares and re-exports.
type Uses = BTreeMap<String, BTreeSet<String>>;

fn sources(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            sources(&path, &format!("{prefix}{name}::"), found);
        } else if name != "mod" {
            let text = fs::read_to_string(&path).expect("a source");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
            found.insert(format!("{prefix}{name}"), code.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The paths below `client` that `code` names.
fn paths(module: &str, code: &str) -> Vec<String> {
    let folder = module.rsplit_once("::").map_or("", |(folder, _)| folder);
    let is_path = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
    let path = |word: &str| {
        let path = match (word.strip_prefix("crate::client::"), word.strip_prefix("super::")) {
            (Some(path), _) => path.to_owned(),
            (_, Some(path)) => match path.strip_prefix("super::") {
                Some(path) => path.to_owned(),
                None => [folder, "::", path].concat(),
            },
            _ => return None,
        };
        Some(path.trim_matches(':').to_owned())
    };
    code.split(|char| !is_path(char)).filter_map(path).collect()
}

fn uses() -> Uses {
    let mut sources_of = BTreeMap::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client"), "", &mut sources_of);
    let is_within = |inner: &str, outer: &str| {
        outer.is_empty()
            || inner == outer
            || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"))
    };
    // The files that a path leads into. What a folder re-exports counts as all of the folder.
    let files = |mut path: String| {
        loop {
            let files: Vec<String> =
                sources_of.keys().filter(|other| is_within(other, &path)).cloned().collect();
            if !files.is_empty() {
                return files;
            }
            path = path.rsplit_once("::").map_or(String::new(), |(outer, _)| outer.to_owned());
        }
    };
    let targets = |module: &str, code: &str| {
        let mut targets: BTreeSet<String> = paths(module, code).into_iter().flat_map(files).collect();
        targets.remove(module);
        targets
    };
    sources_of.iter().map(|(module, code)| (module.clone(), targets(module, code))).collect()
}

#[test]
fn no_file_of_the_client_depends_on_itself_by_way_of_others() {
    let mut uses = uses();
    assert!(uses["error"].contains("url"), "the sources were read wrongly: {uses:?}");
    // Take away what depends on nothing that is left: only circles, and what depends on them, remain.
    loop {
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        uses.retain(|_, targets| !targets.is_disjoint(&left));
        if uses.len() == left.len() {
            break;
        }
    }
    assert!(uses.is_empty(), "a circle among these, or they depend on one: {uses:#?}");
}
