//! Recordings of spaces: from what people say to what others hear afterwards, for those who may, as long as it is there.

use crate::{
    live::{Socket, work},
    support::{Browser, Talk, TestApp, TestUser, act, eventually, fetch, hears, kinds, mixed, open, page, sound, tone},
};
use axum::{Router, routing::post};
use http::{
    HeaderMap,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE},
};
use opus_pure::{OggOpusWriter, OpusHead};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use types::{
    Caption, Error, NotificationKind, Recording, Result, SpaceAction, SpaceId,
    live::{ClientMessage, ServerMessage},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_can_be_heard_sought_trimmed_and_deleted() {
    let app = TestApp::new().await;
    let address = app.listen().await;
    let _working = work(&app);
    let mut talk = Talk::begin(app).await;
    let space = talk.space;
    let (mut bobs, _) = Socket::open(address, &talk.bob.browser).await;
    act(&talk.bob, space, SpaceAction::Captions(true)).await;
    talk.talk().await;
    for text in ["Hoo", "Hoo & hoo <b>"] {
        let caption = Caption {
            speaker: talk.ada.id,
            number: 1,
            revision: text.len() as u32,
            start: 1200,
            end: 1700,
            text: text.to_owned(),
        };
        bobs.say(&ClientMessage::Caption { space, caption }).await;
    }
    bobs.say(&ClientMessage::Ping).await;
    bobs.wait_for(|message| matches!(message, ServerMessage::Pong)).await;
    assert_eq!(talk.replay().await, None, "nothing while it is live");
    let replay = talk.mixed().await;
    assert_eq!(kinds(&talk.ada).await.first(), Some(&NotificationKind::SpaceRecorded));
    assert!(!kinds(&talk.bob).await.contains(&NotificationKind::SpaceRecorded));

    // Who spoke when.
    assert_eq!(replay.voices.len(), 2, "{replay:?}");
    let [ada, bob] = [0, 1].map(|voice| replay.voices[voice].spans[0]);
    assert_eq!(replay.voices[0].card.id, talk.ada.id);
    let near = |time: u32, goal: u32| time.abs_diff(goal) < 150;
    assert!(
        near(ada.1 - ada.0, 1000) && near(bob.1 - bob.0, 1000) && near(bob.0 - ada.0, 500),
        "{replay:?}"
    );
    assert!(replay.milliseconds.abs_diff(bob.1) < 100 && replay.trimmed == 0);

    // The sound, whole and in parts.
    let stranger = talk.app.browser();
    let (status, headers, whole) = fetch(&talk.app, &stranger, &replay.audio, &[]).await;
    assert_eq!(
        (status.as_u16(), &headers[CONTENT_TYPE]),
        (200, &"audio/ogg".parse().unwrap())
    );
    assert_eq!(headers[CACHE_CONTROL], "private, no-store");
    assert_eq!(headers[CONTENT_LENGTH], whole.len().to_string());
    let heard = sound(&whole);
    assert_eq!(heard.len(), replay.milliseconds as usize * 48);
    let (only_ada, only_bob) = ((ada.0 + 100, bob.0 - 100), (ada.1 + 100, bob.1 - 100));
    assert!(hears(&heard, 440.0, only_ada) && !hears(&heard, 1000.0, only_ada));
    assert!(hears(&heard, 1000.0, only_bob) && !hears(&heard, 440.0, only_bob));
    let tag = headers[ETAG].to_str().unwrap();
    let part = |range: &'static str| {
        fetch(
            &talk.app,
            &stranger,
            &replay.audio,
            Box::leak(Box::new([(RANGE, range)])),
        )
    };
    let (status, headers, bytes) = part("bytes=100-299").await;
    assert_eq!((status.as_u16(), &bytes[..]), (206, &whole[100..300]));
    assert_eq!(headers[CONTENT_RANGE], format!("bytes 100-299/{}", whole.len()));
    let (status, _, bytes) = part("bytes=-50").await;
    assert_eq!((status.as_u16(), &bytes[..]), (206, &whole[whole.len() - 50..]));
    let (status, headers, bytes) = part("bytes=99999999-").await;
    assert_eq!((status.as_u16(), bytes.len()), (416, 0));
    assert_eq!(headers[CONTENT_RANGE], format!("bytes */{}", whole.len()));
    for (known, status) in [(tag, 206), ("\"other\"", 200)] {
        let ask = [(RANGE, "bytes=0-9"), (IF_RANGE, known)];
        assert_eq!(fetch(&talk.app, &stranger, &replay.audio, &ask).await.0, status);
    }

    // What was said, as text.
    let text = talk.app.get(&replay.captions.unwrap()).await;
    assert_eq!(text.headers[CONTENT_TYPE], "text/vtt; charset=utf-8");
    assert!(text.body.starts_with("WEBVTT\n"));
    assert!(
        text.body
            .contains("00:00:01.200 --> 00:00:01.700\n<v bob>Hoo &amp; hoo &lt;b&gt;</v>\n"),
        "{}",
        text.body
    );
    assert_eq!(text.body.matches("-->").count(), 1, "the last revision alone");

    // Trimmed by the founder alone, to all of it but what Ada said alone.
    let cut = bob.0.to_string();
    let fields = [("milliseconds", cut.as_str())];
    assert_eq!(talk.change(&talk.bob, "trim", &fields).await, Err(Error::NotFound));
    talk.change(&talk.ada, "trim", &fields).await.unwrap();
    let trimmed = talk.replay().await.unwrap();
    assert_eq!(
        (trimmed.trimmed, trimmed.milliseconds),
        (bob.0, replay.milliseconds - bob.0)
    );
    assert_eq!(trimmed.voices[0].spans, [(0, ada.1 - bob.0)]);
    assert_eq!(trimmed.voices[1].spans, [(0, bob.1 - bob.0)]);
    let (_, headers, bytes) = fetch(&talk.app, &stranger, &trimmed.audio, &[]).await;
    assert_ne!(headers[ETAG], tag);
    assert_eq!(sound(&bytes).len(), trimmed.milliseconds as usize * 48);
    let text = talk.app.get("/spaces/0/captions.vtt").await;
    assert_eq!(text.status, 404);
    talk.change(&talk.ada, "trim", &[("milliseconds", "3000000")])
        .await
        .unwrap();
    assert_eq!(talk.replay().await.unwrap().milliseconds, 1000, "a second stays");
    talk.change(&talk.ada, "trim", &[("milliseconds", "0")]).await.unwrap();
    assert_eq!(fetch(&talk.app, &stranger, &trimmed.audio, &[]).await.2, whole);

    // Deleted is gone at once.
    assert_eq!(talk.change(&talk.bob, "delete_replay", &[]).await, Err(Error::NotFound));
    talk.change(&talk.ada, "delete_replay", &[]).await.unwrap();
    assert_eq!(talk.replay().await, None);
    for who in [&talk.ada.browser, &talk.bob.browser, &stranger] {
        gone(&talk.app, who, space).await;
    }
    assert_eq!(talk.app.services.recordings.spaces().unwrap(), []);
    assert_eq!(talk.change(&talk.ada, "delete_replay", &[]).await, Err(Error::NotFound));
    assert!(!kinds(&talk.ada).await.contains(&NotificationKind::SpaceRecorded));
}

