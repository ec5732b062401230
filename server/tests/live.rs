//! The live socket: who gets in, what each is told, and when it ends.

use crate::support::{Browser, TestApp, TestUser};
use futures::{SinkExt, StreamExt};
use std::{net::SocketAddr, time::Duration};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error as SocketError, Message, client::IntoClientRequest},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use types::{
    PostId,
    live::{ClientMessage, ServerMessage, Topic},
};

/// Long enough for any machine: what is waited for comes, or the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// With the topics that its page watches.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>, Vec<Topic>);

async fn connect(address: SocketAddr, browser: &Browser, origin: Option<String>) -> Result<Socket, u16> {
    let mut request = format!("ws://{address}/live").into_client_request().unwrap();
    let headers = request.headers_mut();
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().unwrap());
    }
    if let Some(session) = browser.cookie("piaf") {
        headers.insert("cookie", format!("piaf={session}").parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Socket(socket, Vec::new())),
        Err(SocketError::Http(answer)) => Err(answer.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    /// Opens the socket of a page, greets, and waits until the server listens to it.
    pub async fn open(address: SocketAddr, browser: &Browser) -> (Self, String) {
        let mut socket = connect(address, browser, Some(format!("http://{address}")))
            .await
            .expect("a socket");
        socket.say(&ClientMessage::Hello { cursor: None }).await;
        loop {
            // Whoever is in a room may be told of it first.
            if let ServerMessage::Cursor { cursor } = socket.hear().await {
                return (socket, cursor);
            }
        }
    }

    pub async fn say(&mut self, message: &ClientMessage) {
        assert!(
            self.say_text(serde_json::to_string(message).unwrap()).await,
            "an open socket"
        );
    }

    /// False where the socket is closed.
    pub async fn say_text(&mut self, text: impl Into<String>) -> bool {
        self.0.send(Message::text(text.into())).await.is_ok()
    }

    /// Watches posts, and waits until that is known: messages are answered in order. Answers what was told meanwhile.
    pub async fn watch(&mut self, posts: &[PostId]) -> Vec<ServerMessage> {
        self.watch_topics(posts.iter().copied().map(Topic::Post), None).await
    }

    /// Watches topics of one kind beside those of others.
    pub async fn watch_topics(
        &mut self,
        topics: impl IntoIterator<Item = Topic>,
        after: Option<PostId>,
    ) -> Vec<ServerMessage> {
        let topics: Vec<Topic> = topics.into_iter().collect();
        let kinds: Vec<_> = topics.iter().map(std::mem::discriminant).collect();
        self.1.retain(|topic| !kinds.contains(&std::mem::discriminant(topic)));
        self.1.extend(topics);
        let topics = self.1.clone();
        self.say(&ClientMessage::Watch { topics, after }).await;
        self.say(&ClientMessage::Ping).await;
        let mut heard = self.wait_for(|message| *message == ServerMessage::Pong).await;
        // What came with the pong tells the time and no more.
        heard.retain(|message| !matches!(message, ServerMessage::Cursor { .. }));
        heard
    }

    pub async fn hear(&mut self) -> ServerMessage {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next())
                .await
                .expect("a message in time")
            {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("a message"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Everything up to the message wanted, with it.
    pub async fn wait_for(&mut self, wanted: impl Fn(&ServerMessage) -> bool) -> Vec<ServerMessage> {
        let mut heard = Vec::new();
        loop {
            let message = self.hear().await;
            let found = wanted(&message);
            heard.push(message);
            if found {
                return heard;
            }
        }
    }

    /// Waits for the end and tells its code.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next())
                .await
                .expect("an end in time")
            {
                Some(Ok(Message::Close(frame))) => {
                    return frame.map_or(0, |frame| u16::from(frame.code));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 0,
            }
        }
    }
}

/// The server's worker and its rooms, until the guard goes.
pub fn work(app: &TestApp) -> DropGuard {
    let ended = CancellationToken::new();
    tokio::spawn(live::run(app.services.hub.clone(), ended.clone()));
    tokio::spawn(app.services.spaces.clone().run(ended.clone()));
    ended.drop_guard()
}

fn is_home_post(message: &ServerMessage, post: PostId) -> bool {
    matches!(message, ServerMessage::HomePost { post_id, .. } if *post_id == post)
}

#[tokio::test]
async fn pages_of_other_sites_stay_outside() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let address = app.listen().await;
    for origin in [None, Some("null".to_owned()), Some("https://evil.example".to_owned())] {
        let refused = connect(address, &ada.browser, origin.clone()).await.err();
        assert_eq!(refused, Some(403), "{origin:?}");
    }
    assert!(
        connect(address, &ada.browser, Some(format!("http://{address}")))
            .await
            .is_ok()
    );
    // Visitors too have something to hear: counts.
    assert!(
        connect(address, &app.browser(), Some(format!("http://{address}")))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_new_post_reaches_those_on_whose_home_it_stands() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let [bob, eve, kim] = [
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    for person in [&bob, &kim] {
        person.relate("follow", &ada).await;
    }
    kim.relate("mute", &ada).await;
    app.settle().await;
    let address = app.listen().await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let (mut eves, _) = Socket::open(address, &eve.browser).await;
    let (mut kims, _) = Socket::open(address, &kim.browser).await;
    let (mut guests, _) = Socket::open(address, &app.browser()).await;
    let _working = work(&app);
    let post = ada.post("A kite above the field").await;
    ada.protect().await;
    let private = ada.post("For those who follow").await;
    // A sign that all before it was delivered, for everybody who listens.
    let last = eve.post("The last one").await;
    for socket in [&mut bobs, &mut eves, &mut kims, &mut guests] {
        socket.watch(&[last]).await;
    }
    bobs.wait_for(|message| is_home_post(message, private)).await;
    eve.react("bookmark", last).await;
    bob.react("like", last).await;
    for (socket, who) in [(&mut eves, "eve"), (&mut kims, "kim"), (&mut guests, "guest")] {
        let heard = socket
            .wait_for(|message| matches!(message, ServerMessage::Counts { counts, .. } if counts.likes == 1))
            .await;
        assert!(
            !heard
                .iter()
                .any(|message| is_home_post(message, post) || is_home_post(message, private)),
            "{who}: {heard:?}"
        );
    }
}

#[tokio::test]
async fn replies_and_counts_reach_those_who_watch_and_may_see() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    bob.relate("follow", &eve).await;
    eve.protect().await;
    let post = ada.post("Who hears this?").await;
    app.settle().await;
    let address = app.listen().await;
    let (mut adas, _) = Socket::open(address, &ada.browser).await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    for socket in [&mut adas, &mut bobs] {
        socket.watch(&[post]).await;
    }
    let _working = work(&app);
    let hidden = eve.reply(post, "Only my followers").await;
    let open = bob.reply(post, "Everybody").await;
    let is_reply = |message: &ServerMessage, id: PostId| matches!(message, ServerMessage::Reply { post_id, parent_id } if *post_id == id && *parent_id == post);
    bobs.wait_for(|message| is_reply(message, hidden)).await;
    let mut heard = adas.wait_for(|message| is_reply(message, open)).await;
    heard.extend(
        adas.wait_for(|message| matches!(message, ServerMessage::Counts { counts, .. } if counts.replies == 1))
            .await,
    );
    assert!(!heard.iter().any(|message| is_reply(message, hidden)), "{heard:?}");
    assert!(
        !heard
            .iter()
            .any(|message| matches!(message, ServerMessage::Counts { counts, .. } if counts.replies > 1)),
        "nor does a number tell of it: {heard:?}"
    );
    let _: () = ada
        .browser
        .call("/api/posts/delete", &[("post_id", &post.to_string())])
        .await
        .unwrap();
    bobs.wait_for(|message| *message == ServerMessage::Gone { post_id: post })
        .await;
}

#[tokio::test]
async fn who_begins_to_watch_is_told_how_posts_stand() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let post = ada.post("Liked before anybody looked").await;
    bob.react("like", post).await;
    eve.protect().await;
    let hidden = eve.post("Not for Bob").await;
    let missing = PostId(hidden.0 + 1);
    let address = app.listen().await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let heard = bobs.watch(&[post, hidden, missing]).await;
    assert!(
        heard.iter().any(
            |message| matches!(message, ServerMessage::Counts { post_id, counts } if *post_id == post && counts.likes == 1)
        ),
        "{heard:?}"
    );
    for post_id in [hidden, missing] {
        assert!(heard.contains(&ServerMessage::Gone { post_id }), "{heard:?}");
    }
    // Once: what is watched already moves by events.
    assert_eq!(bobs.watch(&[post]).await, [ServerMessage::Pong]);
}

#[tokio::test]
async fn an_ended_session_ends_its_sockets() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let address = app.listen().await;
    let (mut socket, _) = Socket::open(address, &ada.browser).await;
    let (mut guests, _) = Socket::open(address, &app.browser()).await;
    let _working = work(&app);
    ada.browser.post_form("/api/accounts/log_out", &[]).await;
    assert_eq!(socket.closed().await, 4001);
    guests.say(&ClientMessage::Ping).await;
    guests.wait_for(|message| *message == ServerMessage::Pong).await;
    // Nor does the old cookie open another: it opens that of a visitor.
    let bob = TestUser::new(&app, "bob").await;
    let (mut socket, _) = Socket::open(address, &bob.browser).await;
    app.store.suspend("bob").await.unwrap();
    assert_eq!(socket.closed().await, 4001, "a suspension ends sockets too");
}

