//! A recogniser behind HTTP, at an address that the operator chose: it may be on this machine or far away. The request
//! has the common shape of `/v1/audio/transcriptions`.

use super::{Failed, Recognised, Recogniser};
use bytes::Bytes;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// From the first byte out to the last byte in.
const TIME: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read.
const MOST: usize = 64 * 1024;
/// Parts the form's fields; the fields themselves cannot hold it.
const BOUNDARY: &str = "piaf-c2b1f7a09d4e4b6f8d1c";

/// The address is not one of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("wants http:// or https:// and a host")]
pub struct BadAddress;

/// Sends each piece over a connection of its own.
pub struct Endpoint {
    host: String,
    port: u16,
    /// As the request names it.
    authority: String,
    path: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    key: Option<String>,
    model: Option<String>,
}

/// Never prints the key.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({}{})", self.authority, self.path)
    }
}

#[derive(serde::Deserialize)]
struct Answer {
    text: String,
}

impl Endpoint {
    /// `key` is sent as a bearer token, `model` as the field of that name.
    ///
    /// # Errors
    /// When `address` is no `http` or `https` address, or the key cannot stand in a header.
    pub fn new(address: &str, key: Option<String>, model: Option<String>) -> Result<Self, BadAddress> {
        let uri: Uri = address.parse().map_err(|_| BadAddress)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(BadAddress),
        };
        let authority = uri.authority().ok_or(BadAddress)?;
        if authority.as_str().contains('@') || key.as_deref().is_some_and(|key| header_value(key).is_none()) {
            return Err(BadAddress);
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let tls = secure.then(|| connector(&host)).transpose()?;
        Ok(Self {
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            authority: authority.to_string(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            host,
            tls,
            key,
            model,
        })
    }

    async fn ask(&self, ogg: Vec<u8>) -> Result<String, Failed> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(failed)?;
        match &self.tls {
            None => self.speak(stream, ogg).await,
            Some((tls, name)) => {
                let stream = tls.connect(name.clone(), stream).await.map_err(failed)?;
                self.speak(stream, ogg).await
            }
        }
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        ogg: Vec<u8>,
    ) -> Result<String, Failed> {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&self.path)
            .header(header::HOST, &self.authority)
            .header(header::ACCEPT, "application/json")
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            );
        if let Some(key) = self.key.as_deref().and_then(header_value) {
            request = request.header(header::AUTHORIZATION, key);
        }
        let request = request.body(Full::new(self.form(&ogg))).map_err(failed)?;
        let answer = async {
            let response = sender.send_request(request).await.map_err(failed)?;
            let status = response.status();
            if !status.is_success() {
                return Err(Failed(format!("answered {status}")));
            }
            let body = Limited::new(response.into_body(), MOST)
                .collect()
                .await
                .map_err(failed)?;
            let answer: Answer = serde_json::from_slice(&body.to_bytes()).map_err(failed)?;
            Ok(answer.text)
        };
        tokio::select! {
            answer = answer => answer,
            // The connection moves the request; it ends after the answer, or because of an error.
            Err(error) = connection => Err(failed(error)),
        }
    }

    fn form(&self, ogg: &[u8]) -> Bytes {
        let mut form = Vec::with_capacity(ogg.len() + 1024);
        let mut field = |name: &str, value: &str| {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            form.extend_from_slice(part.as_bytes());
        };
        if let Some(model) = &self.model {
            field("model", model);
        }
        field("response_format", "json");
        let file = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"speech.ogg\"\r\n\
             Content-Type: audio/ogg\r\n\r\n"
        );
        form.extend_from_slice(file.as_bytes());
        form.extend_from_slice(ogg);
        form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        form.into()
    }
}

impl Recogniser for Endpoint {
    fn recognise(&self, ogg: Vec<u8>) -> Recognised<'_> {
        Box::pin(async move {
            tokio::time::timeout(TIME, self.ask(ogg))
                .await
                .map_err(|_| Failed("did not answer in time".to_owned()))?
        })
    }
}

fn failed(error: impl Display) -> Failed {
    Failed(error.to_string())
}

fn header_value(key: &str) -> Option<http::HeaderValue> {
    let mut value = http::HeaderValue::try_from(format!("Bearer {key}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn connector(host: &str) -> Result<(TlsConnector, ServerName<'static>), BadAddress> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| BadAddress)?;
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| BadAddress)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok((TlsConnector::from(Arc::new(config)), name))
}
