//! What the program takes of memory, read from the system: the program itself, as it is started.

use crate::process::{Folder, Server};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    thread,
};

const MEGABYTE: u64 = 1024 * 1024;

/// What the process holds now (`VmRSS`) or held at most (`VmHWM`), in bytes.
fn held(server: &Server, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).expect("status");
    let value = status.lines().find_map(|text| text.strip_prefix(line)).expect("a line");
    let kilobytes = value.trim_start_matches(':').trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().expect("a number") * 1024
}

#[test]
fn wrong_passwords_leave_no_memory_behind() {
    let folder = Folder::create("passwords");
    let server = folder.serve();
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    // Each thread of the server's gets its turn, by far more than one connection at a time.
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let address = server.address.clone();
            thread::spawn(move || {
                for number in 0..12 {
                    let body = format!("login=nobody{thread}_{number}&password=wrong");
                    let mut stream = TcpStream::connect(&address).expect("connected");
                    write!(
                        stream,
                        "POST /api/accounts/log_in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
                         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
                         connection: close\r\n\r\n{body}",
                        body.len()
                    )
                    .expect("asked");
                    let mut answer = String::new();
                    stream.read_to_string(&mut answer).expect("answered");
                    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("done");
    }
    let (now, most) = (held(&server, "VmRSS"), held(&server, "VmHWM"));
    assert!(
        most < 150 * MEGABYTE,
        "{} MB at most, {} MB now",
        most / MEGABYTE,
        now / MEGABYTE
    );
}

#[test]
fn a_socket_takes_little_memory() {
    let folder = Folder::create("sockets");
    let server = folder.serve();
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    let open = || {
        let mut stream = TcpStream::connect(&server.address).expect("connected");
        write!(
            stream,
            "GET /live HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            address = server.address
        )
        .expect("asked");
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 101");
        // A ping of WebSocket with an empty mask: what is answered was read, so the socket is at work.
        stream.write_all(&[0x89, 0x80, 0, 0, 0, 0]).expect("said");
        let mut last = [0; 2];
        while last != [0x8a, 0] {
            last[0] = last[1];
            stream.read_exact(&mut last[1..]).expect("an answer");
        }
        stream
    };
    // The first ones pay for what all share.
    let _first: Vec<_> = (0..50).map(|_| open()).collect();
    let before = held(&server, "VmRSS");
    let more: Vec<_> = (0..200).map(|_| open()).collect();
    let each = held(&server, "VmRSS").saturating_sub(before) / more.len() as u64;
    assert!(each < 20 * 1024, "{each} bytes for each socket");
}
