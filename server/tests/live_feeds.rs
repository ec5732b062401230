//! New posts announce themselves on the lists that show them, to those who may see them.

use crate::{
    live::{Socket, work},
    support::{CommunityFixture, TestApp, TestUser},
};
use types::{
    PostId,
    live::{ClientMessage, Feed, ServerMessage, Topic},
};

/// Watches a list, and waits until that is known. Answers what was told meanwhile.
async fn watch(socket: &mut Socket, feed: Feed, after: Option<PostId>) -> Vec<ServerMessage> {
    socket.watch_topics([Topic::Feed(feed)], after).await
}

fn is_told(message: &ServerMessage, post: PostId) -> bool {
    matches!(message, ServerMessage::FeedPost { post_id, .. } if *post_id == post)
}

/// Everything that was told until the post was.
async fn until(socket: &mut Socket, post: PostId) -> Vec<ServerMessage> {
    socket.wait_for(|message| is_told(message, post)).await
}

fn posts_of(who: &TestUser) -> Feed {
    Feed::ProfilePosts { account: who.id }
}

fn tag(tag: &str) -> Feed {
    Feed::Tag { tag: tag.to_owned() }
}

#[tokio::test]
async fn a_new_post_announces_itself_on_profile_hashtag_explore_and_community() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { app, ada, mia, out, .. } = &fixture;
    let address = app.listen().await;
    let guest = app.browser();
    let (mut profile, _) = Socket::open(address, &out.browser).await;
    let (mut replies, _) = Socket::open(address, &out.browser).await;
    let (mut larks, _) = Socket::open(address, &guest).await;
    let (mut explore, _) = Socket::open(address, &guest).await;
    let (mut birds, _) = Socket::open(address, &mia.browser).await;
    watch(&mut profile, posts_of(ada), None).await;
    watch(&mut replies, Feed::ProfileReplies { account: ada.id }, None).await;
    watch(&mut larks, tag("#Larks"), None).await;
    watch(&mut explore, Feed::Latest, None).await;
    let community = fixture.community.id;
    watch(
        &mut birds,
        Feed::Community {
            community,
            photos: false,
        },
        None,
    )
    .await;
    app.settle().await;
    let _working = work(app);

    let inside = fixture.post(ada, "Among us").await;
    let plain = ada.post("Good morning").await;
    let tagged = mia.post("Up there #larks").await;
    let reply = ada.reply(tagged, "Where?").await;
    let last = ada.post("The last of #larks").await;

    let heard = until(&mut profile, last).await;
    assert!(heard.iter().any(|message| is_told(message, plain)), "{heard:?}");
    let heard = [heard, until(&mut replies, reply).await].concat();
    for wrong in [inside, tagged] {
        assert!(!heard.iter().any(|message| is_told(message, wrong)), "{heard:?}");
    }
    let heard = until(&mut larks, last).await;
    assert!(heard.iter().any(|message| is_told(message, tagged)), "{heard:?}");
    assert!(!heard.iter().any(|message| is_told(message, plain)), "{heard:?}");
    let heard = until(&mut explore, last).await;
    for (post, told) in [(plain, true), (tagged, true), (inside, false), (reply, false)] {
        assert_eq!(heard.iter().any(|message| is_told(message, post)), told, "{heard:?}");
    }
    until(&mut birds, inside).await;
}

#[tokio::test]
async fn no_list_tells_of_a_post_that_is_not_for_who_looks_at_it() {
    let app = TestApp::new().await;
    let [ada, bob, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    let friends: types::Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Friends"), ("emoji", "🐦")])
        .await
        .unwrap();
    let fields = [
        ("circle_id", &*friends.id.to_string()),
        ("account_id", &*bob.id.to_string()),
    ];
    let _: types::Circle = ada.browser.call("/api/circles/add", &fields).await.unwrap();
    ada.relate("block", &eve).await;
    kim.relate("mute", &ada).await;
    app.settle().await;
    let address = app.listen().await;
    // Who looks at what, and whether they are told of the circle's post and of the open one.
    let (profile, secret, latest) = (posts_of(&ada), tag("secret"), Feed::Latest);
    let mut sockets = Vec::new();
    for (browser, feed, circle, all) in [
        (bob.browser.clone(), &profile, true, true),
        (bob.browser.clone(), &secret, true, true),
        (bob.browser.clone(), &latest, false, true),
        (eve.browser.clone(), &profile, false, false),
        (eve.browser.clone(), &secret, false, false),
        (eve.browser.clone(), &latest, false, false),
        (app.browser(), &profile, false, true),
        (app.browser(), &secret, false, true),
        (app.browser(), &latest, false, true),
        (kim.browser.clone(), &latest, false, false),
        (kim.browser.clone(), &secret, false, false),
        (kim.browser.clone(), &profile, false, true),
        (ada.browser.clone(), &profile, false, false),
    ] {
        let (mut socket, _) = Socket::open(address, &browser).await;
        watch(&mut socket, feed.clone(), None).await;
        sockets.push((socket, feed, circle, all));
    }
    let _working = work(&app);

    let fields = [
        ("text", "For friends #secret"),
        ("audience[circle]", &*friends.id.to_string()),
    ];
    let hidden: types::Post = ada.browser.call("/api/posts/create", &fields).await.unwrap();
    let open = ada.post("For all #secret").await;
    // A sign that all before it was told.
    let last = bob.post("The last one").await;
    let mut heard = Vec::new();
    for (socket, ..) in &mut sockets {
        heard.push(socket.watch(&[last]).await);
    }
    kim.react("like", last).await;
    for ((mut socket, feed, circle, all), mut heard) in sockets.into_iter().zip(heard) {
        let is_end =
            |message: &ServerMessage| matches!(message, ServerMessage::Counts { counts, .. } if counts.likes == 1);
        heard.extend(socket.wait_for(is_end).await);
        for (post, told) in [(hidden.id, circle), (open, all)] {
            let found = heard.iter().any(|message| is_told(message, post));
            assert_eq!(found, told, "{feed:?}: {heard:?}");
        }
    }
}

#[tokio::test]
async fn a_page_that_was_away_is_told_what_came_into_its_list() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    ada.relate("follow", &eve).await;
    eve.protect().await;
    let first = ada.post("Seen").await;
    let second = ada.post("While you were away").await;
    let private = eve.post("For those who follow").await;
    let own = bob.post("My own").await;
    app.settle().await;
    let address = app.listen().await;
    let (mut socket, _) = Socket::open(address, &bob.browser).await;
    let told = |heard: Vec<ServerMessage>| -> Vec<PostId> {
        let posts = heard.into_iter().filter_map(|message| match message {
            ServerMessage::FeedPost { post_id, .. } => Some(post_id),
            _ => None,
        });
        posts.collect()
    };
    assert_eq!(told(watch(&mut socket, posts_of(&ada), Some(first)).await), [second]);
    assert_eq!(told(watch(&mut socket, posts_of(&ada), Some(second)).await), []);
    assert_eq!(told(watch(&mut socket, posts_of(&eve), Some(first)).await), []);
    assert_eq!(told(watch(&mut socket, posts_of(&bob), Some(first)).await), []);
    assert_eq!(told(watch(&mut socket, Feed::Latest, Some(first)).await), [second]);
    let (mut adas, _) = Socket::open(address, &ada.browser).await;
    assert_eq!(told(watch(&mut adas, posts_of(&eve), Some(first)).await), [private]);
    assert_eq!(told(watch(&mut adas, Feed::Latest, Some(first)).await), [own]);
    // What is no hashtag is watched by nobody and harms nothing.
    assert_eq!(told(watch(&mut adas, tag("a\0b"), Some(first)).await), []);
}

