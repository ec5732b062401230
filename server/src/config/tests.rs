//! Which settings are taken, from where, and what is said of wrong ones.

use super::*;

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn refused(variables: &[(&str, &str)]) -> String {
    Config::load(&map(&[]), None, &map(variables))
        .expect_err("refused")
        .to_string()
}

#[test]
fn flags_win_over_variables_and_variables_over_the_file() {
    let folder = std::env::temp_dir().join(format!("piaf-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let data = folder.display().to_string();
    std::fs::write(
        folder.join("piaf.toml"),
        "name = \"File\"\nlisten = \"127.0.0.1:3\"\ntrusted_proxies = [\"10.0.0.1\"]\nlog_ins_per_hour = 7\n",
    )
    .unwrap();
    let variables = map(&[
        ("PIAF_DATA", &data),
        ("PIAF_LISTEN", "127.0.0.1:2"),
        ("PIAF_NAME", "Variable"),
    ]);
    let config = Config::load(&map(&[("listen", "127.0.0.1:1")]), None, &variables).unwrap();
    assert_eq!(config.http.listen.port(), 1);
    assert_eq!(config.site.name, "Variable");
    assert_eq!(config.http.trusted_proxies, ["10.0.0.1".parse().unwrap()]);
    assert_eq!(
        (config.limits.log_ins_per_hour, config.limits.sign_ups_per_hour),
        (7, 500)
    );
    assert_eq!(config.site.url.to_string(), "http://127.0.0.1:1");
    assert_eq!(config.media, folder.join("media"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_wrong_value_names_the_setting_what_it_got_and_what_it_wants() {
    for (name, value, message) in [
        (
            "PIAF_LISTEN",
            "abc",
            "PIAF_LISTEN: got \"abc\", wants an address such as 127.0.0.1:8000",
        ),
        (
            "PIAF_SOURCE_URL",
            "javascript:alert(1)",
            "PIAF_SOURCE_URL: got \"javascript:alert(1)\", wants an address such as https://example.org/piaf",
        ),
        (
            "PIAF_DATABASE_CONNECTIONS",
            "1",
            "PIAF_DATABASE_CONNECTIONS: got \"1\", wants a number from 2 to 500",
        ),
        (
            "PIAF_LOG_FORMAT",
            "xml",
            "PIAF_LOG_FORMAT: got \"xml\", wants text or json",
        ),
        (
            "PIAF_TRUSTED_PROXIES",
            "10.0.0.0/40",
            "PIAF_TRUSTED_PROXIES: got \"10.0.0.0/40\", wants addresses or networks such as 127.0.0.1,10.0.0.0/8",
        ),
        (
            "PIAF_PUBLIC_URL",
            "https://piaf.example/sub",
            "PIAF_PUBLIC_URL: got \"https://piaf.example/sub\", wants an address without a path, such as https://piaf.example",
        ),
        ("PIAF_SMTP_USER", "sam", "PIAF_SMTP_USER: wants smtp_password beside it"),
        (
            "PIAF_LISTENN",
            "x",
            "PIAF_LISTENN: there is no such setting; did you mean listen?",
        ),
    ] {
        assert_eq!(refused(&[(name, value)]), message);
    }
}

#[test]
fn an_unknown_key_of_the_file_is_named() {
    let mut values = Values::default();
    let error = values
        .add_file(Path::new("piaf.toml"), "lisen = \"127.0.0.1:1\"")
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("piaf.toml: lisen: there is no such setting"),
        "{error}"
    );
    let error = values
        .add_file(Path::new("piaf.toml"), "[smtp]\nhost = \"x\"")
        .unwrap_err();
    assert!(error.to_string().starts_with("piaf.toml: smtp:"), "{error}");
}

#[test]
fn a_database_address_is_never_repeated_in_messages() {
    let message = refused(&[("DATABASE_URL", "mysql://user:secret@host/piaf")]);
    assert!(
        message.contains("DATABASE_URL") && !message.contains("secret"),
        "{message}"
    );
}

#[test]
fn cookies_are_secure_by_https() {
    let config = Config::load(&map(&[("public_url", "https://Piaf.example:443/")]), None, &map(&[])).unwrap();
    assert!(config.site.secure_cookies());
    assert_eq!(config.site.url.to_string(), "https://piaf.example");
    assert_eq!(config.mail.from, "piaf@piaf.example");
}

#[test]
fn voices_take_the_port_of_pages_unless_told_otherwise() {
    let config = Config::load(&map(&[("listen", "192.0.2.7:81")]), None, &map(&[])).unwrap();
    assert_eq!(config.voice.listen.to_string(), "192.0.2.7:81");
    assert!(config.voice.announce.is_empty());
    let variables = [
        ("PIAF_VOICE_LISTEN", "0.0.0.0:9000"),
        ("PIAF_VOICE_ANNOUNCE", "192.0.2.7, 2001:db8::7"),
        ("PIAF_VOICE_CONNECTIONS", "5"),
    ];
    let voice = Config::load(&map(&[]), None, &map(&variables)).unwrap().voice;
    assert_eq!(
        (voice.listen.port(), voice.announce.len(), voice.connections),
        (9000, 2, 5)
    );
    for announced in ["0.0.0.0", "192.0.2.7:9000", "piaf.example"] {
        let message = refused(&[("PIAF_VOICE_ANNOUNCE", announced)]);
        assert!(
            message.ends_with("wants addresses such as 192.0.2.7,2001:db8::7"),
            "{message}"
        );
    }
}

#[test]
fn a_turn_server_has_addresses_and_its_secret_is_never_printed() {
    let voice = |variables: &[(&str, &str)]| Config::load(&map(&[]), None, &map(variables)).unwrap().voice;
    assert!(voice(&[]).turn.is_none());
    let given = [
        ("PIAF_TURN", "turn:turn.example:3478, turns:turn.example?transport=tcp"),
        ("PIAF_TURN_SECRET", "north"),
    ];
    let printed = format!("{:?}", voice(&given));
    assert!(
        printed.contains("turns:turn.example") && !printed.contains("north"),
        "{printed}"
    );
    assert_eq!(refused(&given[..1]), "PIAF_TURN: wants turn_secret beside it");
    assert_eq!(refused(&given[1..]), "PIAF_TURN_SECRET: wants turn beside it");
    let message = refused(&[("PIAF_TURN", "turn.example"), given[1]]);
    assert!(
        message.ends_with("wants addresses such as turn:turn.example.org:3478?transport=tcp"),
        "{message}"
    );
}

#[test]
fn a_service_for_captions_has_an_address_and_its_key_is_never_printed() {
    let address = "https://speech.example:8443/v1/audio/transcriptions";
    let given = map(&[("captions_url", address), ("captions_key", "secret")]);
    let config = Config::load(&given, None, &map(&[])).unwrap();
    let endpoint = format!("{:?}", config.captions);
    assert!(endpoint.contains("speech.example:8443/v1") && !endpoint.contains("secret"));
    for address in [
        "speech.example",
        "ftp://speech.example/",
        "https://me:secret@speech.example/",
    ] {
        let given = map(&[("captions_url", address)]);
        let refused = Config::load(&given, None, &map(&[])).unwrap_err();
        assert!(
            refused.0.contains("captions-url") && !refused.0.contains("secret"),
            "{refused}"
        );
    }
}

#[test]
fn a_token_for_the_metrics_is_long_and_not_repeated() {
    let words = refused(&[("PIAF_METRICS_TOKEN", "short")]);
    assert_eq!(words, "PIAF_METRICS_TOKEN: wants 16 to 256 visible characters of ASCII");
    let variables = map(&[("PIAF_METRICS_TOKEN", "0123456789abcdef")]);
    let config = Config::load(&map(&[]), None, &variables).unwrap();
    assert_eq!(config.http.metrics.token.as_deref(), Some("0123456789abcdef"));
    assert!(!format!("{config:?}").contains("0123456789abcdef"));
}

#[test]
fn plain_http_is_private_on_this_machine_only() {
    for (url, private) in [
        ("http://127.0.0.1:8000", true),
        ("http://[::1]:8000", true),
        ("http://localhost:8000", true),
        ("http://piaf.localhost", true),
        ("https://piaf.example", true),
        ("http://piaf.example", false),
        ("http://192.168.1.5:8000", false),
        ("http://[2001:db8::1]", false),
    ] {
        assert_eq!(url.parse::<PublicUrl>().unwrap().is_private(), private, "{url}");
    }
}
