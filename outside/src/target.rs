//! An address that a tenant gave, checked by its text. Where its name leads is checked at every call.

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

use crate::address::is_public;

/// Why an address cannot be called. Whoever gave it has to give another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    #[error("it is no URL of at most {} bytes", TenantUrl::LONGEST)]
    NotUrl,
    #[error("it does not begin with https://")]
    NotHttps,
    #[error("it carries a user or a password")]
    Credentials,
    #[error("it names a port other than 443")]
    Port,
    #[error("it leads to an address that is not public")]
    NotPublic,
}

/// An `https` address that a tenant gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantUrl(Url);

impl TenantUrl {
    const LONGEST: usize = 2_000;

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The address, where it is written instead of a name. URLs know decimal, octal and hexadecimal ways to write it; all are read here.
    pub(crate) fn literal(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }
}

impl FromStr for TenantUrl {
    type Err = UrlFault;

    fn from_str(text: &str) -> Result<Self, UrlFault> {
        let url = Some(text).filter(|text| text.len() <= Self::LONGEST).and_then(|text| Url::parse(text).ok()).ok_or(UrlFault::NotUrl)?;
        if url.scheme() != "https" {
            return Err(UrlFault::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlFault::Credentials);
        }
        // The URL's own port of 443 is not kept by the parser.
        if url.port().is_some() {
            return Err(UrlFault::Port);
        }
        let target = Self(url);
        match target.literal() {
            Some(address) if !is_public(address, &[]) => Err(UrlFault::NotPublic),
            _ => Ok(target),
        }
    }
}

impl fmt::Display for TenantUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tenant_gives_is_https_on_its_usual_port_without_credentials() {
        for (text, fault) in [
            ("hooks.example.org", UrlFault::NotUrl),
            ("https://", UrlFault::NotUrl),
            ("http://hooks.example.org/", UrlFault::NotHttps),
            ("file:///etc/passwd", UrlFault::NotHttps),
            ("https://user@hooks.example.org/", UrlFault::Credentials),
            ("https://:secret@hooks.example.org/", UrlFault::Credentials),
            ("https://hooks.example.org:8443/", UrlFault::Port),
            ("https://hooks.example.org:6443/", UrlFault::Port),
        ] {
            assert_eq!(text.parse::<TenantUrl>(), Err(fault), "{text}");
        }
        for text in ["https://hooks.example.org/a?b=c", "https://hooks.example.org:443/", "https://1.1.1.1/", "https://学校.example.org/"]
        {
            text.parse::<TenantUrl>().unwrap_or_else(|fault| panic!("{text}: {fault}"));
        }
        assert_eq!(format!("https://hooks.example.org/{}", "a".repeat(2_000)).parse::<TenantUrl>(), Err(UrlFault::NotUrl));
    }

    #[test]
    fn a_private_address_is_refused_however_it_is_written() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "127.1",
            "127.0.0.1.",
            "0",
            "169.254.169.254",
            "0251.0376.0251.0376",
            "2852039166",
            "10.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[fd00:ec2::254]",
            "１２７.０.０.１",
        ] {
            assert_eq!(format!("https://{host}/").parse::<TenantUrl>(), Err(UrlFault::NotPublic), "{host}");
        }
    }
}
