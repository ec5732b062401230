//! `piaf jobs`: how the work beside the requests stands, and one more try for what was given up.

use crate::Failure;
use clap::Args;
use std::fmt::Write;
use store::{
    Store,
    jobs::{FailedJob, JobFigures},
};

/// Jobs that are listed at most.
const LISTED: i64 = 200;

#[derive(Debug, PartialEq, Eq, Args)]
pub struct JobsOptions {
    /// Try a job again that was given up
    #[arg(long, value_name = "NUMBER")]
    pub retry: Option<i64>,
}

/// Does what the command says and prints the outcome.
pub async fn run(store: &Store, options: JobsOptions) -> Result<(), Failure> {
    let Some(id) = options.retry else {
        let figures = store.job_figures().await.map_err(Failure::new)?;
        let failed = store.failed_jobs(LISTED).await.map_err(Failure::new)?;
        print!("{}", listed(&figures, &failed));
        return Ok(());
    };
    if store.retry_failed_job(id).await.map_err(Failure::new)? {
        println!("Job {id} is tried again.");
        Ok(())
    } else {
        Err(Failure::new(format!(
            "no job {id} was given up, or the same waits already; `piaf jobs` lists them"
        )))
    }
}

fn listed(figures: &[JobFigures], failed: &[FailedJob]) -> String {
    let mut out = String::from("waiting  oldest  given up  job\n");
    for of in figures {
        let oldest = ago(of.oldest as i64);
        let _ = writeln!(out, "{:>7}  {oldest:>6}  {:>8}  {}", of.waiting, of.failed, of.name);
    }
    if !failed.is_empty() {
        out.push_str("\nGiven up, the last first (`piaf jobs --retry NUMBER` tries one again):\n");
    }
    for job in failed {
        let FailedJob {
            id,
            name,
            attempts,
            error,
            ..
        } = job;
        let _ = writeln!(out, "{id}  {name}, {} ago, {attempts} tries: {error}", ago(job.ago));
    }
    out
}

/// Seconds as people say them.
fn ago(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_what_was_given_up_is_listed() {
        let figures = JobFigures {
            name: "mail".to_owned(),
            waiting: 3,
            oldest: 130.5,
            failed: 1,
        };
        let failed = FailedJob {
            id: 77,
            name: "mail".to_owned(),
            attempts: 8,
            error: "no route".to_owned(),
            ago: 7_300,
        };
        let listed = listed(&[figures], &[failed]);
        assert!(listed.contains("\n      3   2 min         1  mail\n"), "{listed}");
        assert!(listed.ends_with("\n77  mail, 2 h ago, 8 tries: no route\n"), "{listed}");
    }
}
