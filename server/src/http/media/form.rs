//! Reading forms with files.

use axum::extract::{
    Multipart,
    multipart::{Field, MultipartError},
};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use std::{collections::BTreeMap, str::FromStr};
use types::{Error, MAX_ALT, MAX_PHOTO_BYTES, MAX_PHOTOS, Rule};

/// Most parts of a form, and most bytes of a part that is no file: a post's text and a description are far below.
pub const MAX_PARTS: usize = 32;
pub const MAX_TEXT_BYTES: usize = 32 * 1024;

/// A form with files, as far as it concerns pictures.
#[derive(Debug, Default)]
pub struct MediaForm {
    /// Of the fields `photo` and `picture`, in order; none where no file was chosen.
    pub files: Vec<Option<Bytes>>,
    /// Of the fields `alt`, in the order of the files.
    pub alts: Vec<String>,
    /// All others by name; of several with one name, the last.
    pub fields: BTreeMap<String, String>,
}

impl MediaForm {
    /// Reads everything, each part up to its limit; names and types that the sender gives to files do not matter.
    pub async fn read(mut multipart: Multipart) -> types::Result<Self> {
        let mut form = Self::default();
        for _ in 0..MAX_PARTS {
            let Some(field) = multipart.next_field().await.map_err(|error| error_of(&error))? else {
                return Ok(form);
            };
            match field.name().unwrap_or_default().to_owned().as_str() {
                "photo" | "picture" => {
                    if form.files.len() == MAX_PHOTOS {
                        return Err(invalid(Rule::MediaTooMany { max: MAX_PHOTOS as u32 }));
                    }
                    let megabytes = (MAX_PHOTO_BYTES / 1024 / 1024) as u32;
                    let file = read(field, MAX_PHOTO_BYTES, Rule::MediaTooLarge { megabytes }).await?;
                    form.files.push((!file.is_empty()).then_some(file));
                }
                name => {
                    let too_long = Error::invalid(types::Field::Text, Rule::TextInvalid);
                    let text = read(field, MAX_TEXT_BYTES, Rule::TextInvalid)
                        .await
                        .map_err(|_| too_long.clone())?;
                    let text = String::from_utf8(text.into()).map_err(|_| too_long.clone())?;
                    // No column keeps a NUL: see the layer for all other bodies.
                    if name.contains('\0') || text.contains('\0') {
                        return Err(too_long);
                    }
                    if name == "alt" {
                        if text.chars().count() > MAX_ALT {
                            return Err(Error::invalid(types::Field::Alt, Rule::TooLong { max: MAX_ALT as u32 }));
                        }
                        form.alts.push(text);
                    } else {
                        form.fields.insert(name.to_owned(), text);
                    }
                }
            }
        }
        Err(invalid(Rule::MediaBroken))
    }

    /// A text field; empty where it was not sent.
    pub fn take(&mut self, name: &str) -> String {
        self.fields.remove(name).unwrap_or_default()
    }

    /// An id in a field that may be left empty; what is no id belongs to nothing.
    pub fn id<T: FromStr>(&mut self, name: &str) -> types::Result<Option<T>> {
        let text = self.take(name);
        if text.is_empty() {
            Ok(None)
        } else {
            text.parse().map(Some).map_err(|_| Error::NotFound)
        }
    }
}

async fn read(mut field: Field<'_>, limit: usize, too_long: Rule) -> types::Result<Bytes> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| error_of(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(invalid(too_long));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn error_of(error: &MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => invalid(Rule::MediaTooLarge {
            megabytes: (MAX_PHOTO_BYTES / 1024 / 1024) as u32,
        }),
        _ => invalid(Rule::MediaBroken),
    }
}

fn invalid(rule: Rule) -> Error {
    Error::invalid(types::Field::Media, rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, extract::FromRequest};
    use http::Request;

    async fn read(parts: &[(&str, Option<&str>, &[u8])]) -> types::Result<MediaForm> {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=edge")
            .extension(())
            .body(Body::from(body))
            .unwrap();
        let mut request = request;
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        MediaForm::read(Multipart::from_request(request, &()).await.unwrap()).await
    }

    #[tokio::test]
    async fn descriptions_stay_with_their_files() {
        let form = read(&[
            ("text", None, "Été".as_bytes()),
            ("photo", Some(""), b""),
            ("alt", None, b"of none"),
            ("photo", Some("../../a.php"), b"two"),
            ("alt", None, b"of two"),
        ])
        .await
        .unwrap();
        assert_eq!(form.files, [None, Some(Bytes::from_static(b"two"))]);
        assert_eq!(form.alts, ["of none", "of two"]);
        assert_eq!(form.fields["text"], "Été");
    }

    #[tokio::test]
    async fn every_part_has_its_limit() {
        let large = vec![0; MAX_PHOTO_BYTES + 1];
        let refused = |form: types::Result<MediaForm>| form.unwrap_err();
        assert_eq!(
            refused(read(&[("photo", Some("a"), &large)]).await),
            invalid(Rule::MediaTooLarge { megabytes: 5 })
        );
        let photo: (&str, Option<&str>, &[u8]) = ("photo", Some("a"), b"a");
        assert_eq!(refused(read(&[photo; 5]).await), invalid(Rule::MediaTooMany { max: 4 }));
        let long = "é".repeat(MAX_ALT + 1);
        let too_long = Error::invalid(types::Field::Alt, Rule::TooLong { max: 1000 });
        assert_eq!(refused(read(&[("alt", None, long.as_bytes())]).await), too_long);
        let text = Error::invalid(types::Field::Text, Rule::TextInvalid);
        assert_eq!(refused(read(&[("text", None, &large)]).await), text);
        assert_eq!(refused(read(&[("text", None, b"\xff\xfe")]).await), text);
        assert_eq!(refused(read(&[("text", None, b"a\0b")]).await), text);
        assert_eq!(refused(read(&[("alt", None, b"a\0b")]).await), text);
        let field: (&str, Option<&str>, &[u8]) = ("x", None, b"");
        assert_eq!(refused(read(&[field; 40]).await), invalid(Rule::MediaBroken));
    }
}
