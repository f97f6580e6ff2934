//! Tables of what starts a server, by language.

use super::*;
use crate::source::Source;

mod needs;

fn project(language: Language, entry: Option<&str>, files: &[(&str, &str)]) -> Project {
    let program = Program { language, root: String::new(), entry: entry.map(str::to_owned) };
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), Source::new(*path, *text))).collect();
    Project { program, files, complete: true }
}

/// Ports with host and variable, in the order found, and the count of unresolved servers.
fn listens(language: Language, entry: Option<&str>, files: &[(&str, &str)]) -> String {
    let needs = needs(&project(language, entry, files));
    let show = |it: &Listener| {
        let host = it.host.as_deref().map_or(String::new(), |host| format!("{host}:"));
        let variable = it.variable.as_deref().map_or(String::new(), |name| format!(" ${name}"));
        let udp = if it.udp { "/udp" } else { "" };
        let framework = if it.trust == Trust::Framework { "?" } else { "" };
        format!("{host}{}{udp}{framework}{variable}", it.port)
    };
    let mut out: Vec<String> = needs.listeners.iter().map(show).collect();
    if needs.unresolved_listeners > 0 {
        out.push(format!("+{}", needs.unresolved_listeners));
    }
    out.join(", ")
}

#[track_caller]
fn table(language: Language, file: &str, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(listens(language, None, &[(file, text)]), *expected, "{text}");
    }
}

