//! `sqlx::migrate!` reads the folder when it is compiled: a new file must lead to a new compilation.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
