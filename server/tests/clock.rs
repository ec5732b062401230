//! A clock that was ahead and is set right again.

use crate::support::{TestApp, TestUser};
use std::time::{SystemTime, UNIX_EPOCH};

#[tokio::test]
async fn after_a_clock_was_set_right_what_is_new_is_newer_than_what_is_there() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    bob.relate("follow", &ada).await;
    let post = ada.post("Written today").await;
    app.settle().await;
    // As the clock of yesterday left it: a post, what was seen, and the last id given.
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time")
        .as_millis() as i64;
    let ahead = store::first_id_at(now + 86_400_000);
    for statement in [
        "update posts set root_id = $1 + 5, id = $1 + 5 where id = $2",
        "update accounts set notifications_seen = $1 + 9 where $2 > 0",
        "insert into ids_given (node, last) values (0, $1 + 10) on conflict (node) do update set last = excluded.last + $2 * 0",
    ] {
        sqlx::query(statement)
            .bind(ahead)
            .bind(post.0)
            .execute(app.store.pool())
            .await
            .expect("changed");
    }
    app.store.migrate().await.expect("what a start does");

    let new = ada.post("Written after it").await;
    assert!(new.0 > ahead + 10, "ids go on");
    bob.react("like", new).await;
    app.settle().await;
    assert_eq!(
        app.store.unread_notifications(ada.id).await,
        Ok(1),
        "a new mark counts as unread"
    );

    // And at the next start again, also where only what was noted tells.
    app.store.note_ids().await.expect("noted");
    let noted: i64 = sqlx::query_scalar("select last from ids_given where node = 0")
        .fetch_one(app.store.pool())
        .await
        .expect("a number");
    assert!(noted >= new.0, "{noted}");
}
