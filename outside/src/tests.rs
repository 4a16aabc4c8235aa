//! The client against real servers on loopback, on a network on which public addresses lead there.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::{Answer, Call, Client, Error, Network, Settings, Trouble, UrlFault};

const PUBLIC: &str = "1.1.1.1";
const NAME: &str = "hooks.example.org";

/// What a name answers, each time that it is asked; the last answer stays.
type Answers = Vec<Vec<&'static str>>;

/// Names as a test wants them. Each address leads to the server, so that what must not be called would be noticed there.
#[derive(Clone, Default)]
struct Town {
    names: BTreeMap<&'static str, Answers>,
    server: u16,
    asked: Arc<AtomicUsize>,
}

impl Network for Town {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let answers = self.names.get(name).map(|answers| answers[turn.min(answers.len() - 1)].clone());
        Box::pin(async move {
            let answers = answers.ok_or_else(|| io::Error::other("no such name"))?;
            Ok(answers.into_iter().map(|text| text.parse().unwrap()).collect())
        })
    }

    fn way_to(&self, _: IpAddr) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.server))
    }
}

/// A server with a certificate for [`NAME`], which writes the same to everybody.
struct Server {
    port: u16,
    certificate: Vec<u8>,
    visits: Arc<AtomicUsize>,
}

/// What a server writes.
#[derive(Clone)]
enum Says {
    Once(String),
    /// This, and then bytes for as long as somebody reads, with a pause after each.
    Endlessly(&'static str, Duration),
    Nothing,
}

fn says(status: &str, headers: &str, body: &str) -> Says {
    Says::Once(format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()))
}

impl Server {
    async fn start(says: Says) -> Self {
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let tls = tls.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), certificate: made.cert.der().to_vec(), visits: Arc::default() };
        let visits = server.visits.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                visits.fetch_add(1, Ordering::SeqCst);
                let (acceptor, says) = (acceptor.clone(), says.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let _ = speak(stream, says).await;
                    }
                });
            }
        });
        server
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }

    fn client(&self, names: &[(&'static str, Answers)], change: impl FnOnce(&mut Settings)) -> Client {
        let town = Town { names: names.iter().cloned().collect(), server: self.port, asked: Arc::default() };
        let mut settings = Settings { authorities: vec![self.certificate.clone()], ..Settings::default() };
        change(&mut settings);
        Client::on(town, settings).unwrap()
    }

    /// A client for which the server's name is public.
    fn usual(&self, change: impl FnOnce(&mut Settings)) -> Client {
        self.client(&[(NAME, vec![vec![PUBLIC]])], change)
    }
}

async fn speak(mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin, says: Says) -> io::Result<()> {
    let mut asked = Vec::new();
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        asked.push(stream.read_u8().await?);
    }
    match says {
        Says::Once(text) => {
            stream.write_all(text.as_bytes()).await?;
            stream.shutdown().await
        }
        Says::Nothing => std::future::pending().await,
        Says::Endlessly(head, pause) => {
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(&[b'x'; 1000]).await?;
                stream.flush().await?;
                tokio::time::sleep(pause).await;
            }
        }
    }
}

fn post() -> Call {
    Call { method: Method::POST, headers: HeaderMap::new(), body: b"{}".to_vec() }
}

async fn call(client: &Client, url: &str) -> Result<Answer, Error> {
    client.call_tenants(&url.parse().map_err(Error::Address)?, post()).await
}

const NOT_PUBLIC: Error = Error::Address(UrlFault::NotPublic);

