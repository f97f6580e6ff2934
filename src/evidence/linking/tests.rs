use std::fs;

use super::*;
use crate::context::discover::discover;
use crate::evidence::compose;
use crate::evidence::kubernetes::Manifests;

/// The links of the containers that run the image of a Dockerfile, by the name of the container.
fn links(files: &[(&str, &str)], dockerfile: &str, names: &[String]) -> Vec<(String, Link)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = fs::canonicalize(folder.path()).expect("it was just made").join("shop");
    fs::create_dir_all(root.join(".git")).expect("a folder");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let found = discover(std::slice::from_ref(&root));
    let workspace = Workspace::open(&root, &found);
    let mut workloads = Manifests::read(&found.yaml, &found.buffers).workloads();
    workloads.extend(compose::read(&workspace));
    let dockerfile = root.join(dockerfile);
    let folder = dockerfile.parent().expect("it stands in a folder").to_owned();
    let context = Context::open(workspace.clone(), &folder, &dockerfile, String::new());
    let image = Image {
        dockerfile: &dockerfile,
        context: &context,
        names,
        only_dockerfile: false,
        stage: Some("run"),
        is_last: true,
        argument: &|_| None,
    };
    let linked = Deployed::new(workloads, &workspace).of_image(&image);
    let named = |it: Workload| it.containers.into_iter().map(move |container| (container.name, it.link));
    linked.into_iter().flat_map(named).collect()
}

fn pod(name: &str, image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{containers: [{{name: {name}, image: '{image}'}}]}}\n"
    )
}

#[test]
fn files_that_build_an_image_under_a_name_link_strongly() {
    let files = |path: &'static str, text: &'static str, image: &str| {
        [("api/Dockerfile", "FROM x\n".to_owned()), ("k8s/pod.yaml", pod("it", image)), (path, text.to_owned())]
    };
    let skaffold = "build:\n  artifacts:\n  - {image: org/backend-x, context: api}\n";
    let workflow = "jobs:\n  a:\n    steps:\n    - uses: docker/metadata-action@v5\n      with: {images: ghcr.io/org/cart}\n    \
                    - uses: docker/build-push-action@v6\n      with: {context: api, tags: '${{ steps.meta.outputs.tags }}'}\n";
    let tagged = "jobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        context: api\n        \
                  tags: |\n          ${{ env.REGISTRY }}/cart:${{ github.sha }}\n";
    for (path, text, image, expected) in [
        ("skaffold.yaml", skaffold, "org/backend-x", true),
        ("Tiltfile", "docker_build('reg/cart', './api')\n", "reg/cart", true),
        ("Makefile", "b:\n\tdocker build -t $(REG)/cart:$(TAG) api\n", "eu.gcr.io/p/cart:1", true),
        ("Makefile", "b:\n\tdocker build -t other/cart:$(TAG) api\n", "eu.gcr.io/p/cart:1", false),
        ("Makefile", "b:\n\tdocker build -t app api\n", "eu.gcr.io/p/app:1", false),
        ("Makefile", "b:\n\tdocker build --target debug -t cart api\n", "cart", false),
        (".github/workflows/ci.yaml", workflow, "ghcr.io/org/cart:main", true),
        (".github/workflows/ci.yaml", tagged, "ghcr.io/org/cart:main", true),
        ("compose.yaml", "services: {a: {build: api, image: org/cart}}\n", "org/cart", true),
        ("k8s/notes.txt", "", "org/cart", false),
    ] {
        let files = files(path, text, image);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let found = links(&files, "api/Dockerfile", &[]).contains(&("it".to_owned(), Link::Strong));
        assert_eq!(found, expected, "{path}: {text}");
    }
}

#[test]
fn kustomize_replaces_names() {
    let pod = pod("it", "cart");
    let files = [
        ("api/Dockerfile", "FROM x\n"),
        ("Makefile", "b:\n\tdocker build -t org/cart-service api\n"),
        ("k8s/base/pod.yaml", &pod),
        ("k8s/prod/kustomization.yaml", "images:\n- {name: cart, newName: org/cart-service}\n"),
    ];
    assert_eq!(links(&files, "api/Dockerfile", &[]), [("it".to_owned(), Link::Strong)]);
    assert!(links(&files[..3], "api/Dockerfile", &[]).is_empty());
}

#[test]
fn what_compose_builds_is_certain() {
    let text = "services:\n  own: {build: api}\n  stage: {build: {context: api, target: run}}\n  dev: {build: {context: api, target: dev}}\n  \
                inline: {build: {dockerfile_inline: FROM y}, image: api}\n  other: {image: api}\n";
    let files = [("api/Dockerfile", "FROM x\n"), ("compose.yaml", text)];
    let found = links(&files, "api/Dockerfile", &[]);
    assert_eq!(found, [("own".to_owned(), Link::Certain), ("stage".to_owned(), Link::Certain)]);
}

#[test]
fn the_configuration_names_an_image() {
    let pod = pod("it", "registry.example.com/team/odd:3");
    let files = [("api/Dockerfile", "FROM x\n"), ("k8s/pod.yaml", pod.as_str())];
    assert!(links(&files, "api/Dockerfile", &[]).is_empty());
    let names = ["registry.example.com/team/odd".to_owned()];
    assert_eq!(links(&files, "api/Dockerfile", &names), [("it".to_owned(), Link::Certain)]);
}
