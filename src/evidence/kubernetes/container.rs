//! A container of a pod.

use crate::source::Source;
use crate::yaml::{Kind, Node};

use super::super::Located;
use super::super::deployment::{Action, Container, ContainerPort, Platform, Probe, ProbePort, Security, Setting};
use super::{located, place};

/// The kinds of probe.
const PROBES: [&str; 3] = ["readinessProbe", "livenessProbe", "startupProbe"];

/// Below this port only root binds, unless the pod says otherwise.
const UNPRIVILEGED: &str = "net.ipv4.ip_unprivileged_port_start";

pub(super) fn container(source: &Source, node: &Node, pod: &Node) -> Option<Container> {
    let Kind::Map(_) = &node.kind else { return None };
    let word = |key: &str| node.get(key).and_then(|it| located(source, it, it.text()?.to_owned()));
    let items = |key: &str| node.get(key).map(Node::items).unwrap_or_default().iter();
    let ports: Vec<ContainerPort> = items("ports").filter_map(|it| port(source, it)).collect();
    let mut probes: Vec<Probe> = PROBES.into_iter().filter_map(|kind| probe(source, node, kind)).collect();
    // A port that could not be read may have the name.
    if ports.len() != items("ports").count() || !node.get("ports").is_none_or(Node::is_settled) {
        let is_name = |it: &Probe| it.port().is_some_and(|port| matches!(port.value, ProbePort::Name(_)));
        probes.iter_mut().filter(|it| is_name(it)).for_each(|it| it.action = Action::Unknown);
    }
    Some(Container {
        platform: Platform::Kubernetes,
        name: word("name").map(|name| name.value).unwrap_or_default(),
        image: word("image"),
        ports,
        probes,
        command: words(source, node.get("command")),
        args: words(source, node.get("args")),
        env: items("env").filter_map(|it| variable(source, it)).collect(),
        env_open: node.get("envFrom").is_some(),
        security: security(source, node, pod),
        mounts: items("volumeMounts").filter_map(|it| text(source, it.get("mountPath")?)).collect(),
        folder: word("workingDir"),
        setting: Setting {
            network_shared: pod.get("hostNetwork").and_then(Node::truth) == Some(true),
            ..Setting::default()
        },
        place: place(source, node),
    })
}

fn security(source: &Source, node: &Node, pod: &Node) -> Security {
    let own = |key: &str| node.at(&["securityContext", key]);
    let any = |key: &str| own(key).or_else(|| pod.at(&["securityContext", key]));
    let number = |key: &str| any(key).and_then(|it| located(source, it, it.number()?));
    let names = |key: &str| {
        let names = own("capabilities").and_then(|it| it.get(key)).map(Node::items).unwrap_or_default();
        names.iter().filter_map(|it| it.text()).map(str::to_owned).collect()
    };
    let sysctls = pod.at(&["securityContext", "sysctls"]).map(Node::items).unwrap_or_default();
    let from = sysctls.iter().find(|it| it.get("name").and_then(Node::text) == Some(UNPRIVILEGED));
    Security {
        user: None,
        run_as_user: number("runAsUser"),
        run_as_group: number("runAsGroup"),
        run_as_non_root: any("runAsNonRoot").and_then(|it| located(source, it, it.truth()?)),
        read_only_root: own("readOnlyRootFilesystem").and_then(|it| located(source, it, it.truth()?)),
        privileged: own("privileged").and_then(Node::truth) == Some(true),
        added: names("add"),
        dropped: names("drop"),
        unprivileged_from: from.and_then(|it| it.get("value")?.text()?.parse().ok()),
    }
}

fn port(source: &Source, node: &Node) -> Option<ContainerPort> {
    let number = node.get("containerPort")?;
    let value = u16::try_from(number.text()?.parse::<u32>().ok()?).ok()?;
    Some(ContainerPort {
        key: "containerPort",
        name: node.get("name").and_then(Node::text).map(str::to_owned),
        number: located(source, number, value)?,
        udp: node.get("protocol").and_then(Node::text).is_some_and(|it| it != "TCP"),
    })
}

fn probe(source: &Source, container: &Node, kind: &'static str) -> Option<Probe> {
    let probe = container.get(kind).filter(|it| it.is_settled())?;
    let seconds = |key: &str| probe.get(key).and_then(|it| located(source, it, u32::try_from(it.number()?).ok()?));
    Some(Probe {
        kind,
        action: action(source, probe),
        initial_delay: seconds("initialDelaySeconds"),
        period: seconds("periodSeconds"),
        timeout: seconds("timeoutSeconds"),
        failure_threshold: seconds("failureThreshold"),
        place: place(source, probe),
    })
}

fn action(source: &Source, probe: &Node) -> Action {
    if let Some(words) = words(source, probe.at(&["exec", "command"])) {
        return Action::Exec(words);
    }
    let port = ["httpGet", "tcpSocket", "grpc"].into_iter().find_map(|way| probe.at(&[way, "port"]));
    let port = port.and_then(|node| port_or_name(source, node));
    port.map_or(Action::Unknown, Action::Port)
}

/// A number or the name of a port; `None` for what is neither, such as the mark of a tool that fills it in.
pub(super) fn port_or_name(source: &Source, node: &Node) -> Option<Located<ProbePort>> {
    let text = node.text()?;
    let value = match text.parse::<u32>() {
        Ok(number) => ProbePort::Number(u16::try_from(number).ok()?),
        Err(_) => ProbePort::Name(text.to_owned()),
    };
    let is_plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_plain.then(|| located(source, node, value)).flatten()
}

fn variable(source: &Source, node: &Node) -> Option<(Located<String>, Option<Located<String>>)> {
    let name = text(source, node.get("name")?)?;
    Some((name, node.get("value").and_then(|it| text(source, it))))
}

fn text(source: &Source, node: &Node) -> Option<Located<String>> {
    located(source, node, node.text()?.to_owned())
}

/// A list of words; `None` where there is none or a member is no word.
fn words(source: &Source, node: Option<&Node>) -> Option<Vec<Located<String>>> {
    let Kind::List(items) = &node?.kind else { return None };
    items.iter().map(|it| text(source, it)).collect()
}
