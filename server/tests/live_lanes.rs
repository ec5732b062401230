//! What takes something away from somebody does not wait behind what adds to it.

use crate::{
    live::{Socket, work},
    support::{TestApp, TestUser},
};
use store::{Lane, limits::MARKS_AN_HOUR};
use types::{
    Counts, Error, PostId, Result,
    live::{Event, ServerMessage},
};

/// As if as many likes of the post waited to be told, all older than whatever happens in a test.
async fn storm(app: &TestApp, post: PostId, liker: &TestUser, likes: i64) {
    sqlx::query(
        "insert into outbox (id, event, lane)
         select n, jsonb_build_object('type', 'liked', 'post_id', $1::text, 'account_id', $2::text), 1
         from generate_series(1, $3) n",
    )
    .bind(post.to_string())
    .bind(liker.id.to_string())
    .bind(likes)
    .execute(app.store.pool())
    .await
    .unwrap();
}

async fn waiting(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from outbox where done_at is null")
        .fetch_one(app.store.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_ended_session_does_not_wait_behind_twenty_thousand_likes() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let post = ada.post("Liked by a storm").await;
    app.settle().await;
    let address = app.listen().await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let (mut eves, _) = Socket::open(address, &eve.browser).await;
    for socket in [&mut bobs, &mut eves] {
        socket.watch(&[post]).await;
    }
    storm(&app, post, &bob, 20_000).await;
    bob.browser.post_form("/api/accounts/log_out", &[]).await;
    ada.relate("block", &eve).await;
    let _working = work(&app);
    assert_eq!(bobs.closed().await, 4001);
    eves.wait_for(|message| *message == ServerMessage::AccountGone { account_id: ada.id })
        .await;
    assert!(waiting(&app).await > 0, "the likes still wait");
}

#[tokio::test]
async fn each_lane_gives_its_own_events_and_an_unfinished_one_comes_again() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let post = ada.post("One").await;
    app.settle().await;
    bob.react("like", post).await;
    ada.relate("block", &bob).await;
    let revoking = app.store.take_events(Lane::Revoking, 100).await.unwrap();
    assert!(!revoking.is_empty());
    assert!(revoking.iter().all(|envelope| envelope.event.revokes()), "{revoking:?}");
    let others = app.store.take_events(Lane::Other, 100).await.unwrap();
    assert!(
        app.store.take_events(Lane::Other, 100).await.unwrap().is_empty(),
        "taken by one alone"
    );
    assert!(
        others
            .iter()
            .any(|envelope| matches!(envelope.event, Event::Liked { post_id, .. } if post_id == post)),
        "{others:?}"
    );
    assert!(app.store.event_lag(Lane::Revoking).await.unwrap() > 0.0);
    // As after a crash, once the time is over for which they were taken.
    sqlx::query("update outbox set retry_at = now() where done_at is null")
        .execute(app.store.pool())
        .await
        .unwrap();
    assert_eq!(
        app.store.take_events(Lane::Revoking, 100).await.unwrap().len(),
        revoking.len()
    );
    let ids: Vec<i64> = revoking.iter().chain(&others).map(|envelope| envelope.id).collect();
    app.store.finish_events(&ids).await.unwrap();
    for lane in Lane::ALL {
        assert_eq!(app.store.event_lag(lane).await.unwrap(), 0.0);
        assert!(app.store.take_events(lane, 100).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_takes_away_is_tried_again_after_a_second_and_then_less_often() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let post = ada.post("One").await;
    app.settle().await;
    bob.react("like", post).await;
    ada.relate("block", &bob).await;
    // Whether each waits for at most, or for at least, as many seconds; of the clock of the database alone.
    let waits = async |lane: Lane, most: bool, seconds: f64| -> bool {
        assert!(!app.store.take_events(lane, 100).await.unwrap().is_empty(), "{lane:?}");
        let sql = "select bool_and(case when $2 then retry_at <= clock_timestamp() + make_interval(secs => $3)
                       else retry_at >= created + make_interval(secs => $3) end)
                   from outbox where done_at is null and lane = $1";
        let query = sqlx::query_scalar(sql).bind(lane as i16).bind(most).bind(seconds);
        query.fetch_one(app.store.pool()).await.unwrap()
    };
    assert!(waits(Lane::Revoking, true, 1.0).await);
    assert!(waits(Lane::Other, false, 20.0).await);
    sqlx::query("update outbox set retry_at = now(), attempts = 8 where done_at is null")
        .execute(app.store.pool())
        .await
        .unwrap();
    assert!(waits(Lane::Revoking, false, 20.0).await, "what fails again and again");
    assert!(waits(Lane::Other, true, 20.0).await);
}

#[tokio::test]
async fn operators_see_for_how_long_each_lane_waits() {
    let app = TestApp::with(&[("metrics_token", "a-token-of-twenty-letters")]).await;
    let browser = app.browser();
    let request = browser
        .request(http::Method::GET, "/metrics")
        .header(http::header::AUTHORIZATION, "Bearer a-token-of-twenty-letters");
    let metrics = browser.send(request, axum::body::Body::empty()).await.body;
    for lane in Lane::ALL {
        let gauge = format!("piaf_events_lag_seconds{{lane=\"{}\"}}", lane.name());
        assert!(metrics.contains(&gauge), "{metrics}");
    }
}

#[tokio::test]
async fn somebody_who_likes_in_a_loop_is_stopped_and_told_for_how_long() {
    let app = TestApp::with_stopped_clock().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let post = ada.post("Again and again").await;
    sqlx::query(
        "insert into rate_counters (account_id, action, slot, used)
         values ($1, 'mark', date_bin('1 hour', now(), 'epoch'), $2)",
    )
    .bind(bob.id.0)
    .bind(i32::try_from(MARKS_AN_HOUR).unwrap() - 1)
    .execute(app.store.pool())
    .await
    .unwrap();
    let mark = async |what: &str| -> Result<Counts> {
        let fields = [("post_id", &*post.to_string())];
        bob.browser.call(&format!("/api/posts/{what}"), &fields).await
    };
    assert_eq!(mark("like").await.unwrap().likes, 1);
    for what in ["unlike", "repost", "bookmark"] {
        let refused = mark(what).await;
        assert_eq!(refused, Err(Error::RateLimited { retry_after: 3590 }), "{what}");
    }
    // What is so already costs nothing, and what was refused was not done.
    assert_eq!(mark("like").await.unwrap().likes, 1);
    // Nor is anybody else kept from it.
    ada.react("like", post).await;
}
