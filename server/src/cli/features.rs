//! `piaf feature …`: what an operator opens to some only.

use crate::Failure;
use clap::{Args, Subcommand, ValueEnum};
use store::{FeatureFor, Store};
use types::{CO_POSTS, Error};

#[derive(Debug, Args)]
pub struct FeatureOptions {
    pub feature: Feature,
    #[command(subcommand)]
    pub open: FeatureAudience,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Feature {
    /// Starting posts by two
    CoPosts,
}

/// The last word counts alone.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum FeatureAudience {
    Everyone,
    Nobody,
    /// Only these accounts
    Accounts {
        #[arg(required = true, value_name = "HANDLE")]
        handles: Vec<String>,
    },
    /// Only requests from these countries, as a trusted proxy names them (see --country-header)
    Countries {
        /// ISO 3166-1, two letters
        #[arg(required = true, value_name = "CODE", value_parser = country)]
        codes: Vec<String>,
    },
}

fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("a country has two letters, such as FR".to_owned())
    }
}

/// Does what the command says and prints the outcome.
pub async fn run(store: &Store, FeatureOptions { feature, open }: FeatureOptions) -> Result<(), Failure> {
    let name = match feature {
        Feature::CoPosts => CO_POSTS,
    };
    let (open, said) = match open {
        FeatureAudience::Everyone => (FeatureFor::Everyone, "everyone".to_owned()),
        FeatureAudience::Nobody => (FeatureFor::Nobody, "nobody".to_owned()),
        FeatureAudience::Accounts { handles } => {
            let mut accounts = Vec::new();
            for handle in &handles {
                accounts.push(store.account_by_handle(handle).await.map_err(|error| match error {
                    Error::NotFound => Failure::new(format!("nobody has the handle {handle:?}; nothing was changed")),
                    error => Failure::new(format!("{handle}: {error}")),
                })?);
            }
            (FeatureFor::Accounts(accounts), handles.join(", "))
        }
        FeatureAudience::Countries { codes } => {
            let said = codes.join(", ");
            (FeatureFor::Countries(codes), said)
        }
    };
    store
        .set_feature(name, &open)
        .await
        .map_err(|error| Failure::new(format!("{name}: {error}")))?;
    println!("{name} is open to: {said}.");
    Ok(())
}
