//! The system's call for many datagrams at once, where there is one.

use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, SockaddrStorage};
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

pub(crate) const BATCH: usize = 64;

#[cfg(target_os = "linux")]
pub(crate) struct Batch(nix::sys::socket::MultiHeaders<SockaddrStorage>);

#[cfg(target_os = "linux")]
impl Batch {
    pub fn new() -> Self {
        Self(nix::sys::socket::MultiHeaders::preallocate(BATCH, None))
    }

    /// Sends the first of these, up to [`BATCH`], without waiting; how many the system took.
    pub fn send<B: AsRef<[u8]>>(
        &mut self,
        socket: &UdpSocket,
        datagrams: &[B],
        addresses: &[Option<SockaddrStorage>],
    ) -> Result<usize, Errno> {
        let slices: Vec<_> = datagrams
            .iter()
            .map(|datagram| [std::io::IoSlice::new(datagram.as_ref())])
            .collect();
        let flags = MsgFlags::MSG_DONTWAIT;
        nix::sys::socket::sendmmsg(socket.as_raw_fd(), &mut self.0, &slices, addresses, [], flags)
            .map(|sent| sent.count())
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) struct Batch;

#[cfg(not(target_os = "linux"))]
impl Batch {
    pub fn new() -> Self {
        Self
    }

    pub fn send<B: AsRef<[u8]>>(
        &mut self,
        socket: &UdpSocket,
        datagrams: &[B],
        addresses: &[Option<SockaddrStorage>],
    ) -> Result<usize, Errno> {
        let (Some(datagram), Some(Some(address))) = (datagrams.first(), addresses.first()) else {
            return Ok(0);
        };
        let flags = MsgFlags::MSG_DONTWAIT;
        nix::sys::socket::sendto(socket.as_raw_fd(), datagram.as_ref(), address, flags).map(|_| 1)
    }
}
