//! Outgoing mail: over SMTP where it is configured, else as files in the data folder. A job hands it over (`jobs.rs`); who
//! waits for a page does not wait for a mail server.

use crate::config;
use base::services::{Mail, SendMail};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::time::timeout;

/// Time for one try.
const TIME: Duration = Duration::from_secs(20);

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>, Arc<Path>),
}

impl Mailer {
    /// Prepares the way that the settings name; connects with the first message.
    pub fn new(settings: &config::Mail, data: &Path) -> Result<Self, Failure> {
        let transport = match &settings.smtp {
            Some(smtp) => {
                let builder = match smtp.tls {
                    config::SmtpTls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&smtp.host)?,
                    config::SmtpTls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&smtp.host)?,
                    config::SmtpTls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host),
                };
                let builder = builder.port(smtp.port).timeout(Some(TIME));
                let builder = match &smtp.credentials {
                    Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
                    None => builder,
                };
                Transport::Smtp(builder.build())
            }
            None => {
                let folder = data.join("mail");
                make_private_folder(&folder)?;
                Transport::Files(AsyncFileTransport::new(&folder), folder.into())
            }
        };
        if let Transport::Files(_, folder) = &transport {
            tracing::info!(folder = %folder.display(), "no mail server is configured: mail is written to files");
        }
        Ok(Self {
            from: settings.from.parse()?,
            transport,
        })
    }

    /// Hands a message over. What went wrong does not name the recipient.
    async fn send(&self, mail: &Mail) -> Result<(), String> {
        let sent = match timeout(TIME, self.deliver(mail)).await {
            Ok(sent) => sent.map_err(|error| error.to_string()),
            Err(_) => Err("the mail server takes too long".to_owned()),
        };
        let outcome = if sent.is_ok() { "sent" } else { "failed" };
        metrics::counter!("mails_total", "outcome" => outcome).increment(1);
        sent
    }

    /// The same as the app takes it.
    pub fn into_send_mail(self) -> SendMail {
        let mailer = Arc::new(self);
        Arc::new(move |mail| {
            let mailer = mailer.clone();
            Box::pin(async move { mailer.send(&mail).await })
        })
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), Failure> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse()?)
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())?;
        match &self.transport {
            // The server's own words may name the recipient.
            Transport::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => {}
                Err(error) => {
                    return Err(match error.status() {
                        Some(code) => format!("the mail server answered {code}").into(),
                        None => "the mail server was not reached".into(),
                    });
                }
            },
            Transport::Files(files, folder) => {
                let name = files.send(message).await?;
                tracing::info!(file = %folder.join(format!("{name}.eml")).display(), "mail written");
            }
        }
        Ok(())
    }
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_mail_server_mail_becomes_a_file() {
        let data = std::env::temp_dir().join(format!("piaf-mail-{}", std::process::id()));
        let settings = config::Mail {
            from: "piaf@piaf.example".to_owned(),
            smtp: None,
        };
        let mailer = Mailer::new(&settings, &data).unwrap();
        let mail = Mail {
            to: "ada@piaf.example".into(),
            subject: "Été".into(),
            text: "Bonjour".into(),
        };
        mailer.deliver(&mail).await.unwrap();
        let file = std::fs::read_dir(data.join("mail"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let text = std::fs::read_to_string(file).unwrap();
        assert!(
            text.contains("To: ada@piaf.example") && text.contains("Bonjour"),
            "{text}"
        );
        std::fs::remove_dir_all(data).unwrap();
    }
}
