//! What happens to somebody's row while another change of it is under way waits for it, and then still happens.

use crate::{
    co_posts::{accept, invite, three},
    support::TestApp,
    timelines::accounts,
};
use types::AccountId;

/// Does something while the row of `account` is being changed: the change ends when the deed waits for it.
async fn while_it_changes<T>(app: &TestApp, account: AccountId, deed: impl Future<Output = T>) -> T {
    let mut other = app.store.pool().begin().await.expect("a transaction");
    sqlx::query("update accounts set followers = followers where id = $1")
        .bind(account.0)
        .execute(&mut *other)
        .await
        .expect("a change");
    let end = async {
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
            .fetch_one(app.store.pool())
            .await
            .expect("a number");
            if waiting > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        other.commit().await.expect("an end");
    };
    let (answer, ()) = futures::join!(deed, end);
    answer
}

#[tokio::test]
async fn an_account_is_deleted_while_somebody_follows_it() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, eve] = accounts(store, ["ada", "ben", "eve"]).await;
    store.follow(ben, ada).await.unwrap();
    store.follow(ada, eve).await.unwrap();
    assert_eq!(while_it_changes(&app, ada, store.delete_account(ada)).await, Ok(()));
    let rest: Vec<(i64, i32, i32)> = sqlx::query_as("select id, followers, following from accounts order by id")
        .fetch_all(store.pool())
        .await
        .unwrap();
    assert_eq!(rest, [(ben.0, 0, 0), (eve.0, 0, 0)]);

    // The row of somebody who follows, and a follow that comes while the deletion waits.
    let zoe = accounts(store, ["zoe"]).await[0];
    store.follow(ben, eve).await.unwrap();
    assert_eq!(while_it_changes(&app, ben, store.delete_account(eve)).await, Ok(()));
    let [max] = accounts(store, ["max"]).await;
    let (deleted, followed) = futures::join!(store.delete_account(ben), store.follow(zoe, ben));
    assert_eq!(deleted, Ok(()));
    drop(followed);
    let counts: Vec<(i32, i32)> = sqlx::query_as("select followers, following from accounts where id = any($1)")
        .bind(vec![zoe.0, max.0])
        .fetch_all(store.pool())
        .await
        .unwrap();
    assert_eq!(counts, [(0, 0), (0, 0)]);
}

#[tokio::test]
async fn co_posts_end_and_are_deleted_while_an_author_changes() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    let first = invite(&ada, &ben, "One by both").await.unwrap();
    let first = accept(&ben, first).await.unwrap().id;
    let second = invite(&ada, &ben, "Another by both").await.unwrap();
    accept(&ben, second).await.unwrap();
    let posts = async |of: AccountId| -> i32 {
        sqlx::query_scalar("select posts from accounts where id = $1")
            .bind(of.0)
            .fetch_one(app.store.pool())
            .await
            .unwrap()
    };
    let deleted = while_it_changes(&app, ben.id, app.store.delete_post(ada.id, first)).await;
    assert_eq!((deleted, posts(ada.id).await, posts(ben.id).await), (Ok(()), 1, 1));
    let closed = while_it_changes(&app, ada.id, app.store.deactivate_account(ada.id)).await;
    assert_eq!((closed, posts(ben.id).await), (Ok(()), 0));
}
