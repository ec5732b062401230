//! Turns the compiled frontend, `style/` and `public/` into the site that the server hands out.
//!
//! `bundle [--fast] [--check frontend/budget.json]`, run from the root of the checkout. The WASM is looked for below
//! `CARGO_TARGET_DIR` (or `target`), and the site is written beside it, in `site/`: everything in `public/`; code
//! and style under `pkg/`, with a hash of the content in the address; `.br` and `.gz` beside what compresses
//! well, and `manifest.json`, from which the server learns the names and the budget the sizes.
//! `--fast` leaves out what costs seconds and only saves bytes (`make dev`).

mod files;
mod names;
mod site;
mod split;
mod style;
mod trim;
mod wasm;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sha2::{Digest, Sha256};
use site::{Manifest, Site};

/// Any failure ends the run with its message; nothing here recovers.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct Options {
    fast: bool,
    budget: Option<PathBuf>,
}

fn main() -> ExitCode {
    match parse_options(env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse_options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options {
        fast: false,
        budget: None,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fast" => options.fast = true,
            "--check" => options.budget = Some(arguments.next().ok_or("--check wants the budget's file")?.into()),
            other => return Err(format!("unknown argument {other}; use bundle [--fast] [--check FILE]").into()),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Result<()> {
    let target = PathBuf::from(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let compiled = target.join("wasm32-unknown-unknown/release/frontend.wasm");
    let compiled =
        fs::read(&compiled).map_err(|error| format!("{}: {error}; build the frontend first", compiled.display()))?;
    let site = target.join("site");
    let work = target.join("bundle");

    let inputs = hash_inputs(&compiled, options.fast)?;
    let recorded = work.join("inputs");
    let current = fs::read_to_string(&recorded).is_ok_and(|text| text == inputs) && site.join("manifest.json").exists();
    if !current {
        let code = wasm::prepare(&compiled, &work, options.fast)?;
        let style = style::bundle(Path::new("style/main.css"))?;
        Site::create(&site, options.fast)?.fill(&code, &style, Path::new("public"))?;
        fs::write(&recorded, inputs)?;
    }
    let manifest: Manifest = serde_json::from_slice(&fs::read(site.join("manifest.json"))?)?;
    print_sizes(&manifest, current);
    match &options.budget {
        Some(budget) => check_budget(&manifest, budget),
        None => Ok(()),
    }
}

/// One hash over all that the site is made from, this program and the optimiser's version included.
fn hash_inputs(compiled: &[u8], fast: bool) -> Result<String> {
    let mut hasher = Sha256::new();
    hasher.update([u8::from(fast)]);
    hasher.update(compiled);
    let mut files = vec![env::current_exe()?, PathBuf::from("package-lock.json")];
    files::list_files(Path::new("style"), &mut files)?;
    files::list_files(Path::new("public"), &mut files)?;
    for file in files {
        let content = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        hasher.update(file.as_os_str().as_encoded_bytes());
        hasher.update((content.len() as u64).to_le_bytes());
        hasher.update(content);
    }
    Ok(files::hex(&hasher.finalize()))
}

fn print_sizes(manifest: &Manifest, current: bool) {
    let title = if current { "site (unchanged)" } else { "site" };
    println!("{title:<40} {:>10} {:>10} {:>10}", "bytes", "gzip", "brotli");
    for path in manifest.entry() {
        if let Some(file) = manifest.files.iter().find(|file| file.path == path) {
            println!("{path:<40} {:>10} {:>10} {:>10}", file.bytes, file.gzip, file.brotli);
        }
    }
    if let Some((name, weight)) = manifest.heaviest_page() {
        let title = format!("heaviest page: {name}");
        println!("{title:<40} {weight:>32}");
    }
    println!("{:<40} {:>32}", "first load", manifest.first_load_brotli);
}

/// Fails when a first visit costs more bytes than the committed budget allows.
fn check_budget(manifest: &Manifest, file: &Path) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Budget {
        first_load_brotli: u64,
    }
    let text = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let budget: Budget = serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let (reached, allowed) = (manifest.first_load_brotli, budget.first_load_brotli);
    println!("{:<40} {:>32}", "budget", allowed);
    if reached > allowed {
        return Err(format!(
            "a first load costs {reached} bytes, {} more than {} allows; find what grew, or raise the budget and say why",
            reached - allowed,
            file.display()
        )
        .into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(first_load_brotli: u64) -> Manifest {
        Manifest {
            first_load_brotli,
            ..Manifest::default()
        }
    }

    #[test]
    fn a_first_load_over_the_budget_fails() -> Result<()> {
        let budget = env::temp_dir().join(format!("piaf-budget-{}.json", std::process::id()));
        fs::write(&budget, r#"{"first_load_brotli": 1000}"#)?;
        assert!(check_budget(&manifest(1000), &budget).is_ok());
        let refusal = check_budget(&manifest(1001), &budget).unwrap_err().to_string();
        assert!(refusal.contains("1 more"), "{refusal}");
        fs::write(&budget, "{}")?;
        assert!(
            check_budget(&manifest(0), &budget).is_err(),
            "a budget without a figure must not pass"
        );
        fs::remove_file(budget)?;
        Ok(())
    }

    #[test]
    fn unknown_arguments_are_refused() {
        assert!(parse_options(["--budget".to_owned()].into_iter()).is_err());
        assert!(parse_options(["--check".to_owned()].into_iter()).is_err());
    }
}
