//! The last words of a start: addresses, log-ins, and what to try next.
//!
//! Each command can be copied as it is, from the project's folder.

use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::Result;

use super::state::DemoFile;
use super::{Demo, Site};

pub(super) fn print(site: &Site, demo: &Demo) -> Result<()> {
    link(site, "kubectl", &demo.kubectl)?;
    let psql = match demo.database.as_ref().map(|database| database.program("psql")) {
        Some(program) if program.exists() => {
            link(site, "psql", &program)?;
            shorten(&site.at("bin/psql"))
        }
        _ => "psql".to_owned(),
    };
    let file = &demo.file;
    let (school, live) = (file.tenant(false)?, file.tenant(true)?);
    let logins = [("platform", &file.platform), ("school, test mode", &school.owner), ("tutoring, live", &live.owner)];
    eprintln!("\nHomeroom is ready: {}  (open it in a browser; its API: {}/docs)\n", file.url, file.url);
    for (who, login) in logins {
        eprintln!("  {who:<18} {:<28} {}", login.email, login.password);
    }
    eprintln!("\nTry next:");
    eprintln!("  curl -s -H 'Authorization: Bearer {}' {}/v1/orders/{}", school.owner.api_key, file.url, school.order_id);
    for cluster in file.clusters.iter().filter(|cluster| cluster.simulated) {
        let kubectl = format!("{} --kubeconfig {}", shorten(&site.at("bin/kubectl")), shorten(&cluster.kubeconfig));
        eprintln!("  {kubectl} get pods -A");
        if demo.machines.is_some() {
            eprintln!(
                "  {kubectl} get machinedeployments,machines -A    # nodes bought ahead of lessons: {}/ops/clusters/{}/nodes",
                file.url, cluster.id
            );
        }
    }
    eprintln!("  {psql} '{}' -c 'select * from orders'", file.database_url);
    eprintln!("  curl -s {}/api/v1/messages    # the letters that were sent", file.mail_url);
    if demo.can_join {
        eprintln!("  python3 deploy/demo/join.py --demo {}", shorten(&DemoFile::path(site)));
        eprintln!("\nEnter the open room in a browser, in two windows:");
        for (role, secret) in &live.links {
            eprintln!("  {role:<18} {}/enter#{secret}", file.url);
        }
    } else {
        eprintln!("  (python3 deploy/demo/join.py needs an open room on a real node: joining is skipped here)");
    }
    eprintln!("\nPay an invoice as the tutoring, by a card that you save or by its link: {}/settings/invoices", file.url);
    eprintln!("  4242 4242 4242 4242 pays, 4000 0000 0000 0341 is saved and then declined. The Stripe is played: no money moves.");
    eprintln!("\nAll of it is in {}. It runs until Ctrl-C or `make demo-stop`.", shorten(&DemoFile::path(site)));
    Ok(())
}

/// As seen from the project's folder, where the commands are typed.
fn shorten(path: &Path) -> String {
    path.strip_prefix(crate::config::project_dir()).unwrap_or(path).display().to_string()
}

fn link(site: &Site, name: &str, program: &Path) -> Result<()> {
    let folder = site.at("bin");
    std::fs::create_dir_all(&folder)?;
    let link = folder.join(name);
    let _ = std::fs::remove_file(&link);
    Ok(symlink(program, link)?)
}