/// The same answer as for a space that never was.
async fn gone(app: &TestApp, who: &Browser, space: SpaceId) {
    for file in ["replay.ogg", "captions.vtt"] {
        let (status, headers, body) = fetch(app, who, &format!("/spaces/{space}/{file}"), &[(RANGE, "bytes=0-")]).await;
        let (none, others, nothing) = fetch(app, who, &format!("/spaces/1/{file}"), &[]).await;
        assert_eq!((status.as_u16(), none.as_u16(), &body), (404, 404, &nothing), "{file}");
        let bare = |headers: HeaderMap| {
            let mut headers = headers;
            headers.remove("x-request-id");
            headers
        };
        assert_eq!(bare(headers), bare(others), "{file}");
    }
}

/// A space of Ada's that has ended, with a track of two seconds.
async fn ended(app: &TestApp, ada: &TestUser, fields: &[(&str, &str)]) -> SpaceId {
    let mut all = vec![("recording", "true")];
    all.extend_from_slice(fields);
    let space = open(ada, &all).await;
    let mut writer = OggOpusWriter::new(Vec::new(), OpusHead::new(1, 48_000).unwrap()).unwrap();
    for packet in tone(440.0, 100) {
        writer.write_packet(&packet).unwrap();
    }
    let file = app.services.recordings.track(space, &format!("{}-0.ogg", ada.id));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, writer.finish().unwrap()).unwrap();
    act(ada, space, SpaceAction::End).await;
    space
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_know_of_it_hears_nothing_and_after_thirty_days_nobody_does() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    bob.relate("follow", &ada).await;
    let space = ended(&app, &ada, &[("audience", "followers")]).await;
    let replay = mixed(&app, &ada, space).await;
    for who in [&ada.browser, &bob.browser] {
        assert_eq!(fetch(&app, who, &replay.audio, &[]).await.0, 200);
    }
    for who in [&eve.browser, &app.browser()] {
        gone(&app, who, space).await;
    }
    ada.relate("block", &bob).await;
    gone(&app, &bob.browser, space).await;

    let age = |days: &'static str| {
        let store = app.store.clone();
        async move {
            sqlx::query("update spaces set ended_at = now() - $1::text::interval where replay = 2")
                .bind(days)
                .execute(store.pool())
                .await
                .unwrap();
        }
    };
    age("29 days 23 hours").await;
    assert_eq!(fetch(&app, &ada.browser, &replay.audio, &[]).await.0, 200);
    server::spaces::recordings::sweep(&app.services).await.unwrap();
    assert_eq!(
        fetch(&app, &ada.browser, &replay.audio, &[]).await.0,
        200,
        "the sweep leaves it"
    );
    age("30 days 1 minute").await;
    gone(&app, &ada.browser, space).await;
    assert_eq!(page(&ada.browser, space).await.unwrap().recording, Recording::Gone);
    server::spaces::recordings::sweep(&app.services).await.unwrap();
    assert_eq!(app.services.recordings.spaces().unwrap(), []);
    let rows: i64 = sqlx::query_scalar("select count(*) from space_voices")
        .fetch_one(app.store.pool())
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_costs_no_recording_and_what_cannot_be_mixed_is_given_up() {
    let mut app = TestApp::new().await;
    let mut ada = TestUser::new(&app, "ada").await;
    let space = ended(&app, &ada, &[]).await;
    let storage = app.services.recordings.clone();
    // The program ended in the midst of mixing, and of writing.
    std::fs::write(storage.mix(space).with_extension("part"), "half").unwrap();
    let file = storage.track(space, &format!("{}-0.ogg", ada.id));
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() - 10]).unwrap();
    app.restart();
    app.again(&mut ada);
    let replay = mixed(&app, &ada, space).await;
    assert!((500..2000).contains(&replay.milliseconds), "{replay:?}");
    assert!(storage.tracks(space).unwrap().is_empty(), "the mix is enough");

    // A space in which nobody spoke.
    let silent = open(&ada, &[("recording", "true")]).await;
    act(&ada, silent, SpaceAction::End).await;
    assert_eq!(page(&ada.browser, silent).await.unwrap().recording, Recording::Mixing);
    settled(&app, silent, 0).await;
    assert_eq!(page(&ada.browser, silent).await.unwrap().recording, Recording::None);
    // One whose mix cannot be written.
    let broken = ended(&app, &ada, &[]).await;
    std::fs::create_dir_all(storage.mix(broken).with_extension("part").join("x")).unwrap();
    eventually("its last words", async || !app.services.recorder.is_writing(broken)).await;
    let state = || async { page(&ada.browser, broken).await.unwrap().recording };
    for pause in [0, 60, 120, 240, 480] {
        app.jobs.advance(Duration::from_secs(pause));
        assert_eq!(state().await, Recording::Mixing);
        app.work_through().await;
    }
    settled(&app, broken, 4).await;
    assert_eq!(state().await, Recording::Failed);
    // The founder alone has it tried again, as often as it takes.
    let bob = TestUser::new(&app, "bob").await;
    let again = |who: &TestUser| {
        let (browser, space) = (who.browser.clone(), broken.to_string());
        async move {
            let answer: Result<()> = browser.call("/api/spaces/mix_again", &[("space", &space)]).await;
            answer
        }
    };
    assert_eq!(again(&bob).await, Err(Error::NotFound));
    again(&ada).await.unwrap();
    assert_eq!(state().await, Recording::Mixing);
    assert_eq!(again(&ada).await, Err(Error::NotFound));
    std::fs::remove_dir_all(storage.mix(broken).with_extension("part")).unwrap();
    mixed(&app, &ada, broken).await;
}

