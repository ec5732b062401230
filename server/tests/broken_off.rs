//! Browsers that leave before the answer is there.

use crate::support::{TestApp, TestUser};
use axum::{body::Body, extract::ConnectInfo};
use http::{Method, header::ACCEPT};
use std::{
    future::{Future, poll_fn},
    net::SocketAddr,
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
};
use tower::ServiceExt;

/// Runs it for so many steps; then whoever asked is gone.
async fn for_steps<F: Future>(steps: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = steps;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_page_that_is_left_at_any_moment_leaves_no_panic() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    ada.post("A wren").await;
    let panics: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = panics.clone();
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut heard) = heard.lock() {
            heard.push(panic.to_string());
        }
    }));
    let mut answered = 0;
    for steps in 0..60 {
        for path in [
            "/home",
            "/@ada",
            "/search?q=wren",
            "/notifications",
            "/settings/account",
            "/communities",
        ] {
            let request = ada
                .browser
                .request(Method::GET, path)
                .header(ACCEPT, "text/html")
                .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))))
                .body(Body::empty())
                .expect("request");
            let answer = for_steps(steps, app.router().oneshot(request)).await;
            answered += usize::from(answer.is_some());
            tokio::task::yield_now().await;
        }
    }
    // What was left behind has come to its end once as many pages were answered.
    for path in ["/home", "/@ada", "/search?q=wren"] {
        assert_eq!(ada.browser.get(path).await.status, 200, "{path}");
    }
    let _ = std::panic::take_hook();
    let panics = panics.lock().expect("panics");
    assert!(panics.is_empty(), "{panics:#?}");
    assert!(answered > 0, "some steps were enough");
}
