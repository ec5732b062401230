//! Jobs: work that is done beside the requests, and is done although a server ends or crashes. They are rows of the
//! database (`store::jobs`), asked for in the transaction that causes them; this crate takes them and does them.
//!
//! * Each job has a name, and each name a [`Policy`]: how many run at once on a server, how long one may take, how often it
//!   is tried and with which pauses.
//! * Who works on a job holds it for [`Timing::hold`] and goes on holding it while the work goes on. A server that crashed
//!   holds nothing any more after that time, and another, or the same after its start, takes the job again.
//! * A server that cannot reach the database stops its work before its hold ends, so that no job runs twice at a time. A
//!   job may still run twice one after the other, when a server ends between the work and its note: handlers are such
//!   that doing something again changes nothing more.
//! * A job that failed too often is given up, and is kept for the operator for [`store::jobs::FAILED_DAYS`].

mod kind;
mod queue;
mod run;

pub use kind::{Kind, Outcome, Policy, Work};
pub use queue::{Queue, Timing};