#[test]
fn go_listeners() {
    table(
        Language::Go,
        "main.go",
        &[
            (r#"func main() { http.ListenAndServe(":8080", nil) }"#, "8080"),
            (r#"func main() { log.Fatal(http.ListenAndServe("127.0.0.1:9090", mux)) }"#, "127.0.0.1:9090"),
            (r#"// http.ListenAndServe(":8080", nil)"#, ""),
            (r#"/* http.ListenAndServe(":8080", nil) */ var s = "http.ListenAndServe(\":1\", nil)""#, ""),
            (r#"srv := &http.Server{Handler: h, Addr: ":8081"}; srv.ListenAndServe()"#, "8081"),
            ("srv := &http.Server{\n\tAddr:    \":\" + port,\n}\nvar port = \"9000\"\n", "9000"),
            (
                "port := os.Getenv(\"PORT\")\nif port == \"\" {\n\tport = \"8080\"\n}\nhttp.ListenAndServe(\":\"+port, nil)\n",
                "8080 $PORT",
            ),
            ("const port = 50051\nlis, err := net.Listen(\"tcp\", fmt.Sprintf(\":%d\", port))\n", "50051"),
            (
                "var port = flag.Int(\"port\", 50051, \"the port\")\nlis, err := net.Listen(\"tcp\", fmt.Sprintf(\":%d\", *port))\n",
                "50051",
            ),
            ("addr := flag.String(\"addr\", \":7000\", \"x\")\nhttp.ListenAndServe(*addr, nil)\n", "7000"),
            ("flag.StringVar(&cfg.addr, \"addr\", \":7001\", \"x\")\nhttp.ListenAndServe(cfg.addr, nil)\n", "7001"),
            (
                "type Config struct {\n\tPort int `env:\"APP_PORT\" envDefault:\"3001\"`\n}\nhttp.ListenAndServe(fmt.Sprintf(\":%d\", cfg.Port), nil)\n",
                "3001 $APP_PORT",
            ),
            (
                "viper.SetDefault(\"port\", \"4000\")\nhttp.ListenAndServe(\":\" + viper.GetString(\"port\"), nil)\n",
                "4000",
            ),
            ("http.ListenAndServe(getEnv(\"ADDR\", \":5000\"), nil)\n", "5000 $ADDR"),
            (
                "func main() {\n\taddr := os.Getenv(\"ADDRESS\")\n\tif addr == \"\" {\n\t\taddr = \"127.0.0.1:8080\"\n\t}\n\thttp.ListenAndServe(addr, nil)\n}\n",
                "127.0.0.1:8080 $ADDRESS",
            ),
            ("http.ListenAndServe(cfg.Address(), nil)\n", "+1"),
            ("import \"github.com/gin-gonic/gin\"\nfunc main() { r := gin.Default(); r.Run(\":8082\") }\n", "8082"),
            ("import \"github.com/gin-gonic/gin\"\nfunc main() { r := gin.Default(); r.Run() }\n", "8080? $PORT"),
            (
                "import \"github.com/labstack/echo/v4\"\nfunc main() { e := echo.New(); e.Logger.Fatal(e.Start(\":1323\")) }\n",
                "1323",
            ),
            ("func main() { cmd.Run(\":1323\") }\n", ""),
            ("conn, _ := net.ListenPacket(\"udp\", \":53\")\n", "53/udp"),
            ("ln, _ := net.Listen(\"unix\", \"/tmp/x.sock\")\n", ""),
            ("go http.ListenAndServe(\":9102\", metrics)\nhttp.ListenAndServe(\":8080\", mux)\n", "9102, 8080"),
            (
                "func serve(addr string) error { return http.ListenAndServe(addr, nil) }\nfunc main() { serve(\":6000\") }\n",
                "6000",
            ),
            ("http.ListenAndServe(net.JoinHostPort(\"0.0.0.0\", \"8085\"), nil)\n", "0.0.0.0:8085"),
            ("ln, _ := net.Listen(\"tcp\", \":0\")\n", "+1"),
            ("ln, _ := net.Listen(network, address)\n", "+1"),
            ("toolkit = webflag.AddFlags(kingpin.CommandLine, \":9115\")\n", "9115"),
        ],
    );
}

#[test]
fn go_counts_only_what_the_entry_imports() {
    let files = [
        ("go.mod", "module example.org/shop\n"),
        (
            "cmd/web/main.go",
            "package main\nimport (\n\t\"example.org/shop/server\"\n)\nfunc main() { server.Start() }\n",
        ),
        ("server/server.go", "package server\nfunc Start() { http.ListenAndServe(\":8080\", nil) }\n"),
        ("cmd/tool/main.go", "package main\nfunc main() { http.ListenAndServe(\":9999\", nil) }\n"),
        ("server/gen.go", "//go:build ignore\n\npackage main\nfunc main() { http.ListenAndServe(\":7777\", nil) }\n"),
    ];
    assert_eq!(listens(Language::Go, Some("cmd/web"), &files), "8080");
    assert_eq!(listens(Language::Go, Some("cmd/tool"), &files), "9999");
}

#[test]
fn javascript_listeners() {
    table(
        Language::JavaScript,
        "server.js",
        &[
            ("app.listen(3000)", "3000"),
            ("app.listen(process.env.PORT || 3000, () => console.log('up'))", "3000 $PORT"),
            ("const PORT = process.env.PORT ?? 4000;\napp.listen(PORT, '0.0.0.0');", "0.0.0.0:4000 $PORT"),
            (
                "const port = Number(process.env.PORT) || 5000\nserver.listen({ port, host: '127.0.0.1' })",
                "127.0.0.1:5000 $PORT",
            ),
            ("const { PORT = 6000 } = process.env;\napp.listen(PORT)", "6000 $PORT"),
            ("await app.listen({ port: 3001, host: '0.0.0.0' })", "0.0.0.0:3001"),
            ("await app.listen(process.env.PORT ?? 3000);", "3000 $PORT"),
            ("// app.listen(3000)\n/* app.listen(1) */", ""),
            ("const s = 'app.listen(3000)'", ""),
            ("const re = /'/; app.listen(3002) // it's", "3002"),
            ("history.listen((location) => go(location))", ""),
            ("app.listen(config.port)", "+1"),
            (
                "const config = {\n  port: parseInt(process.env.APP_PORT, 10) || 7000,\n}\napp.listen(config.port)",
                "7000 $APP_PORT",
            ),
            ("app.set('port', process.env.PORT || 8000)\napp.listen(app.get('port'))", "8000 $PORT"),
            ("Bun.serve({ port: 8088, fetch(r) { return r } })", "8088"),
            ("Deno.serve(handler)", "8000?"),
            ("app.listen(process.env.PORT)", "+1"),
            (
                "var port = process.env.PORT || 4000\nserver.listen(port, () => {\n  var port = server.address().port\n})",
                "4000 $PORT",
            ),
            ("const c = {\n  port: 8000,\n  db: {\n    port: 5432,\n  }\n}\napp.listen(c.port)", "8000"),
            (
                "const c = {\n  db: {\n    port: 5432,\n  },\n  server: {\n    port: 8001,\n  }\n}\napp.listen(c.server.port)",
                "8001",
            ),
            ("const PORT = process.env.PORT;\nserver.bindAsync(`[::]:${PORT}`, c, f)", "+1"),
            ("const port = normalizePort(process.env.PORT || '3000');\nserver.listen(port);", "3000 $PORT"),
        ],
    );
    let taken = [
        ("server.js", "const config = require('./config');\nconst { port } = config.web;\napp.listen(port);\n"),
        ("config.js", "config.web = {\n  port: process.env.PORT || 8000,\n};\nconfig.db = {\n  port: 5432,\n};\n"),
    ];
    assert_eq!(listens(Language::JavaScript, Some("server.js"), &taken), "8000 $PORT");
    let manifest = Source::new("package.json", r#"{"scripts": {"start": "next start -p 4000"}}"#);
    assert_eq!(script_of(&manifest, "start").map(|it| it.0).as_deref(), Some("next start -p 4000"));
    assert_eq!(script_of(&manifest, "build"), None);
    let reach = [
        ("src/index.ts", "import { start } from './app'\nstart()"),
        ("src/app.ts", "app.listen(81)"),
        ("tools/mock.js", "app.listen(99)"),
    ];
    assert_eq!(listens(Language::JavaScript, Some("src/index.ts"), &reach), "81");
    assert_eq!(listens(Language::JavaScript, Some("src/index.js"), &reach), "81");
}

#[test]
fn javascript_brackets_and_regexes() {
    table(
        Language::JavaScript,
        "server.js",
        &[
            ("app.listen((process.env.PORT || 3003))", "3003 $PORT"),
            ("app.listen(isProduction ? 80 : 3004)", "80, 3004"),
            ("const slash = /[/'\"]/g\napp.listen(3005)", "3005"),
            ("const slash = /\\/'/\napp.listen(3006)", "3006"),
        ],
    );
}

#[test]
fn python_listeners() {
    table(
        Language::Python,
        "app.py",
        &[
            ("app = Flask(__name__)\napp.run(host='0.0.0.0', port=5001)", "0.0.0.0:5001"),
            ("app = Flask(__name__)\napp.run(debug=True)", "127.0.0.1:5000?"),
            ("uvicorn.run('main:app', host=\"0.0.0.0\", port=int(os.environ.get('PORT', 8080)))", "0.0.0.0:8080 $PORT"),
            ("port = int(os.getenv(\"PORT\", \"9000\"))\nuvicorn.run(app, port=port)", "9000 $PORT"),
            ("# app.run(port=1)\n\"\"\"app.run(port=2)\"\"\"\n", ""),
            ("subprocess.run(['ls'])", ""),
            ("HTTPServer(('', 8000), Handler).serve_forever()", "8000"),
            ("PORT = 8001\nwith socketserver.TCPServer((\"\", PORT), H) as s: pass", "8001"),
            ("server.add_insecure_port('[::]:50051')", ":::50051"),
            (
                "parser.add_argument('--port', type=int, default=7000)\nargs = parser.parse_args()\napp.run(port=args.port)",
                "7000",
            ),
            ("web.run_app(app, port=8085)", "8085"),
            ("app.run(port=settings.port)", "+1"),
            ("port = os.environ.get('PORT') or 5005\napp.run(port=port)", "5005 $PORT"),
        ],
    );
    let guarded = [
        ("main.py", "import app\nuvicorn.run(app.app, port=80)\n"),
        ("app.py", "if __name__ == '__main__':\n    app.run(port=5000)\n"),
    ];
    assert_eq!(listens(Language::Python, Some("main.py"), &guarded), "80");
}

#[test]
fn python_hosts_and_servers() {
    table(
        Language::Python,
        "app.py",
        &[
            ("app = Flask(__name__)\napp.run('0.0.0.0', 5002)", "0.0.0.0:5002"),
            ("app = Flask(__name__)\napp.run('0.0.0.0', debug=True)", "0.0.0.0:5000?"),
            ("app = Flask(__name__)\napp.run(HOST)", "5000?"),
            ("app = Flask(__name__)\napp.run(host=os.environ['HOST'])", "5000?"),
            ("app = Flask(__name__)\napp.run(**options)", "+1"),
            ("app = Flask(__name__)\nworker.run('x', 5002)", ""),
            ("app = Quart(__name__)\napp.run()", "127.0.0.1:5000?"),
            ("app = Sanic('x')\napp.run(host='0.0.0.0')", "0.0.0.0:8000?"),
            ("app.run()", ""),
            ("uvicorn.run(app)", "127.0.0.1:8000?"),
            ("uvicorn.Config(app, host='::')", ":::8000?"),
            ("web.run_app(app)", "8080?"),
            ("import gradio as gr\ndemo.launch()", "127.0.0.1:7860?"),
            ("import gradio as gr\ndemo.launch(server_name='0.0.0.0')", "0.0.0.0:7860?"),
            ("import gradio as gr\ndemo.launch(server_name='0.0.0.0', server_port=7861)", "0.0.0.0:7861"),
            ("browser.launch()", ""),
            ("HTTPServer(('127.0.0.1', 8002), Handler)", "127.0.0.1:8002"),
            ("socketserver.UDPServer(('', 5353), H)", "5353/udp"),
            ("sock.bind(('', 9999))", "9999"),
            ("sock.bind((host, port))", ""),
            ("server.listen(8889)", "8889"),
            ("make_server('0.0.0.0', 8003, app)", "0.0.0.0:8003"),
            ("make_server('', port=8004, app=app)", "8004"),
            ("run_simple('localhost', 8005, app)", "localhost:8005"),
            ("asyncio.start_server(talk, '127.0.0.1', 8006)", "127.0.0.1:8006"),
            ("loop.create_server(make, '0.0.0.0', 8007)", "0.0.0.0:8007"),
            ("start_http_server(9100)", "9100"),
            ("start_http_server(port)", "+1"),
            ("from waitress import serve\nserve(app, host='0.0.0.0', port=8008)", "0.0.0.0:8008"),
            ("from waitress import serve\nserve(app)", "8080?"),
            ("from waitress import serve\nserve(app, port=port)", ""),
            ("serve(app)", ""),
        ],
    );
}

#[test]
fn gunicorn_configuration() {
    let gunicorn = "import os\n\nbind = f\"0.0.0.0:{os.getenv('PORT', '8000')}\"\nworkers = 2\n";
    let (found, whole) = gunicorn_listens(&Source::new("gunicorn.conf.py", gunicorn));
    let found: Vec<_> = found.iter().map(|it| (it.port, it.host.as_deref(), it.variable.as_deref())).collect();
    assert_eq!((found, whole), (vec![(8000, Some("0.0.0.0"), Some("PORT"))], true));
    let several = "bind = [\"127.0.0.1:8000\", '0.0.0.0:8001']\n";
    let (found, whole) = gunicorn_listens(&Source::new("gunicorn.conf.py", several));
    assert_eq!((found.iter().map(|it| it.port).collect::<Vec<_>>(), whole), (vec![8000, 8001], true));
    let socket = gunicorn_listens(&Source::new("gunicorn.conf.py", "bind = 'unix:/run/app.sock'\n"));
    assert!(socket.0.is_empty() && socket.1);
    let open = gunicorn_listens(&Source::new("gunicorn.conf.py", "bind = where()\n"));
    assert!(open.0.is_empty() && !open.1);
}

#[test]
fn jvm_listeners() {
    let rows = [
        ("src/main/resources/application.properties", "server.port=8081\n", "8081 $SERVER_PORT"),
        ("src/main/resources/application.properties", "# server.port=8081\n", ""),
        ("src/main/resources/application.yml", "server:\n  port: ${PORT:8082}\n", "8082 $PORT"),
        ("src/main/resources/application.yml", "server:\n  port: ${PORT}\n", "+1"),
        ("src/main/resources/application-prod.yml", "server:\n  port: 9000\n", "+1"),
        ("pom.xml", "<artifactId>spring-boot-starter-web</artifactId>", "8080? $SERVER_PORT"),
        ("src/main/java/A.java", "HttpServer s = HttpServer.create(new InetSocketAddress(8083), 0);", "8083"),
        ("src/main/java/A.java", "int port = 50052; Server s = ServerBuilder.forPort(port).build();", "50052"),
        (
            "src/main/java/com/example/A.java",
            "new ServerSocket(Integer.parseInt(System.getenv().getOrDefault(\"PORT\", \"9555\")));",
            "9555 $PORT",
        ),
        (
            "pom.xml",
            "<artifactId>spring-boot-starter-web</artifactId><artifactId>spring-cloud-starter-config</artifactId>",
            "+1",
        ),
        ("src/main/kotlin/A.kt", "embeddedServer(Netty, port = 8084, host = \"0.0.0.0\") { }", "0.0.0.0:8084"),
        (
            "src/main/kotlin/A.kt",
            "val port = System.getenv(\"PORT\")?.toInt() ?: 8086\nembeddedServer(Netty, port = port)",
            "8086 $PORT",
        ),
        (
            "src/main/java/A.java",
            "import io.javalin.Javalin;\nclass A { void m() { Javalin.create().start(7070); } }",
            "7070",
        ),
        (
            "src/main/resources/application.conf",
            "ktor {\n  deployment {\n    port = 8087\n    port = ${?PORT}\n  }\n}\n",
            "8087 $PORT",
        ),
    ];
    for (path, text, expected) in rows {
        assert_eq!(listens(Language::Jvm, None, &[(path, text)]), expected, "{path}: {text}");
    }
}

#[test]
fn rust_listeners() {
    table(
        Language::Rust,
        "src/main.rs",
        &[
            ("let l = TcpListener::bind(\"0.0.0.0:3000\").await?;", "0.0.0.0:3000"),
            ("let addr = SocketAddr::from(([127, 0, 0, 1], 3001));\naxum::Server::bind(&addr)", "127.0.0.1:3001"),
            ("HttpServer::new(|| App::new()).bind((\"0.0.0.0\", 8080))?.run().await", "0.0.0.0:8080"),
            (
                "let port: u16 = env::var(\"PORT\").unwrap_or_else(|_| \"8081\".to_string()).parse().unwrap();\nHttpServer::new(f).bind((\"0.0.0.0\", port))?",
                "0.0.0.0:8081 $PORT",
            ),
            (
                "fn address() -> String {\n    std::env::var(\"ADDRESS\").unwrap_or_else(|_| \"127.0.0.1:8000\".into())\n}\nfn main() {\n    let address = address();\n    HttpServer::new(app).bind(&address)\n}",
                "127.0.0.1:8000 $ADDRESS",
            ),
            ("let addr = format!(\"0.0.0.0:{}\", port);\nlet port = 4000;\nTcpListener::bind(&addr)", "0.0.0.0:4000"),
            (
                "let addr = format!(\"0.0.0.0:{port}\");\nconst port: u16 = 4001;\nTcpListener::bind(addr)",
                "0.0.0.0:4001",
            ),
            ("// TcpListener::bind(\"0.0.0.0:1\")\nfn f<'a>(x: &'a str) {}\n", ""),
            ("#[cfg(test)]\nmod tests { fn f() { TcpListener::bind(\"127.0.0.1:9\"); } }\n", ""),
            (
                "struct Cli {\n    #[arg(long, env = \"APP_PORT\", default_value_t = 5005)]\n    port: u16,\n}\nTcpListener::bind((\"0.0.0.0\", cli.port))",
                "0.0.0.0:5005 $APP_PORT",
            ),
            ("use warp::Filter;\nwarp::serve(routes).run(([0, 0, 0, 0], 3030)).await", "0.0.0.0:3030"),
            ("#[launch]\nfn rocket() -> _ { rocket::build() }", "8000? $ROCKET_PORT"),
            ("\"ééé\";\n#[launch]\nfn it() -> _ {}", "8000? $ROCKET_PORT"),
            ("sqlx::query(q).bind(id).execute(&pool)", ""),
            ("let quotes = ['\\'','\"']; TcpListener::bind(\"0.0.0.0:3002\")", "0.0.0.0:3002"),
            ("let back = ['\\\\', '\"', 'é']; TcpListener::bind(\"0.0.0.0:3003\")", "0.0.0.0:3003"),
            ("let code = '\\u{22}'; TcpListener::bind(\"0.0.0.0:3004\")", "0.0.0.0:3004"),
            (
                "/* one /* two */ TcpListener::bind(\"0.0.0.0:1\") */ TcpListener::bind(\"0.0.0.0:3005\")",
                "0.0.0.0:3005",
            ),
            ("let s = r#\"TcpListener::bind(\"0.0.0.0:1\")\"#; TcpListener::bind(\"0.0.0.0:3006\")", "0.0.0.0:3006"),
            ("TcpListener::bind(env::var(\"ADDR\").unwrap_or(String::from(\"0.0.0.0:3007\")))", "0.0.0.0:3007 $ADDR"),
            ("TcpListener::bind((\"0.0.0.0:3008\"))", "0.0.0.0:3008"),
        ],
    );
}

#[test]
fn other_listeners() {
    table(
        Language::DotNet,
        "Program.cs",
        &[("builder.WebHost.UseUrls(\"http://*:5005\");", "*:5005"), ("app.Run();", "")],
    );
    let kestrel = [("appsettings.json", r#"{"Kestrel": {"Endpoints": {"Http": {"Url": "http://0.0.0.0:6000"}}}}"#)];
    assert_eq!(listens(Language::DotNet, None, &kestrel), "0.0.0.0:6000");
    table(
        Language::Ruby,
        "config/puma.rb",
        &[
            ("port ENV.fetch(\"PORT\") { 3000 }\n", "3000 $PORT"),
            ("port ENV.fetch(\"PORT\", 3001)\n", "3001 $PORT"),
            ("bind \"tcp://0.0.0.0:9292\"\n", "0.0.0.0:9292"),
            ("bind \"tcp://0.0.0.0:#{ENV.fetch(\"PORT\") { \"8000\" }}\"\n", "0.0.0.0:8000 $PORT"),
            ("# port 3000\n", ""),
        ],
    );
    table(Language::Ruby, "app.rb", &[("set :port, 4567", "4567"), ("set :port, ENV['PORT'] || 4568", "4568 $PORT")]);
}

#[test]
fn servers_given_as_text() {
    let ports = |all: Vec<Listener>| all.iter().map(|it| it.port).collect::<Vec<_>>();
    let nginx = "server {\n  listen 8080;\n  listen [::]:8081 ssl;\n  # listen 1;\n  listen unix:/x;\n  listen ${PORT};\n  listen 443 quic; }";
    assert_eq!(ports(nginx_listens(&Source::new("nginx.conf", nginx))), [8080, 8081, 443]);
    let caddy = "{\n  admin off\n}\n:8080 {\n  root * /srv\n}\nhttp://a.example.org {\n}\n";
    assert_eq!(ports(caddy_listens(&Source::new("Caddyfile", caddy))), [8080, 80]);
    assert_eq!(ports(caddy_listens(&Source::new("Caddyfile", ":2015\nfile_server\n"))), [2015]);
    let procfile = "web: gunicorn app:app -b 0.0.0.0:8000\nworker: x -p 99\n";
    assert_eq!(ports(procfile_listens(&Source::new("Procfile", procfile))), [8000]);
}
