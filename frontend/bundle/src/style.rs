//! One style sheet from `style/main.css` and what it imports.

use std::{fs, path::Path};

use lightningcss::{
    rules::{CssRule, import::ImportRule},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet},
    targets::{Browsers, Targets},
    traits::ToCss,
};

use crate::Result;

/// Browsers of the end of 2024. All of them know nesting, `light-dark()` and layers, so these reach the page as
/// written; an older version here would make the printer rewrite them, and `light-dark()` would no longer follow
/// the `data-theme` of an element.
const BROWSERS: Browsers = Browsers {
    // Chrome's versions count here; the data has but the newest of this one, and would take away nesting.
    android: None,
    chrome: Some(131 << 16),
    edge: Some(131 << 16),
    firefox: Some(132 << 16),
    ie: None,
    ios_saf: Some((18 << 16) | (1 << 8)),
    opera: Some(115 << 16),
    safari: Some((18 << 16) | (1 << 8)),
    samsung: Some(27 << 16),
};

/// Inlines the imports of `entry`, layers kept, and minifies the whole. Fails on anything that is not valid CSS.
pub fn bundle(entry: &Path) -> Result<String> {
    let targets = Targets {
        browsers: Some(BROWSERS),
        ..Targets::default()
    };
    let whole = inline(entry)?;
    let mut sheet = parse(&whole, "the whole style sheet")?;
    // Puts the layers in the order in which they are first named.
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| error.to_string())?;
    let printed = sheet.to_css(PrinterOptions {
        minify: true,
        targets,
        ..PrinterOptions::default()
    });
    Ok(printed.map_err(|error| error.to_string())?.code)
}

/// The text of `entry` with each import in place, as a block of its layer. The library's own bundler brings 30 packages
/// for source maps and threads; all imports of Piaf are in the entry and name a layer.
fn inline(entry: &Path) -> Result<String> {
    let text = fs::read_to_string(entry)?;
    let mut whole = String::new();
    for rule in &parse(&text, &entry.display().to_string())?.rules.0 {
        match rule {
            CssRule::Import(import) => whole += &import_text(entry, import)?,
            CssRule::Ignored => {}
            rule => {
                whole += &rule
                    .to_css_string(PrinterOptions::default())
                    .map_err(|error| error.to_string())?
            }
        }
        whole.push('\n');
    }
    Ok(whole)
}

fn import_text(entry: &Path, import: &ImportRule) -> Result<String> {
    let path = entry.with_file_name(&*import.url);
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    let imports = |rule: &CssRule| matches!(rule, CssRule::Import(_));
    if parse(&text, &name)?.rules.0.iter().any(imports) {
        return Err(format!("{name}: imports belong in {}", entry.display()).into());
    }
    let (Some(Some(layer)), None, true) = (&import.layer, &import.supports, import.media.always_matches()) else {
        return Err(format!("{name}: its import names no layer, or a condition").into());
    };
    let layer = layer
        .to_css_string(PrinterOptions::default())
        .map_err(|error| error.to_string())?;
    Ok(format!("@layer {layer} {{{text}}}"))
}

fn parse<'a>(text: &'a str, name: &str) -> Result<StyleSheet<'a>> {
    StyleSheet::parse(text, ParserOptions::default()).map_err(|error| format!("{name}: {error}").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, fs};

    #[test]
    fn imports_land_in_their_layers_and_modern_css_stays() -> Result<()> {
        let folder = env::temp_dir().join(format!("piaf-style-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let main = "@layer tokens, ui;\n@import \"ui.css\" layer(ui);\n@import \"tokens.css\" layer(tokens);\n";
        fs::write(folder.join("main.css"), main)?;
        fs::write(folder.join("tokens.css"), ":root { --gap: 4px }")?;
        fs::write(
            folder.join("ui.css"),
            ".card { color: light-dark(#000, #fff); .title { margin-inline: 1px } }",
        )?;
        let css = bundle(&folder.join("main.css"))?;
        let ui = "@layer ui{.card{color:light-dark(#000,#fff);& .title{margin-inline:1px}}}";
        assert_eq!(
            css,
            format!("@layer tokens{{:root{{--gap:4px}}}}{ui}"),
            "layers stand in the order that main.css gives"
        );
        fs::write(folder.join("ui.css"), "@import \"missing.css\";")?;
        assert!(bundle(&folder.join("main.css")).is_err());
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
