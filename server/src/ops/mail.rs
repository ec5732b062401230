//! Outgoing mail: over SMTP where it is configured, else as files in the data folder. Sent in the background; who waits
//! for a page does not wait for a mail server.

use crate::config;
use app::services::{Mail, SendMail};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

/// Time for one try, and how many there are.
pub const TIME: Duration = Duration::from_secs(20);
pub const TRIES: u32 = 3;
/// Messages on their way at a time; more are refused rather than piled up.
pub const AT_A_TIME: usize = 200;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    places: Arc<Semaphore>,
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
            places: Arc::new(Semaphore::new(AT_A_TIME)),
        })
    }

    /// Sends in the background, up to three times. Failures are logged without the recipient's address.
    pub fn send(&self, mail: Mail) {
        let mailer = self.clone();
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            tracing::error!("too many messages on their way: one is dropped");
            return;
        };
        tokio::spawn(async move {
            let _place = place;
            for attempt in 1..=TRIES {
                match timeout(TIME, mailer.deliver(&mail)).await {
                    Ok(Ok(())) => {
                        metrics::counter!("mails_total", "outcome" => "sent").increment(1);
                        return;
                    }
                    Ok(Err(error)) => tracing::warn!(attempt, %error, "a message was not sent"),
                    Err(_) => tracing::warn!(attempt, "a message was not sent: the mail server takes too long"),
                }
                sleep(Duration::from_secs(u64::from(attempt) * 5)).await;
            }
            metrics::counter!("mails_total", "outcome" => "failed").increment(1);
            tracing::error!("a message was given up after {TRIES} tries");
        });
    }

    /// The same as the app takes it.
    pub fn into_send_mail(self) -> SendMail {
        Arc::new(move |mail| {
            self.send(mail);
            Box::pin(std::future::ready(()))
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
            Transport::Smtp(smtp) => smtp.send(message).await.map(drop)?,
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
