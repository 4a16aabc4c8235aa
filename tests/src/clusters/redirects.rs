//! A cluster that sends us elsewhere: where it points is never asked, because it would be asked from our side of every wall.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivatePkcs8KeyDer};
use serde_json::json;

use crate::support::TestApp;

/// Answers every request over TLS with a redirect to `target`; returns its port, its certificate and how often it was asked.
fn redirecting_to(target: String) -> (u16, String, Arc<AtomicUsize>) {
    let own = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key.into()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut tls = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            if tls.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                count.fetch_add(1, Ordering::SeqCst);
                let answer = format!("HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = tls.write_all(answer.as_bytes());
                tls.conn.send_close_notify();
                let _ = tls.flush();
            }
        }
    });
    (port, own.cert.pem(), asked)
}

/// Counts who connects, and says nothing.
fn target() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let called = Arc::new(AtomicUsize::new(0));
    let count = called.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            drop(stream);
        }
    });
    (port, called)
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let app = TestApp::new().await;
    for scheme in ["https", "http"] {
        let (elsewhere, called) = target();
        let (port, certificate, asked) = redirecting_to(format!("{scheme}://127.0.0.1:{elsewhere}/sekrit"));
        let authority = BASE64_STANDARD.encode(certificate);
        let kubeconfig = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
             clusters: [{{name: c, cluster: {{server: 'https://127.0.0.1:{port}', certificate-authority-data: {authority}}}}}]\n\
             users: [{{name: u, user: {{token: abc}}}}]\n"
        );
        let body =
            json!({"name": "bj-1", "region": "cn-beijing", "kubeconfig": kubeconfig, "media_url": "wss://{classroom}.rooms.example.org"});
        let refused = app.platform_post("/v1/clusters").json(&body).send().await.expect_invalid("/kubeconfig");
        assert_eq!(refused["errors"][0]["code"], "cluster_not_kubernetes", "{}", refused.text());
        assert!(!refused.text().contains("sekrit"), "{}", refused.text());
        assert_eq!((asked.load(Ordering::SeqCst), called.load(Ordering::SeqCst)), (1, 0), "asked once, and not elsewhere ({scheme})");
    }
}