#[tokio::test]
async fn who_guesses_the_id_of_a_hidden_post_does_not_learn_of_its_end() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let open = bob.post("For everybody").await;
    ada.protect().await;
    let hidden = ada.post("For those who follow").await;
    let missing = PostId(hidden.0 + 1);
    app.settle().await;
    let address = app.listen().await;
    let (mut socket, _) = Socket::open(address, &bob.browser).await;
    let gone = |heard: &[ServerMessage], post_id: PostId| {
        let gone = ServerMessage::Gone { post_id };
        heard.iter().filter(|message| **message == gone).count()
    };
    let heard = socket.watch(&[open, hidden, missing]).await;
    assert_eq!(
        (gone(&heard, hidden), gone(&heard, missing), gone(&heard, open)),
        (1, 1, 0)
    );
    let _working = work(&app);
    for (author, post) in [(&ada, hidden), (&bob, open)] {
        let fields = [("post_id", &*post.to_string())];
        let _: () = author.browser.call("/api/posts/delete", &fields).await.unwrap();
    }
    let end = ServerMessage::Gone { post_id: open };
    let heard = socket.wait_for(|message| *message == end).await;
    assert_eq!(gone(&heard, hidden), 0, "{heard:?}");
}

#[tokio::test]
async fn a_page_that_was_loaded_before_topics_goes_on() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let post = ada.post("Seen in an old tab").await;
    app.settle().await;
    let address = app.listen().await;
    let (mut socket, _) = Socket::open(address, &bob.browser).await;
    for text in [
        format!("{{\"type\":\"watch\",\"posts\":[\"{post}\"]}}"),
        "{\"type\":\"watch_feed\",\"feed\":{\"of\":\"latest\"},\"after\":null}".to_owned(),
        "{\"type\":\"watch_spaces\",\"spaces\":[\"1\"]}".to_owned(),
        "{\"type\":\"ping\"}".to_owned(),
    ] {
        assert!(socket.say_text(text).await);
    }
    let heard = socket.wait_for(|message| *message == ServerMessage::Pong).await;
    let is_counted =
        |message: &ServerMessage| matches!(message, ServerMessage::Counts { post_id, .. } if *post_id == post);
    assert!(heard.iter().any(is_counted), "{heard:?}");
    let gone = ServerMessage::SpaceChanged {
        space: types::SpaceId(1),
    };
    assert!(heard.contains(&gone), "{heard:?}");
    let _working = work(&app);
    let next = ada.post("New in its list").await;
    socket
        .wait_for(|message| matches!(message, ServerMessage::FeedPost { post_id, .. } if *post_id == next))
        .await;
    ada.react("like", post).await;
    socket
        .wait_for(|message| matches!(message, ServerMessage::Counts { counts, .. } if counts.likes == 1))
        .await;
}

#[tokio::test]
async fn what_is_no_message_of_ours_harms_nothing() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let address = app.listen().await;
    let (mut socket, _) = Socket::open(address, &ada.browser).await;
    for text in [
        "",
        "{}",
        "{\"type\":\"watch\",\"posts\":[\"-1\"]}",
        "null",
        "{\"type\":\"hello\",\"cursor\":7}",
    ] {
        assert!(socket.say_text(text).await);
    }
    socket.say(&ClientMessage::Ping).await;
    socket.wait_for(|message| *message == ServerMessage::Pong).await;
    assert!(socket.say_text("x".repeat(64 * 1024)).await);
    socket.closed().await;
    // And one that never stops is dropped.
    let (mut socket, _) = Socket::open(address, &ada.browser).await;
    for _ in 0..800 {
        if !socket.say_text("{\"type\":\"ping\"}").await {
            break;
        }
    }
    assert!([4002, 0].contains(&socket.closed().await));
}
