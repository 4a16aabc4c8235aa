//! Where this service is reached.

use std::net::IpAddr;

use anyhow::{Context, bail, ensure};

/// The address of this service: a scheme and an authority, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

impl PublicUrl {
    /// # Errors
    /// When it is no origin, or plain http on anything but loopback.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let uri: http::Uri = text.parse().with_context(|| format!("PUBLIC_URL {text:?} is not a URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            bail!("PUBLIC_URL {text:?} must be like https://homeroom.example.org")
        };
        ensure!(matches!(uri.path(), "" | "/") && uri.query().is_none(), "PUBLIC_URL {text:?} must have no path and no query");
        ensure!(!authority.as_str().contains('@'), "PUBLIC_URL must hold no credentials");
        let default_port = match scheme {
            "https" => 443,
            "http" if is_loopback(authority.host()) => 80,
            "http" => bail!("PUBLIC_URL {text:?}: http is allowed on loopback only; put TLS in front and say https"),
            _ => bail!("PUBLIC_URL {text:?} must begin with https://"),
        };
        let host = authority.host().to_ascii_lowercase();
        // Browsers leave the scheme's own port out.
        let port = authority.port_u16().filter(|port| *port != default_port).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self { origin: format!("{scheme}://{host}{port}"), https: scheme == "https" })
    }

    /// `scheme://host[:port]`, as a browser says it in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn is_https(&self) -> bool {
        self.https
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin_and_plain_http_stays_on_loopback() {
        assert_eq!(PublicUrl::parse("https://Homeroom.example.org/").unwrap().origin(), "https://homeroom.example.org");
        assert!(!PublicUrl::parse("http://127.0.0.1:8080").unwrap().is_https());
        for (text, origin) in [
            ("https://homeroom.example.org:443", "https://homeroom.example.org"),
            ("https://homeroom.example.org:8443", "https://homeroom.example.org:8443"),
            ("http://localhost:80/", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().origin(), origin);
        }
        for wrong in [
            "http://homeroom.example.org",
            "https://homeroom.example.org/api",
            "ftp://localhost",
            "homeroom",
            "https://me:you@example.org",
            "",
        ] {
            assert!(PublicUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
