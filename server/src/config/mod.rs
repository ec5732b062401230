//! Settings: read once at the start from flags, `PIAF_*` variables and an optional TOML file (in that order of strength)
//! into small structs that the rest of the program takes.

mod network;
mod parse;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod voice;

pub use network::Network;
pub use parse::SECRET;
use parse::{
    captions, choice, database_url, filter, folder, parse, proxies, secret, smtp, source_url, text, within, wrong,
};
pub use read::{Given, Values};
pub use table::{SETTINGS, Setting, variable};
pub use voice::Voice;

use http::{HeaderName, Uri};
use spaces::captions::Endpoint;
use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

/// Connections at a time, where nobody says otherwise: of all, and of one network address, which may be a school's.
pub const CONNECTIONS: u32 = 8192;
pub const CONNECTIONS_PER_ADDRESS: u32 = 512;

/// Why the settings cannot be used: names the setting, what it got and what it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ConfigError {}

#[derive(Clone, Debug)]
pub struct Config {
    pub http: Http,
    pub site: Site,
    pub database: Database,
    pub mail: Mail,
    pub limits: Limits,
    pub voice: Voice,
    pub log: Log,
    pub data: PathBuf,
    pub media: PathBuf,
    /// What turns speech in spaces into text; none: only speakers' browsers do.
    pub captions: Option<Arc<Endpoint>>,
}

#[derive(Clone, Debug)]
pub struct Http {
    pub listen: SocketAddr,
    pub trusted_proxies: Vec<Network>,
    /// Header in which those proxies name the country that a request comes from.
    pub country_header: Option<HeaderName>,
    pub metrics: Metrics,
    /// Most connections at a time, and most from one network address.
    pub connections: usize,
    pub connections_per_address: usize,
}

/// Who reads the metrics; nobody where neither is set.
#[derive(Clone, Default)]
pub struct Metrics {
    /// An address of their own, for whoever reaches it.
    pub listen: Option<SocketAddr>,
    /// Shown at the common address.
    pub token: Option<Arc<str>>,
}

/// Never prints the token.
impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metrics({:?})", self.listen)
    }
}

#[derive(Clone, Debug)]
pub struct Site {
    pub name: String,
    pub url: PublicUrl,
    /// Where the source of the running version is, as the AGPL asks. None where the build names no repository either.
    pub source_url: Option<String>,
    /// Folder of the compiled site: what the bundler wrote.
    pub folder: PathBuf,
}

impl Site {
    /// Cookies are `Secure` wherever people come by https.
    pub fn secure_cookies(&self) -> bool {
        self.url.secure
    }
}

/// Scheme and host under which people reach this instance; Piaf has the whole host to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    pub secure: bool,
    /// Host, with the port where it is not the scheme's own.
    pub authority: String,
}

impl PublicUrl {
    /// Whether everything between a browser and this server stays on one machine, or is encrypted.
    pub fn is_private(&self) -> bool {
        let host = self.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        self.secure
            || host == "localhost"
            || host.ends_with(".localhost")
            || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The host alone, as mail addresses use it.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }
}

/// Without a slash at the end.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }
}

impl FromStr for PublicUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let uri: Uri = text.parse().map_err(|_| ())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(()),
        };
        let authority = uri.authority().ok_or(())?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(());
        }
        let mut authority = authority.as_str().to_ascii_lowercase();
        if let Some(host) = authority.strip_suffix(if secure { ":443" } else { ":80" }) {
            authority = host.to_owned();
        }
        Ok(Self { secure, authority })
    }
}

#[derive(Clone, Debug)]
pub struct Database {
    /// None: the private Postgres in the data folder.
    pub url: Option<String>,
    pub connections: u32,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    /// None: messages are written to the folder `mail` of the data folder.
    pub smtp: Option<Smtp>,
}

#[derive(Clone)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    pub credentials: Option<(String, String)>,
}

/// Never prints the password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{}, {:?})", self.host, self.port, self.tls)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    StartTls,
    Tls,
    None,
}

/// Tries from one network address in an hour; 0 is no limit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub sign_ups_per_hour: u32,
    pub log_ins_per_hour: u32,
}

#[derive(Clone, Debug)]
pub struct Log {
    pub filter: String,
    pub json: bool,
}