/// Waits until the recording has this state in the database.
async fn settled(app: &TestApp, space: SpaceId, replay: i16) {
    eventually(&format!("recording state {replay}"), async || {
        app.work_through().await;
        let now: i16 = sqlx::query_scalar("select replay from spaces where id = $1")
            .bind(space.0)
            .fetch_one(app.store.pool())
            .await
            .unwrap();
        now == replay
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recogniser_gets_the_words_of_those_who_agreed() {
    let asked: Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>> = Arc::default();
    let seen = asked.clone();
    let recognise = post(move |headers: HeaderMap, body: bytes::Bytes| async move {
        seen.lock().unwrap().push((headers, body.to_vec()));
        axum::Json(serde_json::json!({ "text": " I hear\na tone ", "language": "en" }))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/audio/transcriptions", listener.local_addr().unwrap());
    let endpoint = Router::new().route("/v1/audio/transcriptions", recognise);
    tokio::spawn(async move { axum::serve(listener, endpoint).await });
    let settings = [
        ("sign_ups_per_hour", "0"),
        ("log_ins_per_hour", "0"),
        ("captions_url", url.as_str()),
        ("captions_key", "secret-of-ours"),
        ("captions_model", "small"),
    ];
    let app = TestApp::with(&settings).await;
    let address = app.listen().await;
    let _working = work(&app);
    let mut talk = Talk::begin(app).await;
    let space = talk.space;
    assert!(page(&talk.bob.browser, space).await.unwrap().writes_captions);
    act(&talk.ada, space, SpaceAction::Captions(true)).await;
    let (mut bobs, _) = Socket::open(address, &talk.bob.browser).await;
    talk.talk().await;
    let told = bobs
        .wait_for(|message| matches!(message, ServerMessage::Caption { .. }))
        .await;
    let Some(ServerMessage::Caption { caption, .. }) = told.last() else {
        panic!("no caption")
    };
    assert_eq!((caption.speaker, caption.text.as_str()), (talk.ada.id, "I hear a tone"));
    assert!(caption.end - caption.start > 800, "{caption:?}");
    let replay = talk.mixed().await;
    let text = talk.app.get(&replay.captions.unwrap()).await.body;
    assert!(
        text.contains("<v ada>I hear a tone</v>") && text.matches("-->").count() == 1,
        "{text}"
    );

    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 1, "Bob did not agree");
    let (headers, body) = &asked[0];
    assert_eq!(headers["authorization"], "Bearer secret-of-ours");
    let text = String::from_utf8_lossy(body);
    for part in [
        "name=\"model\"\r\n\r\nsmall\r\n",
        "name=\"file\"; filename=\"speech.ogg\"",
        "Content-Type: audio/ogg",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let begin = body.windows(4).position(|bytes| bytes == b"OggS").unwrap();
    let end = body.windows(4).rposition(|bytes| bytes == b"\r\n--").unwrap();
    assert!(hears(&sound(&body[begin..end]), 440.0, (100, 700)));
}
