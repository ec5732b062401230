//! The process of the clients.

use super::client::{Client, Shared};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::error::Error;
use std::io::{BufRead, Write};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const FRAME: Duration = Duration::from_millis(20);
const TICK: Duration = Duration::from_millis(50);

struct Crowd {
    shared: Shared,
    orders: Receiver<String>,
    speakers: Vec<Client>,
    listeners: Vec<Client>,
    counting: bool,
    sequence: u16,
    speak_at: Instant,
    tick_at: Instant,
}

/// Speakers first, then the listeners, `arrivals` a second or all at once; then counts between two orders.
pub fn run(listeners: usize, speakers: usize, arrivals: usize) -> Result<(), Box<dyn Error>> {
    let (order, orders) = channel();
    std::thread::spawn(move || {
        std::io::stdin()
            .lock()
            .lines()
            .map_while(Result::ok)
            .try_for_each(|line| order.send(line))
    });
    let now = Instant::now();
    let shared = Shared::new()?;
    let mut crowd = Crowd {
        shared,
        orders,
        speakers: vec![],
        listeners: vec![],
        counting: false,
        sequence: 0,
        speak_at: now,
        tick_at: now,
    };
    for person in 1..=speakers {
        let client = crowd.join("speak", person)?;
        crowd.speakers.push(client);
    }
    crowd.until(|crowd| crowd.speakers.iter().all(Client::is_ready))?;
    println!("speaking");
    let pause = if arrivals == 0 {
        Duration::ZERO
    } else {
        Duration::from_secs(1) / arrivals as u32
    };
    let start = Instant::now();
    for person in 0..listeners {
        let due = start + pause * person as u32;
        crowd.until(|_| Instant::now() >= due)?;
        let client = crowd.join("listen", 100 + person)?;
        crowd.listeners.push(client);
    }
    crowd.until(|crowd| crowd.listeners.iter().all(|client| client.joined.is_some()))?;
    let mut joins: Vec<f64> = crowd
        .listeners
        .iter()
        .filter_map(|client| Some(client.joined?.as_secs_f64() * 1000.0))
        .collect();
    joins.sort_by(f64::total_cmp);
    println!("{:.0} | {:.0}", joins[joins.len() / 2], joins[joins.len() * 99 / 100]);
    crowd.order("count")?;
    crowd.counting = true;
    crowd.listeners.iter_mut().for_each(|client| client.received = 0);
    crowd.order("stop")?;
    let sent: u64 = crowd
        .listeners
        .iter()
        .flat_map(|client| &client.slots)
        .map(|(_, first, last)| last - first + 1)
        .sum();
    let received: u64 = crowd.listeners.iter().map(|client| client.received).sum();
    println!("{}", sent.saturating_sub(received));
    Ok(())
}

impl Crowd {
    fn join(&mut self, kind: &str, person: usize) -> Result<Client, Box<dyn Error>> {
        let started = Instant::now();
        let (sections, direction) = if kind == "speak" {
            (1, "sendonly")
        } else {
            (4, "recvonly")
        };
        let mids: Vec<String> = (0..sections).map(|mid| mid.to_string()).collect();
        let mut offer = format!(
            "v=0|o=- 1 2 IN IP4 127.0.0.1|s=-|t=0 0|a=group:BUNDLE {}|",
            mids.join(" ")
        );
        for mid in mids {
            offer += "m=audio 9 UDP/TLS/RTP/SAVPF 111|c=IN IP4 0.0.0.0|a=setup:actpass|a=rtcp-mux|";
            offer += &format!(
                "a=mid:{mid}|a=fingerprint:sha-256 {}|a={direction}|",
                self.shared.fingerprint
            );
            offer += "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level|a=rtpmap:111 opus/48000/2|";
        }
        println!("offer {kind} {person} {}", offer.replace(' ', "~"));
        std::io::stdout().flush()?;
        let answer = loop {
            // Voices go on meanwhile.
            if let Ok(answer) = self.orders.recv_timeout(Duration::from_millis(1)) {
                break answer;
            }
            self.step(0)?;
        };
        Client::new(&self.shared, &answer.replace('|', "\n").replace('~', " "), started)
    }

    fn order(&mut self, expected: &str) -> Result<(), Box<dyn Error>> {
        let mut order = None;
        while order.is_none() {
            self.step(5)?;
            order = self.orders.try_recv().ok();
        }
        // What is under way still counts.
        let end = Instant::now() + Duration::from_millis(if expected == "stop" { 10 } else { 0 });
        while Instant::now() < end {
            self.pump(1)?;
        }
        assert_eq!(order.as_deref(), Some(expected));
        Ok(())
    }

    fn until(&mut self, done: impl Fn(&Self) -> bool) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while !done(self) {
            if start.elapsed() > Duration::from_secs(60) {
                return Err("not in time".into());
            }
            self.step(1)?;
        }
        Ok(())
    }

    fn step(&mut self, most: u8) -> Result<(), Box<dyn Error>> {
        let now = Instant::now();
        if now >= self.speak_at {
            self.speak_at += FRAME;
            self.sequence = self.sequence.wrapping_add(1);
            for (place, speaker) in self.speakers.iter_mut().enumerate() {
                speaker.say(self.sequence, place as u32 + 1)?;
            }
        }
        if now >= self.tick_at {
            self.tick_at = now + TICK;
            for client in self.speakers.iter_mut().chain(&mut self.listeners) {
                client.tick(&self.shared)?;
            }
        }
        self.pump(most)
    }

    fn pump(&mut self, most: u8) -> Result<(), Box<dyn Error>> {
        let all = || self.speakers.iter().chain(&self.listeners);
        let mut sockets: Vec<PollFd<'_>> = all()
            .map(|client| PollFd::new(client.socket.as_fd(), PollFlags::POLLIN))
            .collect();
        poll(&mut sockets, PollTimeout::from(most))?;
        let ready: Vec<bool> = sockets.iter().map(|socket| socket.any().unwrap_or(false)).collect();
        let all = self.speakers.iter_mut().chain(&mut self.listeners);
        for (client, _) in all.zip(ready).filter(|(_, ready)| *ready) {
            client.pump(&self.shared, self.counting)?;
        }
        Ok(())
    }
}
