//! Cuts the module where pages and dialogs begin (`app/base/src/lazy.rs`), and puts the pieces into few files.
//!
//! The cutter makes a piece for every set of pages that share something: hundreds. What only one page needs becomes its
//! file; the pieces of several pages go together into [`SHARED`] files, so that pages load little that they do not need.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use walrus::{ImportKind, Module};

use crate::{
    Result,
    names::{FEATURES, LOADER, SCRIPT},
};

/// Files of what several pages need. With more of them pages load less in more requests.
const SHARED: usize = 28;

/// The pages on which most visits begin. What they load without need weighs two and a half times as much as for another
/// page, and for that ten times as much as for a dialog, which loads when it is opened.
const ENTRANCES: [&str; 8] = [
    "CommunityPage",
    "ComposePage",
    "ConversationPage",
    "HomePage",
    "LandingPage",
    "LogInPage",
    "ProfilePage",
    "SpaceViewPage",
];

/// A set of pages and dialogs: bit by bit, by their numbers.
type Set = u128;

/// Pieces that travel together, for all who need one of them.
struct Group {
    needed_by: Set,
    bytes: usize,
    pieces: Vec<PathBuf>,
}

/// Below `work` writes `main.wasm`, without what only some pages need, and into `out` the rest and the script that loads
/// it. Tells for each page the names of the files that it needs.
pub fn cut(compiled: &[u8], work: &Path, out: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let (folder, main) = (work.join("pieces"), work.join("main.wasm"));
    let _ = fs::remove_dir_all(&folder);
    let (link_name, main_module) = (format!("./{LOADER}"), format!("./{SCRIPT}"));
    let mut options = wasm_split_cli_support::Options::new(compiled);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("cutting the module: {error:#}; it has to be linked with --emit-relocs"))?;

    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut needed_by: BTreeMap<PathBuf, Set> = BTreeMap::new();
    let names: BTreeMap<_, _> = cut.prefetch_map.into_iter().collect();
    if names.len() > Set::BITS as usize {
        return Err("more pages and dialogs than a set of this kind holds".into());
    }
    for (number, (name, pieces)) in names.into_iter().enumerate() {
        for piece in pieces {
            *needed_by.entry(folder.join(format!("{piece}.wasm"))).or_default() |= 1 << number;
        }
        files.insert(name, Vec::new());
    }
    let hub = folder.join("hub.wat");
    fs::write(&hub, write_hub(needed_by.keys())?)?;
    if let Some(missing) = ENTRANCES.iter().find(|name| !files.contains_key(**name)) {
        return Err(format!("{missing} is no page any more; see ENTRANCES in split.rs").into());
    }
    let weights: Vec<_> = files.keys().map(|name| weight(name)).collect();
    for (number, group) in group(needed_by, &weights)?.into_iter().enumerate() {
        let mut users: Vec<_> = files
            .iter_mut()
            .enumerate()
            .filter(|(bit, _)| group.needed_by >> bit & 1 == 1)
            .collect();
        let file = match &users[..] {
            [(_, (name, _))] => format!("{name}.wasm"),
            _ => format!("shared{number}.wasm"),
        };
        match &group.pieces[..] {
            [piece] => drop(fs::copy(piece, out.join(&file))?),
            pieces => merge(&hub, pieces, &out.join(&file))?,
        }
        users.iter_mut().for_each(|(_, (_, files))| files.push(file.clone()));
    }
    fs::write(out.join(LOADER), write_loader(&files))?;
    Ok(files)
}

/// How much a byte counts that the page or dialog of this name loads without need.
fn weight(name: &str) -> usize {
    if ENTRANCES.contains(&name) {
        25
    } else if name.ends_with("Page") {
        10
    } else {
        1
    }
}

/// Puts pieces with the same needs together; what several pages need goes into [`SHARED`] groups. `weights` are those of
/// the pages and dialogs by their numbers.
fn group(pieces: BTreeMap<PathBuf, Set>, weights: &[usize]) -> Result<Vec<Group>> {
    let mut groups: BTreeMap<Set, Group> = BTreeMap::new();
    for (piece, needed_by) in pieces {
        let bytes = fs::metadata(&piece)?.len() as usize;
        let group = groups.entry(needed_by).or_insert(Group {
            needed_by,
            bytes: 0,
            pieces: Vec::new(),
        });
        group.bytes += bytes;
        group.pieces.push(piece);
    }
    let (mut shared, own): (Vec<_>, Vec<_>) = groups.into_values().partition(|group| group.needed_by.count_ones() > 1);
    join(&mut shared, SHARED, weights);
    shared.extend(own);
    Ok(shared)
}

