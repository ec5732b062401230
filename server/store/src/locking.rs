//! A check of the store's own statements: none may look for rows and lock them at once where the search reads other
//! rows too. Postgres looks again at a row that changed while the statement waited; where the other side of the search
//! was a subquery, a union or a join it may find nothing then, and the row is silently left out.

use std::{fs, path::Path};

/// The part of a statement that a lock at `end` belongs to: from the bracket or quotation mark that opens it.
fn locked_select(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or_default();
    let mut depth = 0_u32;
    for (place, character) in before.char_indices().rev() {
        match character {
            ')' => depth += 1,
            '(' if depth == 0 => return before.get(place + 1..).unwrap_or_default(),
            '(' => depth -= 1,
            '"' | ';' if depth == 0 => return before.get(place + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    before
}

/// What is wrong with a text of one file, each with the statement.
fn faults(text: &str) -> Vec<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut faults = Vec::new();
    for lock in [" for update", " for no key update", " for share", " for key share"] {
        for (place, _) in words.match_indices(lock) {
            let rest = words.get(place + lock.len()..).unwrap_or_default();
            let select = locked_select(&words, place);
            // Who skips locked rows never waits.
            let waits = !rest.starts_with(" skip locked");
            let reads_more = ["(select", "( select", " union ", " join "]
                .iter()
                .any(|sign| select.contains(sign));
            if waits && reads_more && select.contains("select") {
                faults.push(format!("{select}{lock}"));
            }
        }
    }
    for change in ["update ", "delete from "] {
        for (place, _) in words.match_indices(change) {
            let statement = words.get(place..).unwrap_or_default();
            let end = statement.find(['"', ';']).unwrap_or(statement.len());
            let statement = statement.get(..end).unwrap_or_default();
            let Some((_, condition)) = statement.split_once(" where ") else {
                continue;
            };
            for sign in [" in (select", " in ( select", " in ( (select"] {
                if let Some((_, subquery)) = condition.split_once(sign)
                    && statement.contains(" set ") | statement.starts_with("delete")
                    && !subquery.contains(" skip locked")
                {
                    faults.push(statement.to_owned());
                }
            }
        }
    }
    faults
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.display().to_string();
        if path.is_dir() {
            sources(&path, found);
        } else if (name.ends_with(".rs") || name.ends_with(".sql")) && !name.ends_with("locking.rs") {
            found.push((name, fs::read_to_string(&path).expect("a file")));
        }
    }
}

#[test]
fn no_statement_loses_a_row_that_changed_while_it_waited() {
    let mut found = Vec::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&here.join("src"), &mut found);
    sources(&here.join("migrations"), &mut found);
    sources(&here.join("rules"), &mut found);
    assert!(found.len() > 60, "the store's sources are read");
    let faults: Vec<String> = found
        .iter()
        .flat_map(|(name, text)| faults(text).into_iter().map(move |fault| format!("{name}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_check_knows_what_lost_rows() {
    for bad in [
        "\"select id from accounts where id in (select a from b union all select c from d) order by id for update\"",
        "\"select p.id from posts p join accounts a on a.id = p.author_id for share of p\"",
        "\"delete from sessions where id in ( (select id from sessions offset 3) union all select 1)\"",
        "\"with gone as (delete from f returning x) update accounts set n = n - 1 where id in (select x from gone)\"",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    for good in [
        "\"select from accounts where id = any($1) order by id for update\"",
        "\"with a as (select 1 from b join c using (d)), e as (select id from posts where id = $1 for update) select 1\"",
        "\"update outbox set attempts = 1 where id in (select id from outbox limit 1 for update skip locked)\"",
        "\"update accounts a set n = a.n - 1 from gone where a.id = gone.x\"",
        "// waits for update of the page",
    ] {
        assert!(faults(good).is_empty(), "{good}");
    }
}
