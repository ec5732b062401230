//! Many datagrams out in one call, and waking a thread that waits for datagrams.

use super::batch::{BATCH, Batch};
use super::stats::{Counters, add};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{SockaddrStorage, setsockopt, sockopt};
use std::io::{Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// Asked of the system for what waits in and out; it may give less.
const BUFFER: usize = 4 << 20;
/// How often it is asked again to take what it did not take at once, a millisecond each time.
const PATIENCE: usize = 5;

pub(crate) fn bind(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = UdpSocket::bind(address)?;
    socket.set_nonblocking(true)?;
    // Smaller buffers serve too.
    let _ = setsockopt(&socket, sockopt::RcvBuf, &BUFFER);
    let _ = setsockopt(&socket, sockopt::SndBuf, &BUFFER);
    Ok(socket)
}

/// An address in the form the system takes; a socket for both families knows only the newer one.
#[derive(Clone, Copy)]
pub(crate) struct Target(SockaddrStorage);

impl Target {
    pub fn new(address: SocketAddr) -> Self {
        Self(address.into())
    }
}

/// Collects datagrams and hands them to the system in batches.
pub(crate) struct Sender<B> {
    socket: Arc<UdpSocket>,
    batch: Batch,
    addresses: Vec<Option<SockaddrStorage>>,
    datagrams: Vec<B>,
}

impl<B: AsRef<[u8]>> Sender<B> {
    pub fn new(socket: Arc<UdpSocket>) -> Self {
        Self {
            socket,
            batch: Batch::new(),
            addresses: Vec::with_capacity(BATCH),
            datagrams: Vec::with_capacity(BATCH),
        }
    }

    pub fn push(&mut self, to: Target, datagram: B, counters: &Counters) {
        self.addresses.push(Some(to.0));
        self.datagrams.push(datagram);
        if self.datagrams.len() == BATCH {
            self.flush(counters);
        }
    }

    /// Sends all that was collected. What the system does not take within a few milliseconds is dropped: late voices are
    /// worth nothing.
    pub fn flush(&mut self, counters: &Counters) {
        let mut done = 0;
        let mut patience = PATIENCE;
        while done < self.datagrams.len() {
            match self
                .batch
                .send(&self.socket, &self.datagrams[done..], &self.addresses[done..])
            {
                Ok(sent) => {
                    add(&counters.forwarded, sent as u64);
                    done += sent.max(1);
                }
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN | Errno::ENOBUFS) if patience > 0 => {
                    patience -= 1;
                    let mut writable = [PollFd::new(self.socket.as_fd(), PollFlags::POLLOUT)];
                    let _ = poll(&mut writable, PollTimeout::from(1_u8));
                }
                // The first one of these cannot be sent, the next may.
                Err(_) => {
                    add(&counters.unsent, 1);
                    done += 1;
                }
            }
        }
        self.addresses.clear();
        self.datagrams.clear();
    }
}

/// Lets other threads end the wait of one.
#[derive(Clone)]
pub(crate) struct Bell(Arc<UnixStream>);

pub(crate) struct Waiter(UnixStream);

pub(crate) fn bell() -> std::io::Result<(Bell, Waiter)> {
    let (ring, wait) = UnixStream::pair()?;
    ring.set_nonblocking(true)?;
    wait.set_nonblocking(true)?;
    Ok((Bell(Arc::new(ring)), Waiter(wait)))
}

impl Bell {
    pub fn ring(&self) {
        // When it is full it rings already.
        let _ = (&*self.0).write(&[1]);
    }
}

impl Waiter {
    /// Until a datagram comes, the bell rings or `most` milliseconds are over.
    pub fn wait(&mut self, socket: &UdpSocket, most: u16) {
        let mut either = [
            PollFd::new(socket.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.0.as_fd(), PollFlags::POLLIN),
        ];
        let _ = poll(&mut either, PollTimeout::from(most));
        if either[1].any().unwrap_or(false) {
            let mut rung = [0; 64];
            while self.0.read(&mut rung).is_ok_and(|count| count == rung.len()) {}
        }
    }
}
