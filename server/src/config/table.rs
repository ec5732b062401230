//! The one table of settings: flags, variables, the file's keys and the help all derive from it.

/// One setting. `listen_on` would be `--listen-on`, `PIAF_LISTEN_ON` and the key `listen_on` of the file.
pub struct Setting {
    pub key: &'static str,
    pub flag: &'static str,
    /// What the value stands for in the help, such as `ADDRESS`.
    pub value_name: &'static str,
    pub help: &'static str,
    /// How the help names the value that is taken when nobody says anything.
    pub default: &'static str,
    /// Secrets are taken from the environment or the file only: flags are seen by everybody on the machine.
    pub secret: bool,
}

const fn setting(
    key: &'static str,
    flag: &'static str,
    value_name: &'static str,
    default: &'static str,
    help: &'static str,
) -> Setting {
    Setting {
        key,
        flag,
        value_name,
        help,
        default,
        secret: false,
    }
}

pub const SETTINGS: &[Setting] = &[
    setting(
        "listen",
        "listen",
        "ADDRESS",
        "127.0.0.1:8000",
        "Address and port to listen on",
    ),
    setting(
        "public_url",
        "public-url",
        "URL",
        "http:// and the listening address",
        "Address under which people reach this instance",
    ),
    setting("name", "name", "TEXT", "Piaf", "Name of this instance"),
    setting(
        "source_url",
        "source-url",
        "URL",
        "Piaf's own repository",
        "Where the source of the running version is, for the link on /about; name your own where you changed Piaf",
    ),
    setting(
        "data",
        "data",
        "FOLDER",
        "./data",
        "Folder for the private database, pictures, recordings and mail",
    ),
    setting(
        "site",
        "site",
        "FOLDER",
        "the folder `site` beside or above the program",
        "Folder of the compiled site",
    ),
    setting(
        "media",
        "media",
        "FOLDER",
        "the folder `media` of the data folder",
        "Folder for pictures",
    ),
    setting(
        "database_url",
        "database-url",
        "URL",
        "a private Postgres in the data folder",
        "Postgres to use, such as postgres://user@host/piaf; DATABASE_URL is read too",
    ),
    setting(
        "database_connections",
        "database-connections",
        "NUMBER",
        "16",
        "Most connections to the database, 2 to 500",
    ),
    setting(
        "mail_from",
        "mail-from",
        "ADDRESS",
        "piaf@ and the public host",
        "Sender of mail",
    ),
    setting(
        "smtp_host",
        "smtp-host",
        "HOST",
        "none: mail is written to the data folder",
        "Server that takes outgoing mail",
    ),
    setting(
        "smtp_port",
        "smtp-port",
        "PORT",
        "587, or 465 with tls, or 25 with none",
        "Its port",
    ),
    setting(
        "smtp_tls",
        "smtp-tls",
        "KIND",
        "starttls",
        "How the connection is protected: starttls, tls or none",
    ),
    setting("smtp_user", "smtp-user", "NAME", "none", "User name at the mail server"),
    Setting {
        key: "smtp_password",
        flag: "smtp-password",
        value_name: "TEXT",
        help: "Password at the mail server",
        default: "none",
        secret: true,
    },
    setting(
        "captions_url",
        "captions-url",
        "URL",
        "none: only speakers' browsers recognise speech",
        "Service that turns speech in spaces into captions, such as http://127.0.0.1:9000/v1/audio/transcriptions",
    ),
    Setting {
        key: "captions_key",
        flag: "captions-key",
        value_name: "TEXT",
        help: "Key of that service, sent as a bearer token",
        default: "none",
        secret: true,
    },
    setting(
        "captions_model",
        "captions-model",
        "NAME",
        "none",
        "Model that it is asked to use",
    ),
    setting(
        "trusted_proxies",
        "trusted-proxies",
        "LIST",
        "none",
        "Addresses or networks, separated by commas, whose X-Forwarded-For is believed",
    ),
    setting(
        "country_header",
        "country-header",
        "NAME",
        "none",
        "Header in which a trusted proxy names the country of a request (ISO 3166-1), for features open in some",
    ),
    setting(
        "metrics_listen",
        "metrics-listen",
        "ADDRESS",
        "none",
        "Address and port at which whoever reaches it reads the metrics",
    ),
    Setting {
        key: "metrics_token",
        flag: "metrics-token",
        value_name: "TEXT",
        help: "Token that opens /metrics, shown as a bearer token",
        default: "none: /metrics is not there",
        secret: true,
    },
    setting(
        "connections",
        "connections",
        "NUMBER",
        "8192, or what the system lets the program open",
        "Most connections at a time",
    ),
    setting(
        "connections_per_address",
        "connections-per-address",
        "NUMBER",
        "512",
        "Most connections at a time from one network address; trusted proxies have no such limit",
    ),
    setting(
        "sign_ups_per_hour",
        "sign-ups-per-hour",
        "NUMBER",
        "500",
        "Sign-ups from one network address in an hour; 0 for no limit",
    ),
    setting(
        "log_ins_per_hour",
        "log-ins-per-hour",
        "NUMBER",
        "1000",
        "Tries to log in or to reset a password from one address in an hour; 0 for no limit",
    ),
    setting(
        "voice_listen",
        "voice-listen",
        "ADDRESS",
        "the address and the number of the port listened on",
        "Address and UDP port for the voices of spaces",
    ),
    setting(
        "voice_announce",
        "voice-announce",
        "LIST",
        "the address listened on; those of this machine when listening on all",
        "IP addresses, separated by commas, under which listeners reach that port",
    ),
    setting(
        "voice_connections",
        "voice-connections",
        "NUMBER",
        "2000",
        "Most connections of listeners and speakers at a time",
    ),
    setting(
        "turn",
        "turn",
        "LIST",
        "none: voices need UDP",
        "Addresses of a TURN server, separated by commas, such as turn:turn.example.org:3478?transport=tcp",
    ),
    Setting {
        key: "turn_secret",
        flag: "turn-secret",
        value_name: "TEXT",
        help: "Secret shared with that server",
        default: "none",
        secret: true,
    },
    setting(
        "log",
        "log",
        "FILTER",
        "info",
        "What is logged, such as warn or info,store=debug",
    ),
    setting(
        "log_format",
        "log-format",
        "KIND",
        "text",
        "How it is logged: text or json",
    ),
];

/// The variable of a setting.
pub fn variable(key: &str) -> String {
    format!("PIAF_{}", key.to_uppercase())
}