#[tokio::test]
async fn a_page_that_was_away_is_told_what_it_missed() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    bob.relate("follow", &ada).await;
    bob.relate("follow", &eve).await;
    app.settle().await;
    let address = app.listen().await;
    let (socket, cursor) = Socket::open(address, &bob.browser).await;
    drop(socket);
    let first = ada.post("While you were away").await;
    let second = ada.post("And again").await;
    let hidden = eve.post("Before the block").await;
    eve.relate("block", &bob).await;
    ada.post("Hello @bob").await;
    app.settle().await;
    let mut socket = connect(address, &bob.browser, Some(format!("http://{address}")))
        .await
        .unwrap();
    socket.say(&ClientMessage::Hello { cursor: Some(cursor) }).await;
    let heard = socket
        .wait_for(|message| matches!(message, ServerMessage::Cursor { .. }))
        .await;
    for post in [first, second] {
        assert_eq!(
            heard.iter().filter(|message| is_home_post(message, post)).count(),
            1,
            "{heard:?}"
        );
    }
    assert!(!heard.iter().any(|message| is_home_post(message, hidden)), "{heard:?}");
    assert!(
        heard.contains(&ServerMessage::AccountGone { account_id: eve.id }),
        "{heard:?}"
    );
    assert!(heard.contains(&ServerMessage::Unread { count: 1 }), "{heard:?}");
    // What is no cursor, or too old, leads to loading anew.
    socket
        .say(&ClientMessage::Hello {
            cursor: Some("yesterday".to_owned()),
        })
        .await;
    socket.wait_for(|message| *message == ServerMessage::Resync).await;
}

#[tokio::test]
async fn blocks_and_reading_reach_all_pages() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let address = app.listen().await;
    let (mut adas, _) = Socket::open(address, &ada.browser).await;
    let (mut other, _) = Socket::open(address, &ada.browser).await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let _working = work(&app);
    bob.relate("follow", &ada).await;
    for socket in [&mut adas, &mut other] {
        socket
            .wait_for(|message| *message == ServerMessage::Unread { count: 1 })
            .await;
    }
    let newest = ada.notifications().await[0].id.to_string();
    let _: () = ada
        .browser
        .call("/api/notifications/seen", &[("up_to", &newest)])
        .await
        .unwrap();
    for socket in [&mut adas, &mut other] {
        socket
            .wait_for(|message| *message == ServerMessage::Unread { count: 0 })
            .await;
    }
    ada.relate("block", &bob).await;
    adas.wait_for(|message| *message == ServerMessage::AccountGone { account_id: bob.id })
        .await;
    bobs.wait_for(|message| *message == ServerMessage::AccountGone { account_id: ada.id })
        .await;
}