impl Config {
    /// Reads everything. `flags` go by key; `config` is the file named by `--config`; `variables` is the environment.
    pub fn load(
        flags: &BTreeMap<String, String>,
        config: Option<&str>,
        variables: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut values = Values::default();
        values.add_flags(flags);
        values.add_variables(variables)?;
        values.add_database_url(variables);
        let named = config
            .map(str::to_owned)
            .or_else(|| variables.get("PIAF_CONFIG").cloned());
        let (path, must_exist) = match named {
            Some(path) => (PathBuf::from(path), true),
            None => (
                Path::new(values.get("data").map_or("data", |given| &given.value)).join("piaf.toml"),
                false,
            ),
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => values.add_file(&path, &text)?,
            Err(error) if !must_exist && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(ConfigError(format!("{}: cannot be read: {error}", path.display()))),
        }
        Self::from_values(&values)
    }

    /// Turns what was given into settings.
    pub fn from_values(values: &Values) -> Result<Self, ConfigError> {
        let listen = parse(values, "listen", "an address such as 127.0.0.1:8000")?
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8000)));
        let url = parse(
            values,
            "public_url",
            "an address without a path, such as https://piaf.example",
        )?
        .unwrap_or_else(|| PublicUrl {
            secure: false,
            authority: reachable(listen),
        });
        let data = folder(values, "data")?.unwrap_or_else(|| PathBuf::from("data"));
        let data = std::path::absolute(&data)
            .map_err(|error| ConfigError(format!("data: got {:?}: {error}", data.display().to_string())))?;
        let from = match values.get("mail_from") {
            Some(given) => given
                .value
                .parse::<lettre::message::Mailbox>()
                .map(|_| given.value.clone())
                .map_err(|_| wrong(given, "a mail address such as piaf@piaf.example"))?,
            None => format!(
                "piaf@{}",
                if url.host().contains('.') {
                    url.host()
                } else {
                    "localhost.localdomain"
                }
            ),
        };
        Ok(Self {
            http: Http {
                listen,
                trusted_proxies: proxies(values)?,
                country_header: parse(values, "country_header", "the name of a header such as CF-IPCountry")?,
                metrics: Metrics {
                    listen: parse(values, "metrics_listen", "an address such as 127.0.0.1:9100")?,
                    token: secret(values, "metrics_token")?,
                },
                connections: within(values, "connections", 16..=1_000_000)?.unwrap_or(CONNECTIONS) as usize,
                connections_per_address: within(values, "connections_per_address", 1..=1_000_000)?
                    .unwrap_or(CONNECTIONS_PER_ADDRESS) as usize,
            },
            site: Site {
                name: text(values, "name", 50)?.unwrap_or_else(|| "Piaf".to_owned()),
                url,
                source_url: source_url(values)?,
                folder: folder(values, "site")?.unwrap_or_else(site_folder),
            },
            database: Database {
                url: database_url(values)?,
                connections: within(values, "database_connections", 2..=500)?.unwrap_or(16),
            },
            mail: Mail {
                from,
                smtp: smtp(values)?,
            },
            limits: Limits {
                sign_ups_per_hour: within(values, "sign_ups_per_hour", 0..=1_000_000)?.unwrap_or(500),
                log_ins_per_hour: within(values, "log_ins_per_hour", 0..=1_000_000)?.unwrap_or(1000),
            },
            voice: Voice::read(values, listen)?,
            log: Log {
                filter: filter(values)?,
                json: choice(values, "log_format", &[("text", false), ("json", true)])?.unwrap_or(false),
            },
            captions: captions(values)?,
            media: folder(values, "media")?.unwrap_or_else(|| data.join("media")),
            data,
        })
    }
}

/// An address that a browser can open: the loopback address where all addresses are listened on.
fn reachable(listen: SocketAddr) -> String {
    let mut address = listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    if address.port() == 80 {
        address.ip().to_string()
    } else {
        address.to_string()
    }
}

/// The compiled site: beside the program where it is installed, above it in a build folder.
fn site_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .ancestors()
        .skip(1)
        .take(4)
        .map(|folder| folder.join("site"))
        .find(|folder| folder.is_dir())
        .unwrap_or_else(|| PathBuf::from("target/site"))
}
