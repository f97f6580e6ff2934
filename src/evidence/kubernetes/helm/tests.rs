use super::*;

const TEMPLATE: &str = r#"{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment # größe
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  template:
    metadata:
      labels:
        {{- include "shop.selectorLabels" . | nindent 8 }}
        app.kubernetes.io/component: web
    spec:
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: shop
          {{- toYaml .Values.extra | nindent 10 }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
          args: ["--a={{ .Values.a }}", plain]
          {{- if .Values.debug }}
          workingDir: /debug
          {{- end }}
{{- end }}
"#;

fn read(text: &str) -> (Vec<Rc<Node>>, Source) {
    let values = Values::read(&Source::new(
        "values.yaml",
        "service: {port: 8080}\nimage: {repository: example.org/shop, tag: \"\"}\n",
    ));
    let source = Source::new("a.yaml", text);
    (documents(&source, &values), source)
}

#[test]
fn literals_are_read_and_the_rest_is_unknown() {
    let (documents, source) = read(TEMPLATE);
    let at = |keys: &[&str]| documents[0].at(keys);
    let unknown = |node: Option<&Node>| match node.map(|it| &it.kind) {
        Some(Kind::Unknown(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(at(&["kind"]).and_then(Node::text), Some("Deployment"));
    assert_eq!(unknown(at(&["metadata", "name"])), r#"{{include "shop.fullname" .}}"#);
    let pod = at(&["spec", "template", "spec"]).expect("a pod");
    let container = &pod.get("containers").expect("containers").items()[0];
    assert_eq!(container.get("image").and_then(Node::text), Some("example.org/shop"));
    let port = container.get("ports").expect("ports").items()[0].get("containerPort").expect("a port").clone_text();
    assert_eq!(port, ("8080".to_owned(), "{{ .Values.service.port }}"), "{}", source.text());
    assert_eq!(unknown(container.get("workingDir")), "{{ if }}/debug");
    assert_eq!(unknown(Some(&container.get("args").expect("args").items()[0])), "--a={{.Values.a}}");
    assert!(!container.is_closed() && pod.is_closed());
    let labels = at(&["spec", "template", "metadata", "labels"]).expect("labels");
    assert!(!labels.is_closed() && labels.get("app.kubernetes.io/component").is_some());
}

impl Node {
    fn clone_text(&self) -> (String, &'static str) {
        (self.text().unwrap_or_default().to_owned(), &TEMPLATE[self.span.range()])
    }
}

#[test]
fn nothing_is_made_of_nonsense() {
    for text in [
        "{{",
        "a: {{ x\n",
        "{{ `",
        "x: {{/* \" */}}1\n",
        "{{ x }}{{ y }}: z\n",
        "{{x}}",
        "- {{x}}\n  {{y|nindent 900}}",
    ] {
        let _ = read(text);
    }
    assert!(read("{{- define \"a\" }}\n{{").0.is_empty());
}
