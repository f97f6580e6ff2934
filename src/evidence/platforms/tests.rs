use std::fs;

use super::*;
use crate::context::discover::discover;

fn containers(path: &str, text: &str) -> Vec<Container> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = fs::canonicalize(folder.path()).expect("it was just made");
    fs::create_dir(root.join(".git")).expect("a folder");
    fs::write(root.join("Dockerfile"), "FROM x\n").expect("a file");
    fs::write(root.join(path), text).expect("a file");
    let workspace = Workspace::open(&root, &discover(std::slice::from_ref(&root)));
    read(&workspace).into_iter().flat_map(|it| it.containers).collect()
}

fn ports(container: &Container) -> Vec<(&str, u16)> {
    container.ports.iter().map(|port| (port.key, port.number.value)).collect()
}

fn is_built(container: &Container) -> bool {
    matches!(&container.setting.image, Made::Built(build) if build.dockerfile.ends_with("Dockerfile"))
}

fn port_variable(container: &Container) -> Option<String> {
    let (_, value) = container.env.iter().find(|(name, _)| name.value == "PORT")?;
    value.as_ref().map(|value| value.value.clone())
}

#[test]
fn fly() {
    let text = "app = 'shop'\n[env]\nPORT = 80\n[http_service]\ninternal_port = 3000\n[[services]]\ninternal_port = 53\nprotocol = 'udp'\n\
                [processes]\nweb = \"run --port '90'\"\n";
    let shop = &containers("fly.toml", text)[0];
    assert_eq!(ports(shop), [("internal_port", 3000), ("internal_port", 53)]);
    assert!(shop.ports[1].udp && is_built(shop));
    assert_eq!(port_variable(shop).as_deref(), Some("80"));
    assert_eq!(shop.args.as_ref().map(|words| words[2].value.as_str()), Some("90"));
    let port = &shop.ports[0].number.place;
    assert_eq!(port.source.slice(port.span), "3000");
    assert!(matches!(containers("fly.prod.toml", "[build]\nimage = 'x'\n")[0].setting.image, Made::Elsewhere));
    assert!(containers("fly.toml", "a = \"{{ b }}\"\n[processes]\na = '1'\nb = '2'\n")[0].setting.start_open);
    assert!(containers("fly.toml", "= broken").is_empty());
}

#[test]
fn google() {
    let run = |container: &str| {
        format!(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {{template: {{spec: {{containers: [{container}]}}}}}}\n"
        )
    };
    let own = &containers("service.yaml", &run("{image: org/app, ports: [{containerPort: 3000}]}"))[0];
    assert_eq!((ports(own), port_variable(own).as_deref()), (vec![("containerPort", 3000)], Some("3000")));
    let default = &containers("service.yaml", &run("{image: org/app}"))[0];
    assert_eq!(ports(default), [("containerPort", 8080)]);
    let beside = containers("cloudrun.yaml", &run("{image: a}, {image: b, ports: [{containerPort: 90}]}"));
    assert!(beside[0].ports.is_empty() && ports(&beside[1]) == [("containerPort", 90)]);

    let flexible = &containers("app.yaml", "runtime: custom\nenv: flex\nenv_variables: {A: 1}\n")[0];
    assert!(is_built(flexible) && ports(flexible) == [("runtime", 8080)]);
    assert!(containers("app.yaml", "runtime: python312\n").is_empty());
    assert!(containers("service.yaml", "apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n").is_empty());
}

#[test]
fn aws_heroku_and_render() {
    let text =
        "{\"AWSEBDockerrunVersion\": \"1\", \"Ports\": [{\"ContainerPort\": \"3000\"}, {\"ContainerPort\": \"1\"}]}";
    let single = &containers("Dockerrun.aws.json", text)[0];
    assert!(is_built(single) && ports(single) == [("ContainerPort", 3000)]);
    let text = "{\"AWSEBDockerrunVersion\": 2, \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"org/a\", \
                \"portMappings\": [{\"hostPort\": 80, \"containerPort\": 8000}]}]}";
    assert_eq!(ports(&containers("Dockerrun.aws.json", text)[0]), [("containerPort", 8000)]);

    let text = "build:\n  docker:\n    web: Dockerfile\nrun:\n  web: gunicorn -b 0.0.0.0:$PORT app\n";
    let web = &containers("heroku.yml", text)[0];
    assert!(is_built(web) && web.args.is_some() && port_variable(web).is_none());

    let text = "services:\n- {type: web, name: a, runtime: docker, dockerCommand: run me, envVars: [{key: PORT, value: 80}]}\n\
                - {type: web, runtime: python}\n";
    let services = containers("render.yaml", text);
    assert_eq!(services.len(), 1);
    assert!(is_built(&services[0]) && port_variable(&services[0]).as_deref() == Some("80"));
}
