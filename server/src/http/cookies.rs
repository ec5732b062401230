//! Reading request cookies.

use axum::http::{HeaderMap, header};

/// The value of the first cookie of that name.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn finds_a_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; piaf=token==; b=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dim"));
        assert_eq!(get(&headers, "piaf"), Some("token=="));
        assert_eq!(get(&headers, "theme"), Some("dim"));
        assert_eq!(get(&headers, "iaf"), None);
    }
}
