//! One spelling for the address of each page.

use crate::support::TestApp;
use http::{Method, header::ACCEPT};

#[tokio::test]
async fn other_spellings_of_an_address_lead_to_the_one_it_has() {
    let app = TestApp::new().await;
    let browser = app.browser();
    for (asked, canonical) in [
        ("/spaces/12/", "/spaces/12"),
        ("/spaces//12", "/spaces/12"),
        ("/spaces/%31%32", "/spaces/12"),
        ("/spaces/", "/spaces"),
        ("/about/?from=here&a=%2F", "/about?from=here&a=%2F"),
        ("/@ada/", "/@ada"),
        ("/%40ada", "/@ada"),
        ("//evil.example/", "/evil.example"),
        ("/nothing/at/all/", "/nothing/at/all"),
    ] {
        let answer = browser.get(asked).await;
        assert_eq!((answer.status, answer.location()), (308, canonical), "{asked}");
        assert!(answer.headers.contains_key("content-security-policy"), "{asked}");
    }
    for path in ["/", "/about", "/spaces"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    let form = browser
        .request(Method::POST, "/api/accounts/log_out/")
        .header(ACCEPT, "text/html");
    let answer = browser.send(form, axum::body::Body::empty()).await;
    assert_ne!(answer.status, 308, "only what reads is sent elsewhere");
}

#[tokio::test]
async fn the_microphone_is_allowed_however_a_space_is_addressed() {
    let app = TestApp::new().await;
    let browser = app.browser();
    for (path, allowed) in [
        ("/spaces", "(self)"),
        ("/spaces/12", "(self)"),
        ("/spaces//12/", "(self)"),
        // An id has one spelling.
        ("/spaces/0012", "()"),
        ("/spaces/12/whip", "()"),
        ("/about", "()"),
    ] {
        let answer = browser.get(path).await;
        let powers = answer.headers["permissions-policy"].to_str().unwrap();
        assert!(
            powers.starts_with(&format!("microphone={allowed}, ")),
            "{path}: {powers}"
        );
    }
}
