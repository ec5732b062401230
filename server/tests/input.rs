//! Whatever is sent, nothing breaks: every address and every field with values that no form of ours would send.

use crate::support::{Browser, TestApp, TestUser};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use server::http::routes::routes;
use std::{collections::BTreeSet, fs, path::Path};
use types::{Error, Field, FormMemory, Rule};

/// As they stand in an address or a form, with their percent signs.
const EVIL: &[&str] = &[
    "",
    "a%00b",
    "%00",
    "%FF",
    "%C0%80",
    "%ED%A0%80",
    "%E2%80%AE%D7%90%01%1B",
    "0",
    "-1",
    "2147483648",
    "4294967295",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999999",
    "1e308",
    "NaN",
    "-32768.1.1",
    "2147483647.-2147483648.9223372036854775807",
    "-9223372036854775808.-9223372036854775808",
    "9223372036854775807.9223372036854775807",
    "'%22%5C;--",
];

fn evil() -> Vec<String> {
    let long = ["a", "%F0%9F%90%A6", "1"].map(|letter| letter.repeat(10_000 / letter.len()));
    EVIL.iter().map(|value| (*value).to_owned()).chain(long).collect()
}

/// A server function as the source declares it.
#[derive(Debug)]
struct Function {
    path: String,
    fields: Vec<String>,
    reads: bool,
    json: bool,
}

fn functions() -> Vec<Function> {
    let mut found = Vec::new();
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app"), &mut found);
    found
}

fn read_folder(folder: &Path, found: &mut Vec<Function>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_folder(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)
                .expect("a source")
                .replace("#[server(default)]", "");
            found.extend(source.split("#[server(").skip(1).filter_map(read_function));
        }
    }
}

fn read_function(source: &str) -> Option<Function> {
    let (attributes, rest) = source.split_once(")]")?;
    let endpoint = attributes.split_once("endpoint = \"")?.1.split('"').next()?;
    let (_, signature) = rest.split_once("async fn ")?;
    let arguments = signature.split_once('(')?.1.split_once(") ->")?.0;
    let name = |argument: &str| argument.split_once(':').map(|(name, _)| name.trim().to_owned());
    let is_name = |name: &String| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    };
    Some(Function {
        path: format!("/api/{endpoint}"),
        fields: arguments.split(',').filter_map(name).filter(is_name).collect(),
        reads: attributes.contains("GetUrl"),
        json: attributes.contains("Json"),
    })
}

async fn get(browser: &Browser, address: &str, accept: &str) -> u16 {
    let request = browser.request(Method::GET, address).header(ACCEPT, accept);
    browser.send(request, Body::empty()).await.status
}

async fn post(browser: &Browser, address: &str, kind: &str, body: String) -> u16 {
    let request = browser
        .request(Method::POST, address)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, kind);
    browser.send(request, Body::from(body)).await.status
}

const FORM: &str = "application/x-www-form-urlencoded";

/// What went wrong, if anything: the server's own fault, or a NUL that was taken.
fn fault(status: u16, value: &str) -> bool {
    status >= 500 || (value.contains("%00") && !(400..=422).contains(&status))
}

