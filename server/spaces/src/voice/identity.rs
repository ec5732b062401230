//! The certificate that the server shows in handshakes.

use super::StartError;
use rtc::crypto::{HashAlgorithm, RTCCryptoProvider};
use rtc::dtls::crypto::Certificate;
use std::sync::Arc;

pub(crate) type Fingerprint = [u8; 32];

/// The server's DTLS certificate. Kept across restarts, it lets a page that holds an answer of before connect again.
#[derive(Clone)]
pub struct Identity {
    pub(crate) certificate: Certificate,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) provider: Arc<dyn RTCCryptoProvider>,
}

impl Identity {
    /// A new self-signed certificate (ECDSA on P-256).
    pub fn generate() -> Result<Self, StartError> {
        let provider = provider()?;
        let certificate = Certificate::generate_self_signed(vec!["spaces".to_owned()], provider.crypto());
        Self::of(
            certificate.map_err(|error| StartError::Certificate(error.to_string()))?,
            provider,
        )
    }

    /// What [`Identity::to_pem`] gave.
    pub fn from_pem(pem: &[u8]) -> Result<Self, StartError> {
        let provider = provider()?;
        let text = std::str::from_utf8(pem).map_err(|error| StartError::Certificate(error.to_string()))?;
        let certificate = Certificate::from_pem(text, provider.crypto());
        Self::of(
            certificate.map_err(|error| StartError::Certificate(error.to_string()))?,
            provider,
        )
    }

    /// Key and certificate; to be kept secret.
    pub fn to_pem(&self) -> Result<Vec<u8>, StartError> {
        let pem = self
            .certificate
            .serialize_pem()
            .map_err(|error| StartError::Certificate(error.to_string()))?;
        Ok(pem.into_bytes())
    }

    fn of(certificate: Certificate, provider: Arc<dyn RTCCryptoProvider>) -> Result<Self, StartError> {
        let der = certificate
            .certificate
            .first()
            .ok_or_else(|| StartError::Certificate("none in it".to_owned()))?;
        let fingerprint = fingerprint(der, provider.as_ref())
            .ok_or_else(|| StartError::Certificate("no SHA-256 at hand".to_owned()))?;
        Ok(Self {
            certificate,
            fingerprint,
            provider,
        })
    }
}

pub(crate) fn fingerprint(der: &[u8], provider: &dyn RTCCryptoProvider) -> Option<Fingerprint> {
    provider.crypto().hash(HashAlgorithm::Sha256, der).ok()?.try_into().ok()
}

fn provider() -> Result<Arc<dyn RTCCryptoProvider>, StartError> {
    rtc::crypto::default_provider().map_err(|error| StartError::Certificate(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_certificate_is_the_same_one() {
        let identity = Identity::generate().unwrap();
        let kept = Identity::from_pem(&identity.to_pem().unwrap()).unwrap();
        assert_eq!(kept.fingerprint, identity.fingerprint);
        assert_ne!(Identity::generate().unwrap().fingerprint, identity.fingerprint);
        assert!(Identity::from_pem(b"-----BEGIN").is_err());
    }
}