#[tokio::test]
async fn a_public_name_is_called_and_its_answer_comes_back_whole() {
    let server = Server::start(says("201 Created", "x-id: 7\r\n", "thank you")).await;
    let answer = call(&server.usual(|_| {}), "https://hooks.example.org/in").await.unwrap();
    assert_eq!(
        (answer.status, answer.headers["x-id"].as_bytes(), answer.body.as_slice()),
        (StatusCode::CREATED, &b"7"[..], &b"thank you"[..])
    );
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_not_called() {
    let server = Server::start(says("200 OK", "", "")).await;
    for answers in [
        vec!["127.0.0.1"],
        vec!["169.254.169.254"],
        vec!["::ffff:10.0.0.1"],
        vec!["fd00:ec2::254"],
        vec![PUBLIC, "10.0.0.1"],
        vec!["10.0.0.1", PUBLIC],
    ] {
        let client = server.client(&[(NAME, vec![answers.clone()])], |_| {});
        assert_eq!(call(&client, "https://hooks.example.org/").await, Err(NOT_PUBLIC), "{answers:?}");
    }
    assert_eq!(server.visits(), 0);
}

#[tokio::test]
async fn a_name_is_resolved_once_a_call_and_judged_at_every_call() {
    let server = Server::start(says("200 OK", "", "")).await;
    let client = server.client(&[(NAME, vec![vec![PUBLIC], vec!["127.0.0.1"], vec![PUBLIC]])], |_| {});
    call(&client, "https://hooks.example.org/").await.unwrap();
    assert_eq!(call(&client, "https://hooks.example.org/").await, Err(NOT_PUBLIC), "the second look-up is the second call's");
    call(&client, "https://hooks.example.org/").await.unwrap();
    assert_eq!(server.visits(), 2);
}

#[tokio::test]
async fn literals_and_our_own_networks_are_judged_too() {
    let server = Server::start(says("200 OK", "", "")).await;
    let client = server.usual(|settings| settings.own_ranges = vec!["1.1.1.0/24".parse().unwrap(), "9.9.9.9/32".parse().unwrap()]);
    for url in
        ["https://2130706433/", "https://0177.0.0.1/", "https://[::ffff:127.0.0.1]/", "https://9.9.9.9/", "https://hooks.example.org/"]
    {
        assert_eq!(call(&client, url).await, Err(NOT_PUBLIC), "{url}");
    }
    assert_eq!(server.visits(), 0);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let server = Server::start(says("302 Found", "location: https://169.254.169.254/latest/meta-data\r\n", "")).await;
    assert_eq!(call(&server.usual(|_| {}), "https://hooks.example.org/").await, Err(Error::Refused(StatusCode::FOUND)));
    assert_eq!(server.visits(), 1);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off_at_its_limit() {
    let server = Server::start(Says::Endlessly("HTTP/1.1 200 OK\r\n\r\n", Duration::ZERO)).await;
    assert_eq!(call(&server.usual(|_| {}), "https://hooks.example.org/").await, Err(Error::TooLong));
    let failing = Server::start(Says::Endlessly("HTTP/1.1 404 Not Found\r\n\r\n", Duration::ZERO)).await;
    assert_eq!(call(&failing.usual(|_| {}), "https://hooks.example.org/").await, Err(Error::Refused(StatusCode::NOT_FOUND)));
}

#[tokio::test]
async fn a_slow_answer_and_a_silent_server_end_with_the_deadline() {
    for says in [
        Says::Endlessly("HTTP/1.1 200 OK\r\n\r\n", Duration::from_millis(50)),
        Says::Endlessly("HTTP/1.1 200 OK\r\nx: ", Duration::from_millis(50)),
        Says::Nothing,
    ] {
        let server = Server::start(says).await;
        let client = server.usual(|settings| settings.deadline = Duration::from_millis(500));
        let began = Instant::now();
        assert_eq!(call(&client, "https://hooks.example.org/").await, Err(Trouble::Deadline.into()));
        assert!(began.elapsed() >= Duration::from_millis(500));
    }
}

#[tokio::test]
async fn a_compressed_answer_is_not_unpacked() {
    let server = Server::start(says("200 OK", "content-encoding: gzip\r\n", "a bomb")).await;
    assert_eq!(call(&server.usual(|_| {}), "https://hooks.example.org/").await.unwrap().body, b"a bomb");
}

#[tokio::test]
async fn failures_are_named_by_what_can_be_done() {
    let later = |status: u16, after: Option<u64>| Error::TryLater {
        trouble: Trouble::Status(StatusCode::from_u16(status).unwrap()),
        after: after.map(Duration::from_secs),
    };
    for (status, headers, expected) in [
        ("429 Too Many Requests", "retry-after: 120\r\n", later(429, Some(120))),
        ("503 Service Unavailable", "retry-after: 99999999\r\n", later(503, Some(86_400))),
        ("500 Internal Server Error", "", later(500, None)),
        ("401 Unauthorized", "", Error::Credentials(StatusCode::UNAUTHORIZED)),
        ("410 Gone", "", Error::Refused(StatusCode::GONE)),
    ] {
        let server = Server::start(says(status, headers, "a secret")).await;
        assert_eq!(call(&server.usual(|_| {}), "https://hooks.example.org/").await, Err(expected), "{status}");
    }
}

#[tokio::test]
async fn a_name_that_is_not_known_and_a_certificate_of_another_are_tried_again_later() {
    let server = Server::start(says("200 OK", "", "")).await;
    let client = server.client(&[("other.example.org", vec![vec![PUBLIC]]), ("empty.example.org", vec![vec![]])], |_| {});
    for (url, trouble) in [
        ("https://hooks.example.org/", Trouble::Name),
        ("https://empty.example.org/", Trouble::Name),
        ("https://other.example.org/", Trouble::Connect),
    ] {
        assert_eq!(call(&client, url).await, Err(trouble.into()), "{url}");
    }
}

#[tokio::test]
async fn what_the_operator_configured_may_be_private() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        speak(stream, says("200 OK", "", "here")).await
    });
    let answer = Client::new(Settings::default()).unwrap().call_configured(&url, post()).await.unwrap();
    assert_eq!(answer.body, b"here");
}

#[tokio::test]
async fn where_names_are_looked_up_one_by_one_each_has_its_turn() {
    let server = Server::start(says("200 OK", "", "")).await;
    let client = server.usual(|settings| (settings.look_ups, settings.keep_idle) = (Some(1), false));
    let url = format!("https://localhost:{}/", server.port).parse().unwrap();
    let (one, other) = tokio::join!(client.call_configured(&url, post()), client.call_configured(&url, post()));
    assert_eq!([one, other], [Err(Trouble::Connect.into()), Err(Trouble::Connect.into())], "its certificate is of another name");
    assert_eq!(server.visits(), 2);
}
