//! The AGPL asks for a link to the source of the version that runs.

use crate::support::TestApp;

#[tokio::test]
async fn the_page_about_leads_to_the_source_of_the_running_version() {
    let address = "https://example.org/our-piaf?a=1&b=2";
    let app = TestApp::with(&[("source_url", address)]).await;
    for (language, words) in [
        ("en", "The source of the version that runs here"),
        ("fr", "Le code source de la version qui tourne ici"),
    ] {
        let browser = app.browser();
        let request = browser
            .request(http::Method::GET, "/about")
            .header(http::header::ACCEPT_LANGUAGE, language);
        let page = browser.send(request, axum::body::Body::empty()).await.body;
        assert!(
            page.contains("href=\"https://example.org/our-piaf?a=1&amp;b=2\""),
            "{page}"
        );
        assert!(page.contains(words), "{page}");
    }
    // Without an address people learn whom to ask.
    let app = TestApp::new().await;
    let page = app.get("/about").await.body;
    let repository = env!("CARGO_PKG_REPOSITORY");
    let expected = if repository.is_empty() {
        "The people who run this instance give you the source"
    } else {
        repository
    };
    assert!(page.contains(expected), "{page}");
}
