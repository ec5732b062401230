//! `piaf account …`: what an operator does at the terminal.

use crate::Failure;
use clap::{Subcommand, ValueEnum};
use rand::Rng;
use std::io::BufRead;
use store::{NewAccount, Store, passwords};
use types::{Error, Field, Rule, handle, password};

/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Create an account and print its password
    Create {
        /// 1 to 15 of letters, digits and _
        handle: String,
        /// Address for password resets
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Display name; the handle where it is left out
        #[arg(long = "display-name", value_name = "TEXT")]
        display_name: Option<String>,
        /// Let the account operate this instance
        #[arg(long)]
        operator: bool,
        /// Read the password from the first line of the input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Suspend an account: it and its posts are gone for everybody, and its sessions end
    Suspend { handle: String },
    /// Lift a suspension
    Unsuspend { handle: String },
    /// Give an account a new password, print it, and end its sessions
    ResetPassword {
        handle: String,
        /// Read the password from the first line of the input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make an account an operator, or a person like any other
    Role { handle: String, role: Role },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Person,
    Operator,
}

/// Does what the command says and prints the outcome.
pub async fn run(store: &Store, command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Create {
            handle,
            email,
            display_name,
            operator,
            password_stdin,
        } => {
            let handle = handle::parse(&handle).map_err(|_| {
                Failure::new(format!(
                    "the handle {handle:?} cannot be taken: 1 to 15 of letters, digits and _, and not reserved"
                ))
            })?;
            let (password, made) = choose_password(password_stdin, &[&handle, &email])?;
            let account = NewAccount {
                display_name: display_name.unwrap_or_else(|| handle.clone()),
                password_hash: passwords::hash(password.clone())
                    .await
                    .map_err(|error| explain(&handle, &error))?,
                email,
                handle,
            };
            store
                .create_account(&account)
                .await
                .map_err(|error| explain(&account.handle, &error))?;
            if operator {
                store
                    .set_role(&account.handle, true)
                    .await
                    .map_err(|error| explain(&account.handle, &error))?;
            }
            println!("@{} is created.", account.handle);
            tell_password(&password, made);
        }
        AccountCommand::Suspend { handle } => {
            store.suspend(&handle).await.map_err(|error| explain(&handle, &error))?;
            println!("{} is suspended.", at(&handle));
        }
        AccountCommand::Unsuspend { handle } => {
            store
                .unsuspend(&handle)
                .await
                .map_err(|error| explain(&handle, &error))?;
            println!("{} is active again.", at(&handle));
        }
        AccountCommand::ResetPassword { handle, password_stdin } => {
            let account = store
                .account_by_handle(&handle)
                .await
                .map_err(|error| explain(&handle, &error))?;
            let (password, made) = choose_password(password_stdin, &[&handle])?;
            let hash = passwords::hash(password.clone())
                .await
                .map_err(|error| explain(&handle, &error))?;
            store
                .set_password(account, &hash, None, None)
                .await
                .map_err(|error| explain(&handle, &error))?;
            println!("{} has a new password; its sessions are ended.", at(&handle));
            tell_password(&password, made);
        }
        AccountCommand::Role { handle, role } => {
            store
                .set_role(&handle, role == Role::Operator)
                .await
                .map_err(|error| explain(&handle, &error))?;
            println!(
                "{} is {} now.",
                at(&handle),
                if role == Role::Operator {
                    "an operator"
                } else {
                    "a person like any other"
                }
            );
        }
    }
    Ok(())
}

fn at(handle: &str) -> String {
    format!("@{}", handle.trim().trim_start_matches('@'))
}

fn explain(handle: &str, error: &Error) -> Failure {
    Failure::new(match error {
        Error::NotFound => format!("there is no account {} for this", at(handle)),
        Error::Invalid {
            field: Field::Email,
            rule: Rule::EmailTaken,
        } => "another account has this address".to_owned(),
        Error::Invalid {
            rule: Rule::HandleTaken | Rule::HandleLooksTaken,
            ..
        } => {
            format!("{} is taken, or looks like one that is", at(handle))
        }
        other => other.to_string(),
    })
}

/// The password, and whether it was made here and must be told.
fn choose_password(from_input: bool, context: &[&str]) -> Result<(String, bool), Failure> {
    if !from_input {
        return Ok((make_password(), true));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let text = line.trim_end_matches(['\r', '\n']).to_owned();
    if text.len() > password::MAX_BYTES || !password::strength(&text, context).is_acceptable() {
        return Err(Failure::new(
            "the password is too easy to guess, or longer than 256 bytes",
        ));
    }
    Ok((text, false))
}

fn tell_password(password: &str, made: bool) {
    if made {
        println!("Password: {password}");
    }
}

/// Four groups of four: 80 random bits.
fn make_password() -> String {
    let mut rng = rand::rng();
    let groups: Vec<String> = (0..4)
        .map(|_| {
            (0..4)
                .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
                .collect()
        })
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_good_enough_for_ourselves() {
        let password = make_password();
        assert_eq!(password.len(), 19);
        assert!(password::strength(&password, &["sam"]).is_acceptable());
        assert_ne!(password, make_password());
    }
}
