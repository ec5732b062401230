//! The command line. The settings' flags come from the one table in `config`.

mod accounts;
mod bounds;
mod features;
mod jobs;

use crate::{
    Failure,
    config::{Config, SETTINGS, variable},
    http::routes,
    ops::{application, database::Database, log, serve},
};
use clap::{Arg, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::collections::BTreeMap;

/// A public square that you host yourself.
#[derive(Debug, Parser)]
#[command(name = "piaf", version, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server, and the private database where no other is named
    Serve,
    /// Bring the database to the newest schema, and end
    Migrate,
    /// Fill an empty instance with fictional accounts, conversations and pictures
    Demo(DemoOptions),
    /// Create and manage accounts
    #[command(subcommand)]
    Account(accounts::AccountCommand),
    /// Print every limit of this instance, with its settings
    Limits,
    /// Print every address that the server answers, and who may ask
    Routes,
    /// Show how the work beside the requests stands, or try again what was given up
    Jobs(jobs::JobsOptions),
    /// Open a feature to everyone, to nobody, to some accounts or to some countries
    Feature(features::FeatureOptions),
}

#[derive(Debug, Args)]
struct DemoOptions {
    /// Generate this many posts more, by as many accounts as suits them
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=5_000_000))]
    posts: u32,
}

/// Reads the command line and the settings, and does what they say.
pub async fn run() -> Result<(), Failure> {
    let matches = command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let (flags, file) = settings(&matches);
    let variables: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .collect();
    let config = Config::load(&flags, file.as_deref(), &variables)?;
    log::start(&config.log);
    match cli.command {
        Command::Serve => serve::serve(config).await,
        Command::Limits => {
            print!("{}", bounds::table(&config));
            Ok(())
        }
        Command::Routes => {
            print!("{}", routes::table());
            Ok(())
        }
        Command::Migrate => {
            let database = Database::open(&config)?;
            let outcome = database.migrate().await;
            database.close().await;
            outcome?;
            println!("The database has the newest schema.");
            Ok(())
        }
        Command::Demo(options) => {
            let database = Database::open(&config)?;
            let outcome = async {
                database.migrate().await?;
                let instance = demo::Instance {
                    store: &database.store,
                    media: &application::media(&config.media)?,
                    recordings: &application::recordings(&config),
                    public_url: config.site.url.to_string(),
                };
                Ok(demo::fill(&instance, options.posts).await?)
            };
            let outcome = outcome.await;
            database.close().await;
            outcome
        }
        Command::Account(command) => {
            let database = Database::open(&config)?;
            let outcome = async {
                database.migrate().await?;
                accounts::run(&database.store, command).await
            };
            let outcome = outcome.await;
            database.close().await;
            outcome
        }
        Command::Jobs(options) => {
            let database = Database::open(&config)?;
            let outcome = async {
                database.migrate().await?;
                jobs::run(&database.store, options).await
            };
            let outcome = outcome.await;
            database.close().await;
            outcome
        }
        Command::Feature(options) => {
            let database = Database::open(&config)?;
            let outcome = async {
                database.migrate().await?;
                features::run(&database.store, options).await
            };
            let outcome = outcome.await;
            database.close().await;
            outcome
        }
    }
}

fn command() -> clap::Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("TOML file with settings [PIAF_CONFIG] [default: piaf.toml in the data folder, if it is there]")
        .global(true)
        .help_heading("Settings");
    let secrets: Vec<String> = SETTINGS
        .iter()
        .filter(|setting| setting.secret)
        .map(|setting| {
            format!(
                "  {}  {}, by variable or file only\n",
                variable(setting.key),
                setting.help
            )
        })
        .collect();
    SETTINGS
        .iter()
        .filter(|setting| !setting.secret)
        .fold(Cli::command(), |command, setting| {
            command.arg(
                Arg::new(setting.key)
                    .long(setting.flag)
                    .value_name(setting.value_name)
                    .help(format!(
                        "{} [{}] [default: {}]",
                        setting.help,
                        variable(setting.key),
                        setting.default
                    ))
                    .global(true)
                    .help_heading("Settings"),
            )
        })
        .arg(config)
        .after_help(format!(
            "Each setting can be given as a flag, as the variable named beside it, or in the TOML file under the \
             variable's name in lower case without PIAF_; the first of these that is there counts. Also:\n{}",
            secrets.concat()
        ))
}

/// The flags by key, and the named file; they may stand before or after the subcommand.
fn settings(matches: &ArgMatches) -> (BTreeMap<String, String>, Option<String>) {
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let value = |key: &str| innermost.get_one::<String>(key).cloned();
    let flags = SETTINGS
        .iter()
        .filter(|setting| !setting.secret)
        .filter_map(|setting| Some((setting.key.to_owned(), value(setting.key)?)))
        .collect();
    (flags, value("config"))
}

#[cfg(test)]
mod tests {
    use super::{features::FeatureAudience, *};

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn settings_may_stand_anywhere() {
        for line in [
            "piaf --listen [::1]:1 account role sam operator",
            "piaf account role --listen [::1]:1 sam operator",
        ] {
            let matches = command().try_get_matches_from(line.split(' ')).unwrap();
            let (flags, file) = settings(&matches);
            assert_eq!(flags.get("listen").map(String::as_str), Some("[::1]:1"), "{line}");
            assert_eq!(file, None);
        }
    }

    #[test]
    fn a_feature_is_opened_to_some() {
        let parse = |line: &str| {
            let matches = command().try_get_matches_from(line.split(' ')).map_err(drop)?;
            match Cli::from_arg_matches(&matches).map_err(drop)?.command {
                Command::Feature(options) => Ok(options.open),
                _ => Err(()),
            }
        };
        let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        assert_eq!(parse("piaf feature co-posts nobody"), Ok(FeatureAudience::Nobody));
        assert_eq!(
            parse("piaf feature co-posts accounts @ada ben"),
            Ok(FeatureAudience::Accounts {
                handles: texts(&["@ada", "ben"])
            })
        );
        assert_eq!(
            parse("piaf feature co-posts countries fr CH"),
            Ok(FeatureAudience::Countries {
                codes: texts(&["FR", "CH"])
            })
        );
        for wrong in [
            "co-posts",
            "co-posts countries France",
            "co-posts accounts",
            "spaces nobody",
        ] {
            assert_eq!(parse(&format!("piaf feature {wrong}")), Err(()), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_no_flag_and_every_other_setting_is() {
        let help = command().render_long_help().to_string();
        assert!(!help.contains("--smtp-password") && help.contains("PIAF_SMTP_PASSWORD"));
        for setting in SETTINGS.iter().filter(|setting| !setting.secret) {
            assert!(help.contains(&format!("--{}", setting.flag)), "{}", setting.key);
        }
    }
}