/// Until no more than `limit` are left, joins those two groups for which pages load least in vain.
fn join(groups: &mut Vec<Group>, limit: usize, weights: &[usize]) {
    while groups.len() > limit {
        let pairs = (0..groups.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
        let Some((one, other)) = pairs.min_by_key(|&(one, other)| in_vain(&groups[one], &groups[other], weights))
        else {
            break;
        };
        let joined = groups.swap_remove(one);
        let group = &mut groups[other];
        group.needed_by |= joined.needed_by;
        group.bytes += joined.bytes;
        group.pieces.extend(joined.pieces);
    }
}

/// Bytes that all pages together would load without need if these two were one file, each page's times its weight.
fn in_vain(one: &Group, other: &Group, weights: &[usize]) -> usize {
    let without = |group: &Group, other: &Group| {
        let set = other.needed_by & !group.needed_by;
        let members = weights.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
        group.bytes * members.map(|(_, weight)| weight).sum::<usize>()
    };
    without(one, other) + without(other, one)
}

/// The name under which the pieces import what the main module shares.
const SHARES: &str = "__wasm_split";

/// A module in the place of the main one while pieces are merged: it takes what they import once, and hands it on, so
/// that the merged module has one memory and one table instead of one for each piece.
fn write_hub<'a>(pieces: impl Iterator<Item = &'a PathBuf>) -> Result<String> {
    let mut imports = BTreeMap::new();
    for piece in pieces {
        let module = read(piece)?;
        for import in module.imports.iter() {
            let kind = match import.kind {
                ImportKind::Memory(id) => ("memory", module.memories.get(id).initial.to_string()),
                ImportKind::Table(id) => ("table", format!("{} funcref", module.tables.get(id).initial)),
                ImportKind::Global(id) if module.globals.get(id).mutable => ("global", "(mut i32)".to_owned()),
                ImportKind::Global(_) => ("global", "i32".to_owned()),
                _ => return Err(format!("{}: what is {}?", piece.display(), import.name).into()),
            };
            imports.insert(import.name.clone(), kind);
        }
    }
    let (mut takes, mut gives) = (String::new(), String::new());
    for (name, (sort, limits)) in imports {
        takes += &format!("(import \"main\" \"{name}\" ({sort} ${name} {limits}))\n");
        gives += &format!("(export \"{name}\" ({sort} ${name}))\n");
    }
    Ok(format!("(module\n{takes}{gives})\n"))
}

fn merge(hub: &Path, pieces: &[PathBuf], file: &Path) -> Result<()> {
    let tool = "node_modules/.bin/wasm-merge";
    let mut command = Command::new(tool);
    // With the functions' names.
    command.arg("-g").args(FEATURES).arg(hub).arg(SHARES);
    for (number, piece) in pieces.iter().enumerate() {
        command.arg(piece).arg(format!("piece{number}"));
    }
    let output = command
        .arg("-o")
        .arg(file)
        .output()
        .map_err(|error| format!("{tool}: {error}; tools/setup installs it"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{tool}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn read(file: &Path) -> Result<Module> {
    Module::from_file(file).map_err(|error| format!("{}: {error:#}", file.display()).into())
}

/// The script whose functions the main module calls to have a page's code loaded; each answers through a function of the
/// module's table. What could not be loaded is tried again at the next call.
fn write_loader(files: &BTreeMap<String, Vec<String>>) -> String {
    let mut script = format!(
        r#"import {{ initSync }} from "./{SCRIPT}";
const loading = {{}};
const load = async (file) => {{
    const answer = fetch(new URL(file, import.meta.url));
    const main = initSync();
    return WebAssembly.instantiateStreaming(answer, {{ main, {SHARES}: main }});
}};
const once = (file) => loading[file] ??= load(file).catch((error) => {{
    delete loading[file];
    throw error;
}});
const loader = (...files) => (callback, data) => Promise.all(files.map(once))
    .then(() => true, (error) => console.error(error))
    .then((done) => initSync().__indirect_function_table.get(callback)(data, !!done));
"#
    );
    for (name, files) in files {
        let files: Vec<_> = files.iter().map(|file| format!("{file:?}")).collect();
        script += &format!(
            "export const __wasm_split_load_{name} = loader({});\n",
            files.join(", ")
        );
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_together_travels_together() {
        let group = |needed_by, bytes| Group {
            needed_by,
            bytes,
            pieces: vec![PathBuf::from(format!("{needed_by:b}"))],
        };
        let mut groups = vec![group(0b00011, 50), group(0b11000, 40), group(0b00111, 60)];
        join(&mut groups, 2, &[1; 5]);
        let mut sets: Vec<_> = groups
            .iter()
            .map(|group| (group.needed_by, group.bytes, group.pieces.len()))
            .collect();
        sets.sort_unstable();
        assert_eq!(sets, [(0b00111, 110, 2), (0b11000, 40, 1)]);
    }

    #[test]
    fn a_page_where_visits_begin_loads_least_in_vain() {
        let group = |needed_by| Group {
            needed_by,
            bytes: 50,
            pieces: vec![PathBuf::from(format!("{needed_by:b}"))],
        };
        let mut groups = vec![group(0b011), group(0b101), group(0b110)];
        // The two that the last page needs anyhow.
        join(&mut groups, 2, &[1, 1, 25]);
        let mut sets: Vec<_> = groups.iter().map(|group| group.needed_by).collect();
        sets.sort_unstable();
        assert_eq!(sets, [0b011, 0b111]);
    }

    #[test]
    fn the_loader_waits_for_every_file_of_a_page() {
        let files = BTreeMap::from([(
            "HomePage".to_owned(),
            vec!["shared0.wasm".to_owned(), "HomePage.wasm".to_owned()],
        )]);
        let script = write_loader(&files);
        let line = r#"export const __wasm_split_load_HomePage = loader("shared0.wasm", "HomePage.wasm");"#;
        assert!(script.contains(line), "{script}");
    }
}
