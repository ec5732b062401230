//! How many circles one person may have.

use crate::{support::TestApp, timelines::account};

#[tokio::test]
async fn a_person_has_more_circles_than_fifty() {
    let app = TestApp::new().await;
    let ada = account(&app.store, "ada").await;
    for number in 0..60 {
        let made = app.store.create_circle(ada, &format!("Circle {number}"), "").await;
        assert!(made.is_ok(), "{number}: {made:?}");
    }
    assert_eq!(app.store.circles(ada).await.unwrap().len(), 60);
}
