//! A client against servers that are not what they should be: real ones, with TLS, on this machine.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};
use uuid::Uuid;

use super::{
    Cluster, KubeError, Kubeconfig,
    bounds::{LARGEST_OBJECT, LARGEST_PAGE},
};

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// What a server does with a connection once it has read what was asked.
type Answers = fn(&mut Stream, asked: &str, sent: &AtomicUsize);

/// A server with a certificate for `name`, and how much it got rid of.
struct Server {
    port: u16,
    certificate: String,
    sent: Arc<AtomicUsize>,
}

fn certificate(name: &str) -> CertifiedKey<KeyPair> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    generate_simple_self_signed(vec![name.to_owned()]).unwrap()
}

/// Its threads end with the test's process.
fn serve(name: &str, answers: Answers) -> Server {
    let CertifiedKey { cert, signing_key } = certificate(name);
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let (config, sent) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let counted = sent.clone();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let (config, sent) = (config.clone(), counted.clone());
            thread::spawn(move || {
                let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), connection.unwrap());
                let mut asked = vec![0; 16 << 10];
                if let Ok(read) = stream.read(&mut asked) {
                    answers(&mut stream, &String::from_utf8_lossy(&asked[..read]), &sent);
                }
            });
        }
    });
    Server { port, certificate: cert.pem(), sent }
}

fn kubeconfig(port: u16, authority: &str) -> Kubeconfig {
    let text = format!(
        "contexts: [{{name: c, context: {{cluster: c, user: u}}}}]\nusers: [{{name: u, user: {{token: abc}}}}]\n\
         clusters: [{{name: c, cluster: {{server: 'https://127.0.0.1:{port}', certificate-authority-data: {}}}}}]\n",
        BASE64_STANDARD.encode(authority)
    );
    Kubeconfig::parse(&text).unwrap()
}

async fn asked(port: u16, authority: &str) -> Result<String, KubeError> {
    Cluster::connect(&kubeconfig(port, authority)).unwrap().version().await
}

fn version(stream: &mut Stream, _: &str, _: &AtomicUsize) {
    let body = r#"{"major":"1","minor":"36","gitVersion":"v1.36.2","gitCommit":"","gitTreeState":"","buildDate":"","goVersion":"","compiler":"","platform":""}"#;
    let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
}

/// Goes on until the other side has enough.
fn endless(stream: &mut Stream, _: &str, sent: &AtomicUsize) {
    let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 1 << 20], b"\r\n"].concat();
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
    while stream.write_all(&chunk).is_ok() {
        sent.fetch_add(1 << 20, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_hold_is_told_from_a_port_that_is_closed() {
    let (good, other) = (serve("127.0.0.1", version), serve("elsewhere.example", version));
    assert_eq!(asked(good.port, &good.certificate).await.unwrap(), "v1.36.2");

    let cause = |outcome: Result<String, KubeError>| match outcome {
        Err(KubeError::Unreachable { cause }) => cause,
        outcome => panic!("{outcome:?}"),
    };
    assert_eq!(cause(asked(good.port, &certificate("127.0.0.1").cert.pem()).await), "tls", "an authority that we do not know");
    assert_eq!(cause(asked(other.port, &other.certificate).await), "tls", "another name on the certificate");

    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = plain.local_addr().unwrap().port();
    thread::spawn(move || plain.incoming().for_each(|stream| drop(stream.unwrap().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"))));
    assert_eq!(cause(asked(port, &good.certificate).await), "tls", "no TLS at all");

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(cause(asked(closed, &good.certificate).await), "connection");
}

#[tokio::test]
async fn an_answer_without_an_end_is_given_up() {
    // What was sent and not taken lies in buffers of the connection.
    const UNDER_WAY: usize = 16 << 20;
    let server = serve("127.0.0.1", endless);
    let cluster = Cluster::connect(&kubeconfig(server.port, &server.certificate)).unwrap();
    assert!(matches!(cluster.answers_as(Uuid::nil()).await, Err(KubeError::TooLarge)));
    let sent = server.sent.load(Ordering::Relaxed);
    assert!((LARGEST_OBJECT - (1 << 20)..LARGEST_OBJECT + UNDER_WAY).contains(&sent), "{sent}");

    let server = serve("127.0.0.1", endless);
    let cluster = Cluster::connect(&kubeconfig(server.port, &server.certificate)).unwrap();
    let page = http::Request::get("/api/v1/configmaps?limit=500").body(Vec::new()).unwrap();
    let page = cluster.client.request::<serde_json::Value>(page).await.map_err(KubeError::from);
    assert!(matches!(page, Err(KubeError::TooLarge)), "{page:?}");
    let sent = server.sent.load(Ordering::Relaxed);
    assert!((LARGEST_PAGE - (1 << 20)..LARGEST_PAGE + UNDER_WAY).contains(&sent), "{sent}");

    let server = serve("127.0.0.1", endless);
    let cluster = Cluster::connect(&kubeconfig(server.port, &server.certificate)).unwrap();
    let watch = http::Request::get("/api/v1/configmaps?watch=true").body(Vec::new()).unwrap();
    let mut events = std::pin::pin!(cluster.client.request_events::<serde_json::Value>(watch).await.unwrap());
    let event = futures::StreamExt::next(&mut events).await.unwrap().map_err(KubeError::from);
    assert!(matches!(event, Err(KubeError::TooLarge)), "{event:?}");
}
