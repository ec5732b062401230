//! Opens the port for the voices of spaces, with the certificate that the data folder keeps.

use crate::{Failure, config::Config};
use live::Hub;
use spaces::{
    Spaces,
    recording::Recorder,
    voice::{self, Identity},
};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};
use store::Store;
use tokio::sync::mpsc::Receiver;
use types::{Caption, SpaceId};

const CERTIFICATE: &str = "voice.pem";

pub fn open(
    config: &Config,
    store: Store,
    hub: Hub,
    recorder: Arc<Recorder>,
    captions: Receiver<(SpaceId, Caption)>,
) -> Result<Spaces, Failure> {
    let settings = &config.voice;
    let announce = match settings.announce.as_slice() {
        [] => reachable(settings.listen.ip()),
        named => named.to_vec(),
    };
    let voice = voice::Config {
        listen: settings.listen,
        // Port 0 stands for the one that was opened.
        announce: announce
            .into_iter()
            .map(|address| SocketAddr::new(address, 0))
            .collect(),
        identity: identity(&config.data)?,
        most_legs: settings.connections,
    };
    Spaces::start(store, hub, voice, recorder, captions).map_err(|error| {
        Failure::new(format!(
            "cannot listen for voices on {} (UDP): {error}; choose another address with --voice-listen",
            settings.listen
        ))
    })
}

/// What clients are told where nobody said anything. When listening on all addresses: those from which this machine
/// reaches others, and the loopback address for whoever sits at it.
fn reachable(listen: IpAddr) -> Vec<IpAddr> {
    if !listen.is_unspecified() {
        return vec![listen];
    }
    // Documentation addresses: connecting a UDP socket sends nothing, it only asks for the way.
    let ways = [
        (
            IpAddr::from(Ipv4Addr::UNSPECIFIED),
            SocketAddr::from(([192, 0, 2, 1], 9)),
        ),
        (
            IpAddr::from(Ipv6Addr::UNSPECIFIED),
            SocketAddr::from((Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9)),
        ),
    ];
    let ways = ways.into_iter().filter(|(from, _)| listen.is_ipv6() || from.is_ipv4());
    let mut found: Vec<IpAddr> = ways
        .filter_map(|(from, to)| {
            let socket = UdpSocket::bind((from, 0)).ok()?;
            socket.connect(to).ok()?;
            Some(socket.local_addr().ok()?.ip())
        })
        .collect();
    if found.is_empty() {
        tracing::warn!("no address was found under which others reach this machine; name one with --voice-announce");
    }
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    if !found.contains(&loopback) {
        found.push(loopback);
    }
    found
}

/// The certificate of before, or a new one: pages that hold an answer of before a restart can connect again.
fn identity(data: &Path) -> Result<Identity, Failure> {
    let path = data.join(CERTIFICATE);
    let failed =
        |error: &dyn std::fmt::Display| Failure::new(format!("the certificate for voices {}: {error}", path.display()));
    match fs::read(&path) {
        Ok(pem) => return Identity::from_pem(&pem).map_err(|error| failed(&error)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(&error)),
    }
    let identity = Identity::generate().map_err(|error| failed(&error))?;
    let pem = identity.to_pem().map_err(|error| failed(&error))?;
    let unfinished = data.join("voice.pem.unfinished");
    DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(data)
        .and_then(|()| {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut file = options.open(&unfinished)?;
            file.write_all(&pem)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)
        })
        .map_err(|error| failed(&error))?;
    Ok(identity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_certificate_is_kept_and_nobody_elses() {
        let folder = std::env::temp_dir().join(format!("piaf-voice-{}", std::process::id()));
        let first = identity(&folder).unwrap().to_pem().unwrap();
        assert_eq!(identity(&folder).unwrap().to_pem().unwrap(), first);
        let mode = fs::metadata(folder.join(CERTIFICATE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(folder.join(CERTIFICATE), "no certificate").unwrap();
        assert!(identity(&folder).err().unwrap().message.contains("voice.pem"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_address_that_reaches_nobody_is_not_announced() {
        let one: IpAddr = "192.0.2.7".parse().unwrap();
        assert_eq!(reachable(one), [one]);
        let all = reachable(Ipv4Addr::UNSPECIFIED.into());
        assert!(all.contains(&Ipv4Addr::LOCALHOST.into()) && all.iter().all(|address| !address.is_unspecified()));
    }
}
