//! A stream whose other end has to take what is written at a least pace: who asks for much and reads nothing is cut, in
//! answers as in sockets.

use super::Place;
use crate::http::pace::Pace;
use std::{
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

pub struct Paced {
    stream: TcpStream,
    _place: Arc<Place>,
    pace: Pace,
    /// Since when a write waits.
    waits_since: Option<Instant>,
    /// How long writes have waited, and how much was written, since the rate was looked at.
    waited: Duration,
    written: u64,
    /// Made when something waits for the first time: most connections do without.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    pub fn new(stream: TcpStream, place: Arc<Place>, pace: Pace) -> Self {
        Self {
            stream,
            _place: place,
            pace,
            waits_since: None,
            waited: Duration::ZERO,
            written: 0,
            alarm: None,
        }
    }

    /// Notes what a write came to; an error where it goes too slowly.
    fn watch(&mut self, cx: &mut Context<'_>, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(done) => {
                if let Some(since) = self.waits_since.take() {
                    self.waited += since.elapsed();
                }
                if let Ok(count) = &done {
                    self.written += *count as u64;
                }
                self.check()?;
                Poll::Ready(done)
            }
            Poll::Pending => {
                if self.waits_since.is_none() {
                    self.waits_since = Some(Instant::now());
                    self.set_alarm();
                }
                while let Some(alarm) = &mut self.alarm {
                    ready!(alarm.as_mut().poll(cx));
                    let now = Instant::now();
                    if let Some(since) = self.waits_since.replace(now) {
                        self.waited += now - since;
                    }
                    self.check()?;
                    self.set_alarm();
                }
                Poll::Pending
            }
        }
    }

    /// Rings when writes will have waited for as long as they may before the rate counts.
    fn set_alarm(&mut self) {
        let at = Instant::now() + self.pace.stalled.saturating_sub(self.waited);
        match &mut self.alarm {
            Some(alarm) => alarm.as_mut().reset(at),
            None => self.alarm = Some(Box::pin(sleep_until(at))),
        }
    }

    fn check(&mut self) -> io::Result<()> {
        if self.waited < self.pace.stalled {
            return Ok(());
        }
        if self.pace.time_for(self.written) < self.waited {
            metrics::counter!("http_connections_too_slow_total").increment(1);
            // What waits in the system goes at once too.
            let _ = self.stream.set_zero_linger();
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the answer is taken too slowly",
            ));
        }
        (self.waited, self.written) = (Duration::ZERO, 0);
        Ok(())
    }
}

impl AsyncRead for Paced {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.watch(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
