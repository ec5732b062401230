//! Connections: taken or refused at once, never left in line. Each stage has a deadline, and who takes an answer has to
//! take it at a least pace. See `docs/LIMITS.md`.

mod paced;
mod places;
#[cfg(test)]
mod tests;

use crate::{
    config::Network,
    http::{client_ip::ClientIp, pace::Pace},
};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use paced::Paced;
use places::{Place, Places};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// Open files that are not connections: the database, pictures, recordings, the log, and room for commands.
const OTHER_FILES: usize = 512;
/// Connections that wait to be accepted, in the system's queue.
const BACKLOG: u32 = 1024;
/// Bytes of an answer that the system holds for somebody who reads slowly. Without it the system would take millions for
/// each, and would tell too seldom that some were read.
const SEND_BUFFER: u32 = 128 * 1024;
/// Bytes of a request's head.
pub const MAX_HEAD: usize = 64 * 1024;

/// What connections have in common.
#[derive(Clone)]
pub struct Connections {
    places: Arc<Places>,
    proxies: Arc<[Network]>,
    pace: Pace,
}

/// Listens on an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    // What is accepted inherits it.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// As many connections as were asked for and as the system lets this process open, after asking it for as many as it gives.
pub fn affordable(wanted: usize) -> usize {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return wanted;
    };
    let needed = (wanted + OTHER_FILES) as u64;
    let allowed = match soft {
        soft if soft >= needed => soft,
        soft => {
            let more = needed.min(hard);
            setrlimit(Resource::RLIMIT_NOFILE, more, hard).map_or(soft, |()| more)
        }
    };
    let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
    let affordable = allowed.saturating_sub(OTHER_FILES).clamp(1, wanted);
    if affordable < wanted {
        tracing::warn!(
            wanted,
            affordable,
            open_files = allowed,
            "the system lets this process open fewer files than the connections need"
        );
    }
    affordable
}

impl Connections {
    /// At most `most` at a time, of them `per_address` from one network address. `proxies` speak for many: they are not
    /// counted, and those behind them are by their requests and sockets.
    pub fn new(most: usize, per_address: usize, proxies: Arc<[Network]>, pace: Pace) -> Self {
        Self {
            places: Arc::new(Places::new(most, per_address)),
            proxies,
            pace,
        }
    }

    /// Takes connections until the end is signalled. None waits for another.
    pub async fn accept(&self, listener: TcpListener, router: Router, tasks: &TaskTracker, ended: &CancellationToken) {
        while let Some(accepted) = ended.run_until_cancelled(listener.accept()).await {
            match accepted {
                Ok((stream, peer)) => {
                    let Some(place) = self.places.enter(self.counted(peer.ip())) else {
                        metrics::counter!("http_connections_refused_total").increment(1);
                        // Ended at once, without leaving anything of it in the system.
                        let _ = stream.set_zero_linger();
                        continue;
                    };
                    tasks.spawn(speak(stream, peer, router.clone(), place, self.pace, ended.clone()));
                }
                Err(error) => {
                    // Out of file handles, most likely: who says nothing gives up one.
                    self.places.evict();
                    tracing::warn!(%error, "a connection was not taken");
                    sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    fn counted(&self, peer: IpAddr) -> Option<IpAddr> {
        let is_proxy = self.proxies.iter().any(|network| network.contains(peer));
        (!is_proxy).then(|| ClientIp(peer).limit_key())
    }
}

/// One connection, to its end.
async fn speak(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    place: Arc<Place>,
    pace: Pace,
    ended: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let asking = place.clone();
    let service = router.map_request(move |request: http::Request<Incoming>| {
        asking.has_asked();
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let mut builder = http1::Builder::new();
    builder
        // Runs from the connection's beginning, and again from the end of each answer.
        .timer(TokioTimer::new())
        .header_read_timeout(pace.head)
        .max_buf_size(MAX_HEAD);
    // The place goes with the stream: a socket keeps it after this is over.
    let stream = Paced::new(stream, place.clone(), pace);
    let connection = builder
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = pin!(connection);
    let mut told = false;
    loop {
        tokio::select! {
            outcome = connection.as_mut() => {
                if let Err(error) = outcome {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = place.evicted() => return,
            () = ended.cancelled(), if !told => {
                connection.as_mut().graceful_shutdown();
                told = true;
            }
        }
    }
}