#[tokio::test]
async fn no_field_of_a_server_function_breaks_it() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let post_id = ada.post("A wren").await.to_string();
    let functions = functions();
    let registered: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.to_owned())
        .collect();
    let read: BTreeSet<String> = functions.iter().map(|function| function.path.clone()).collect();
    assert_eq!(read, registered, "this test reads the functions from the source");

    let usual = |field: &str| match field {
        "handle" | "login" | "slug" => "ada".to_owned(),
        "emoji" => "%F0%9F%90%A6".to_owned(),
        name if name.ends_with("_id") || ["post", "space", "account", "community"].contains(&name) => post_id.clone(),
        _ => "x".to_owned(),
    };
    let mut broken = Vec::new();
    for function in functions
        .iter()
        .filter(|function| !function.json && !function.fields.is_empty())
    {
        for value in evil() {
            // All fields at once, then each among others that are as usual.
            let all = function.fields.iter().map(|_| true).collect();
            let each =
                (0..function.fields.len()).map(|at| (0..function.fields.len()).map(|other| other == at).collect());
            let choices: Vec<Vec<bool>> = std::iter::once(all).chain(each).collect();
            for choice in choices {
                let pairs: Vec<String> = function
                    .fields
                    .iter()
                    .zip(choice)
                    .map(|(field, evil)| format!("{field}={}", if evil { value.clone() } else { usual(field) }))
                    .collect();
                let pairs = pairs.join("&");
                let status = match function.reads {
                    true => get(&ada.browser, &format!("{}?{pairs}", function.path), "application/json").await,
                    false => post(&ada.browser, &function.path, FORM, pairs.clone()).await,
                };
                if fault(status, &value) {
                    broken.push(format!(
                        "{} {}: {status}",
                        function.path,
                        pairs.chars().take(200).collect::<String>()
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} of them: {broken:#?}", broken.len());
    let own: types::Result<serde_json::Value> = ada.browser.ask("/api/settings/account", &[]).await;
    assert!(own.is_ok(), "still signed in, or all this asked nothing: {own:?}");
}

#[tokio::test]
async fn no_address_of_a_page_breaks_it() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let parameters = [
        "q",
        "f",
        "cursor",
        "before",
        "next",
        "token",
        "post",
        "community",
        "account",
        "do",
        "id",
        "tab",
        "text",
        "reply_to",
        "quote_of",
        "audience",
        "sort",
        "page",
    ];
    let mut broken = Vec::new();
    for value in evil() {
        let query: Vec<String> = parameters.iter().map(|name| format!("{name}={value}")).collect();
        let query = query.join("&");
        let pages = routes()
            .filter(|route| route.endpoint.is_page())
            .map(|route| route.path);
        for page in pages.chain(["/{nothing}"]) {
            let mut addresses = vec![page.replace(['{', '}'], "")];
            // What must not hold a page's whole query ten thousand letters long is no page that we have.
            if value.len() < 1000 {
                addresses = vec![format!("{}?{query}", addresses[0])];
            }
            if page.contains('{') && !value.is_empty() {
                let filled = page.split('/').map(|part| match part.split_once('{') {
                    Some((before, _)) => format!("{before}{value}"),
                    None => part.to_owned(),
                });
                addresses.push(filled.collect::<Vec<_>>().join("/"));
            }
            for address in addresses {
                let status = get(&ada.browser, &address, "text/html").await;
                if fault(status, &address) {
                    broken.push(format!("{}: {status}", address.chars().take(200).collect::<String>()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} of them: {broken:#?}", broken.len());
}

#[tokio::test]
async fn no_address_of_a_file_or_a_voice_breaks_it() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let mut broken = Vec::new();
    for value in evil() {
        for address in [
            format!("/media/{value}/small"),
            format!("/media/abc/{value}"),
            format!("/media/abc/small?x={value}"),
            format!("/pkg/{value}"),
            format!("/icons/{value}"),
            format!("/favicon.svg?x={value}"),
            format!("/spaces/{value}/replay.ogg"),
            format!("/spaces/{value}/captions.vtt"),
            format!("/live?x={value}"),
        ] {
            let status = get(&ada.browser, &address, "*/*").await;
            // A file that is there stays there whatever stands behind its question mark, but for a NUL.
            if status >= 500 {
                broken.push(format!("{}: {status}", address.chars().take(100).collect::<String>()));
            }
        }
        for door in ["whip", "whep"] {
            let address = format!("/spaces/{value}/{door}");
            let status = post(&ada.browser, &address, "application/sdp", value.clone()).await;
            let request = ada.browser.request(Method::DELETE, &format!("{address}/{value}"));
            let hung_up = ada.browser.send(request, Body::empty()).await.status;
            if status >= 500 || hung_up >= 500 {
                broken.push(format!("{door} {value:.100}: {status} {hung_up}"));
            }
        }
        for field in [
            "text",
            "alt",
            "reply_to",
            "quote_of",
            "audience",
            "reply_rule",
            "co_author",
            "kind",
            "community",
        ] {
            let raw = value.replace("%00", "\0");
            let body =
                format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{raw}\r\n--edge--\r\n");
            for address in ["/media/post", "/media/profile", "/media/upload"] {
                let status = post(
                    &ada.browser,
                    address,
                    "multipart/form-data; boundary=edge",
                    body.clone(),
                )
                .await;
                if status >= 500 || (raw.contains('\0') && status < 400) {
                    broken.push(format!("{address} {field}={value:.100}: {status}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} of them: {broken:#?}", broken.len());
}

#[tokio::test]
async fn an_address_with_a_nul_leads_to_the_page_of_those_that_lead_nowhere() {
    let app = TestApp::new().await;
    app.sign_up("ada").await;
    let missing = app.get("/@nobody1").await;
    for address in ["/@ada%00", "/@a%00da/1", "/tags/%00", "/search?q=%00", "/c/x%00"] {
        let answer = app.get(address).await;
        assert_eq!(answer.status, 404, "{address}");
        let title = |body: &str| {
            body.split_once("<h1")
                .map(|(_, rest)| rest.chars().take(60).collect::<String>())
        };
        assert_eq!(title(&answer.body), title(&missing.body), "{address}");
        // In the browser the page would see the address that the server did not look at.
        let policy = answer.headers["content-security-policy"].to_str().expect("a policy");
        assert!(policy.contains("script-src 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_so() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let answer = async |address: &str, kind: &str, body: &[u8]| {
        let request = ada
            .request(Method::POST, address)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, kind);
        let answer = ada.send(request, Body::from(body.to_vec())).await;
        (answer.status, serde_json::from_str::<Error>(&answer.body).ok())
    };
    let malformed = (400, Some(Error::Malformed));
    for (address, kind, body) in [
        ("/api/spaces/act", "application/json", &b"{\"space\":"[..]),
        ("/api/spaces/act", "application/json", b"{}"),
        ("/api/spaces/act", "application/json", b"[\"\xff\"]"),
        (
            "/api/spaces/act",
            "application/json",
            br#"{"space":"\ud800","action":1}"#,
        ),
        ("/api/spaces/blocked", "text/plain", b""),
        ("/api/posts/create", FORM, b"text=\xff\xfe"),
        ("/api/posts/create", FORM, b"text=%FF"),
        ("/api/accounts/log_in", FORM, b"login=%C0%80&password=x"),
    ] {
        assert_eq!(answer(address, kind, body).await, malformed, "{address} {body:?}");
    }
    let nul = (422, Some(Error::invalid(Field::Form, Rule::TextInvalid)));
    for (address, kind, body) in [
        ("/api/posts/create", FORM, &b"text=a%00b"[..]),
        ("/api/accounts/log_in", FORM, b"login=a%00b&password=x"),
        ("/api/spaces/blocked", "application/json", br#"{"accounts":["\u0000"]}"#),
    ] {
        assert_eq!(answer(address, kind, body).await, nul, "{address} {body:?}");
    }
}

#[tokio::test]
async fn a_form_without_script_that_cannot_be_read_comes_back_to_its_page() {
    let app = TestApp::new().await;
    let refused = async |body: &'static str| -> FormMemory {
        let browser = app.browser();
        let request = browser
            .request(Method::POST, "/api/accounts/log_in")
            .header(ACCEPT, "text/html")
            .header("referer", "http://127.0.0.1:8000/login")
            .header(CONTENT_TYPE, FORM);
        let answer = browser.send(request, Body::from(body)).await;
        assert_eq!((answer.status, answer.location()), (303, "/login"));
        answer.form_memory().expect("a memory of the form")
    };
    let memory = refused("login=ad%00a&password=secret").await;
    assert_eq!(memory.error, Error::invalid(Field::Form, Rule::TextInvalid));
    assert_eq!(memory.fields.get("login").map(String::as_str), Some("ada"));
    assert!(!memory.fields.contains_key("password"));
    assert_eq!(refused("login=%FF&password=secret").await.error, Error::Malformed);
}
