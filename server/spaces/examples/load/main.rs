//! Measures the engine: listeners and speakers in a process of their own, real DTLS and SRTP over loopback.
//!
//! `cargo run --release -p spaces --example load` prints one row for each crowd, with a number only that one. With
//! `recorded` after the number the space is recorded meanwhile. Server and clients keep to one core each.

mod client;
mod crowd;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;
use spaces::SpaceId;
use spaces::recording::{Recorder, RecordingStorage};
use spaces::room::{MaySpeak, Room};
use spaces::voice::{Config, Direction, Engine, Event, Forwarder, Identity, Leg};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use types::AccountId;

const SPACE: SpaceId = SpaceId(1);
/// (listeners, speakers at once, arrivals a second; 0 for all at once). Not 50 a second: that is the pace of the packets,
/// and everybody would wait for the first one equally long.
const CROWDS: [(usize, usize, usize); 6] = [
    (50, 1, 47),
    (200, 1, 47),
    (500, 1, 47),
    (500, 1, 0),
    (500, 4, 47),
    (1000, 1, 97),
];
const MEASURED: Duration = Duration::from_secs(10);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let cores = std::thread::available_parallelism()?.get();
    match arguments.first().map(String::as_str) {
        Some("clients") => {
            keep_to(cores - 1);
            crowd::run(arguments[1].parse()?, arguments[2].parse()?, arguments[3].parse()?)
        }
        _ => {
            keep_to(0);
            println!(
                "| listeners | speakers | arrivals | packets/s | µs/packet | core | lost | join p50 ms | p99 | kB/listener |"
            );
            println!("|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|");
            let one: Option<usize> = arguments.first().and_then(|row| row.parse().ok());
            let recorded = arguments.iter().any(|argument| argument == "recorded");
            for (row, crowd) in CROWDS.iter().enumerate() {
                if one.is_none_or(|one| one == row) {
                    measure(crowd.0, crowd.1, crowd.2, recorded)?;
                }
            }
            Ok(())
        }
    }
}

fn keep_to(core: usize) {
    let mut set = CpuSet::new();
    if set.set(core).is_ok() {
        // Without it the figures are only noisier.
        let _ = sched_setaffinity(Pid::from_raw(0), &set);
    }
}

struct Clients {
    process: Child,
    orders: ChildStdin,
    news: BufReader<ChildStdout>,
}

impl Clients {
    fn start(listeners: usize, speakers: usize, arrivals: usize) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([
                "clients",
                &listeners.to_string(),
                &speakers.to_string(),
                &arrivals.to_string(),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take().ok_or("no pipe")?;
        let news = BufReader::new(process.stdout.take().ok_or("no pipe")?);
        Ok(Self { process, orders, news })
    }

    /// Answers offers until a line comes that is none.
    fn serve(&mut self, engine: &Forwarder) -> Result<String, Box<dyn Error>> {
        loop {
            let mut line = String::new();
            if self.news.read_line(&mut line)? == 0 {
                return Err("the clients are gone".into());
            }
            let mut words = line.split_whitespace();
            let (Some("offer"), Some(kind), Some(person), Some(offer)) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                return Ok(line);
            };
            let direction = if kind == "speak" {
                Direction::Speak
            } else {
                Direction::Listen
            };
            let leg = Leg {
                space: SPACE,
                person: AccountId(person.parse()?),
                direction,
            };
            let answer = engine.accept(leg, &offer.replace('|', "\r\n").replace('~', " "))?;
            writeln!(self.orders, "{}", answer.replace("\r\n", "|").replace(' ', "~"))?;
        }
    }
}

fn measure(listeners: usize, speakers: usize, arrivals: usize, recorded: bool) -> Result<(), Box<dyn Error>> {
    let identity = Identity::generate()?;
    let config = Config {
        listen: "127.0.0.1:0".parse()?,
        announce: vec![],
        identity,
        most_legs: 4096,
    };
    let (engine, mut events) = Forwarder::start(config)?;
    let heard: Vec<_> = (1..=speakers).map(|person| AccountId(person as i64)).collect();
    engine.route(SPACE, &heard);
    let folder = std::env::temp_dir().join(format!("piaf-load-{}", std::process::id()));
    let (recorder, _files) = Recorder::start(RecordingStorage::new(&folder), None)?;
    if recorded {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
        recorder.begin(&engine, SPACE, &Room::open(AccountId(1), MaySpeak::Everyone, true, now));
    }
    let mut clients = Clients::start(listeners, speakers, arrivals)?;
    // The speakers come first.
    clients.serve(&engine)?;
    let memory = resident()?;
    let joins = clients.serve(&engine)?;
    let memory = resident()?.saturating_sub(memory);
    let (before, cpu, start) = (engine.stats(), cpu()?, Instant::now());
    writeln!(clients.orders, "count")?;
    std::thread::sleep(MEASURED);
    let (cpu, after, passed) = (self::cpu()? - cpu, engine.stats(), start.elapsed());
    writeln!(clients.orders, "stop")?;
    let lost = clients.serve(&engine)?;
    clients.process.wait()?;
    let connected = std::iter::from_fn(|| events.try_recv().ok()).filter(|event| matches!(event, Event::Connected(_)));
    assert_eq!(connected.count(), listeners + speakers);
    assert_eq!(after.unsent + after.faults + after.uncopied, 0, "{after:?}");
    assert_eq!(after.copied > 0, recorded, "{after:?}");
    drop(recorder);
    if recorded {
        std::fs::remove_dir_all(folder)?;
    }
    let packets = after.forwarded - before.forwarded;
    let arrivals = if arrivals == 0 {
        "at once".to_owned()
    } else {
        format!("{arrivals}/s")
    };
    println!(
        "| {listeners} | {speakers} | {arrivals} | {:.0} | {:.2} | {:.1} % | {} | {} | {:.0} |",
        packets as f64 / passed.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / packets as f64,
        100.0 * cpu.as_secs_f64() / passed.as_secs_f64(),
        lost.trim(),
        joins.trim(),
        memory as f64 / 1000.0 / listeners as f64,
    );
    Ok(())
}

/// Of the engine's two threads and the one that records, with what the system does in their name.
fn cpu() -> Result<Duration, Box<dyn Error>> {
    let mut sum = 0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        if std::fs::read_to_string(task.join("comm"))?.starts_with("spaces-") {
            let stat = std::fs::read_to_string(task.join("schedstat"))?;
            sum += stat.split(' ').next().ok_or("no time")?.parse::<u64>()?;
        }
    }
    Ok(Duration::from_nanos(sum))
}

/// Bytes of memory in use.
fn resident() -> Result<u64, Box<dyn Error>> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm.split(' ').nth(1).ok_or("no size")?.parse()?;
    Ok(pages * 4096)
}
