//! A page acts for the account that it shows. A browser has one session for all its tabs: when one of them goes on as
//! another account, the others still show the account before. Their requests name it, and a change that would be made
//! by another account is refused, in this one place.

use crate::http::{body::RequestBytes, layers::form_state};
use axum::{extract::Request, middleware::Next, response::Response};
use base::services::Session;
use http::{HeaderName, HeaderValue, Method, header::CONTENT_TYPE};
use types::{AccountId, Error};

/// Header in which a page with script names its account (`app/src/shell/page_guard.js`).
const SHOWN: HeaderName = HeaderName::from_static("piaf-account");
/// Header of a refusal, for that script.
const REFUSED: HeaderName = HeaderName::from_static("piaf-other-account");
/// Field in which forms do, that the browser sends by itself.
pub const FIELD: &str = "piaf_account";
/// They say themselves which account is meant.
pub const CHOOSING: [&str; 3] = ["/api/accounts/log_in", "/api/accounts/sign_up", "/api/accounts/switch"];

/// Refuses changes by pages that show another account than the one that they would act for. Signed out, there is no
/// other. (What a page says over its socket follows `ClientMessage::Account`.)
pub async fn guard(request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Option<Session>>().cloned().flatten();
    let Some(acting) = session.map(|session| session.account_id) else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || CHOOSING.contains(&path) || shown(&request).is_none_or(|shown| shown == acting) {
        return next.run(request).await;
    }
    let mut response = form_state::refuse(&request, &Error::OtherAccount);
    response.headers_mut().insert(REFUSED, HeaderValue::from_static("1"));
    response
}

/// The same for a form with files, whose fields only its reader knows.
pub fn check(shown: &str, acting: AccountId) -> types::Result<()> {
    match shown.parse::<AccountId>() {
        Ok(shown) if shown != acting => Err(Error::OtherAccount),
        _ => Ok(()),
    }
}

fn shown(request: &Request) -> Option<AccountId> {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(shown) = text(SHOWN) {
        return shown.parse().ok();
    }
    let is_form = text(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let body = request.extensions().get::<RequestBytes>().filter(|_| is_form)?;
    value_in(std::str::from_utf8(&body.0).ok()?, FIELD)
}

/// An id needs no encoding.
fn value_in(pairs: &str, name: &str) -> Option<AccountId> {
    let mut pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name)?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_its_account_by_its_field_alone() {
        assert_eq!(value_in("text=a&piaf_account=12&x=y", FIELD), Some(AccountId(12)));
        for other in [
            "",
            "text=piaf_account=12",
            "xpiaf_account=12",
            "piaf_account=x",
            "piaf_account",
        ] {
            assert_eq!(value_in(other, FIELD), None, "{other}");
        }
    }
}
