//! Names that the parts of the compiled frontend share.

/// Names below the folder of one build. The files refer to each other by these, relative to themselves.
pub const SCRIPT: &str = "piaf.js";
pub const MODULE: &str = "piaf_bg.wasm";
pub const LOADER: &str = "load.js";

/// What the optimiser may use, because rustc assumes it of every browser.
pub const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
