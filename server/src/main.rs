//! `piaf`: see `piaf --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::ops::memory::settle();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("piaf: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(server::cli::run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("piaf: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
