//! The certificates and keys of one control plane, as files.
//!
//! Its authority exists only while it signs: what it signed lasts as long as the
//! folder, and a new folder gets a new authority.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};

/// The first address of the range of services, by which pods call the API.
const SERVICE_ADDRESS: &str = "10.96.0.1";

/// Where the files are. `*_key` are PKCS #8 in PEM.
#[derive(Debug, Clone)]
pub(crate) struct Pki {
    pub(crate) ca: PathBuf,
    pub(crate) server: PathBuf,
    pub(crate) server_key: PathBuf,
    /// What the API server shows to a kubelet.
    pub(crate) kubelet_client: PathBuf,
    pub(crate) kubelet_client_key: PathBuf,
    pub(crate) accounts: PathBuf,
    pub(crate) accounts_key: PathBuf,
}

impl Pki {
    /// Those in `dir`, made now if they are not there.
    pub(crate) fn ensure(dir: &Path) -> Result<Self> {
        let at = |name: &str| dir.join(name);
        let pki = Self {
            ca: at("ca.crt"),
            server: at("apiserver.crt"),
            server_key: at("apiserver.key"),
            kubelet_client: at("kubelet-client.crt"),
            kubelet_client_key: at("kubelet-client.key"),
            accounts: at("service-accounts.pub"),
            accounts_key: at("service-accounts.key"),
        };
        let complete = at("complete");
        if !complete.exists() {
            fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
            pki.make().context("cannot make certificates")?;
            fs::write(complete, "")?;
        }
        Ok(pki)
    }

    pub(crate) fn ca_pem(&self) -> Result<String> {
        fs::read_to_string(&self.ca).with_context(|| format!("cannot read {}", self.ca.display()))
    }

    fn make(&self) -> Result<()> {
        let authority = authority()?;
        fs::write(&self.ca, authority.pem())?;
        let names = ["127.0.0.1", "localhost", SERVICE_ADDRESS, "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
        let server = leaf("kube-apiserver", None, &names, ExtendedKeyUsagePurpose::ServerAuth)?;
        sign(&server, &authority, &self.server, &self.server_key)?;
        let client = leaf("kube-apiserver-kubelet-client", Some("system:masters"), &[], ExtendedKeyUsagePurpose::ClientAuth)?;
        sign(&client, &authority, &self.kubelet_client, &self.kubelet_client_key)?;
        let accounts = KeyPair::generate()?;
        fs::write(&self.accounts, accounts.public_key_pem())?;
        fs::write(&self.accounts_key, accounts.serialize_pem())?;
        Ok(())
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "homeroom-local");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn leaf(name: &str, group: Option<&str>, names: &[&str], purpose: ExtendedKeyUsagePurpose) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, name);
    if let Some(group) = group {
        params.distinguished_name.push(DnType::OrganizationName, group);
    }
    params.extended_key_usages = vec![purpose];
    Ok(params)
}

fn sign(params: &CertificateParams, authority: &CertifiedIssuer<'static, KeyPair>, certificate: &Path, key_path: &Path) -> Result<()> {
    let key = KeyPair::generate()?;
    fs::write(certificate, params.signed_by(&key, authority)?.pem())?;
    fs::write(key_path, key.serialize_pem())?;
    Ok(())
}
