//! Toolchains and package managers of languages; the notation is that of the tests above.

use super::holds;

#[test]
fn go_programs_have_names_and_linking() {
    holds(&[
        ("go build -o /bin/shop .", "go /bin/shop"),
        ("env CGO_ENABLED=0 go build -o shop ./cmd/shop", "go /app/shop static"),
        ("go build", "go /app/shop"),
        ("go build _ -trimpath -o /shop main.go", "go /shop"),
        ("go build ./cmd/api", "go /app/api"),
        ("go build -v ./cmd/api/", "go /app/api"),
        ("go build -o ./", "go /app/shop"),
        ("go build -o bin/ ./cmd/a ./cmd/b", "go /app/bin/a; go /app/bin/b; dir /app/bin"),
        ("go build -o bin ./...", "opens /app/bin"),
        ("go build ./...", "opens /app"),
        ("go build -o /usr/local/bin ./cmd/a", "go /usr/local/bin/a"),
        ("go build main.go util.go", "go /app/main"),
        ("go build -ldflags=-s·-w -tags netgo -o /x main.go", "go /x"),
        ("go build -ldflags -linkmode·external·-extldflags·\"-static\" -o /x .", "go /x static"),
        ("go build -o _ .", "opens /"),
        ("go build -o /dev/null .", "!go /dev/null"),
        ("go build -buildmode=plugin -o x.so", "opens /app/x.so"),
        ("go -C /src build", "!go /app/shop"),
        ("go install github.com/a/b/cmd/tool@v1.2.3", "go /go/bin/tool"),
        ("go install github.com/a/tool/v3@latest", "go /go/bin/tool"),
        ("env GOBIN=/b go install ./cmd/x", "go /b/x"),
        ("env GOOS=linux go install ./cmd/x", "go /go/bin/x"),
        (
            "env GOOS=linux GOARCH=arm64 go install ./cmd/x",
            "opens /go/bin/x; opens /go/bin/linux_arm64; !opens /go/bin",
        ),
        ("env GOOS=windows go install ./cmd/x", "opens /go/bin; !go /go/bin/x"),
        ("go build -o out/ ./cmds/...", "go /app/out/api; go /app/out/job; !go /app/out/lib; !opens /app/out"),
        ("go mod download", "opens /go/pkg; !opens /app"),
        ("go mod vendor", "opens /app/vendor"),
        ("go generate ./...", "opens /app"),
        ("go test ./...", "!opens /app"),
    ]);
}

#[test]
fn cargo_programs_lie_in_their_profile() {
    holds(&[
        (
            "cargo build --release",
            "rust /app/target/release/shop dynamic; rust /app/target/release/migrate dynamic; !opens /app/target/release",
        ),
        ("cargo build", "rust /app/target/debug/shop dynamic"),
        ("cargo build --release --bin x", "rust /app/target/release/x dynamic; !opens /app/target/release"),
        (
            "cargo +nightly build -r --target x86_64-unknown-linux-musl",
            "rust /app/target/x86_64-unknown-linux-musl/release/shop static",
        ),
        (
            "cargo zigbuild --release --target x86_64-unknown-linux-gnu.2.17",
            "rust /app/target/x86_64-unknown-linux-gnu/release/shop dynamic",
        ),
        ("cargo build --profile dist", "rust /app/target/dist/shop dynamic"),
        ("cargo build --release --target-dir /t", "rust /t/release/shop dynamic"),
        ("env CARGO_TARGET_DIR=/t cargo build --release", "rust /t/release/shop dynamic"),
        (
            "cargo build --release --manifest-path bins/Cargo.toml",
            "rust /app/bins/target/release/one dynamic; rust /app/bins/target/release/two dynamic",
        ),
        (
            "cargo build --release --manifest-path mono/Cargo.toml",
            "rust /app/mono/target/release/api dynamic; rust /app/mono/target/release/job dynamic; \
             opens /app/mono/target/release/dev; opens /app/mono/target/release/libcore.so; \
             !opens /app/mono/target/release; !rust /app/mono/target/release/b dynamic",
        ),
        (
            "cargo build --release --manifest-path mono/Cargo.toml -p b",
            "rust /app/mono/target/release/job dynamic; !rust /app/mono/target/release/api dynamic",
        ),
        (
            "cargo build --release --manifest-path mono/Cargo.toml --workspace --exclude b",
            "rust /app/mono/target/release/api dynamic; !rust /app/mono/target/release/job dynamic",
        ),
        ("cargo build --release --manifest-path mono/Cargo.toml -p _", "opens /app/mono/target/release"),
        ("cargo build --release --manifest-path mono/crates/a/Cargo.toml", "rust /app/mono/target/release/api dynamic"),
        (
            "cargo build -r --artifact-dir /out",
            "rust /out/shop dynamic; rust /app/target/release/shop dynamic; !opens /out",
        ),
        ("cargo build -r --artifact-dir _", "opens /; opens /app/target"),
        ("cargo build -r --target wasm32-wasip1", "opens /app/target/wasm32-wasip1/release"),
        ("cargo -C /work/x build -r", "rust /work/x/target/release/x dynamic"),
        ("cargo build --release -p x", "opens /app/target/release"),
    ]);
}

#[test]
fn cargo_installs_and_prepares() {
    holds(&[
        ("cargo install cargo-chef@0.1 --locked", "rust /usr/local/cargo/bin/cargo-chef dynamic"),
        (
            "cargo install --path . --root /usr/local",
            "rust /usr/local/bin/shop dynamic; rust /usr/local/bin/migrate dynamic; !opens /usr/local/bin",
        ),
        ("cargo install --path mono/crates/b --root /out", "rust /out/bin/job dynamic; opens /out/bin"),
        ("cargo install --git https://example.com/x --root /out", "opens /out/bin"),
        ("cargo chef prepare --recipe-path r.json", "file /app/r.json"),
        ("cargo chef cook --release", "opens /app/Cargo.toml; opens /app/target/release/deps; !opens /app"),
        ("cargo new --bin x", "file /app/x/src/main.rs"),
        ("cargo fetch", "!opens /app"),
        ("rustup target add x", "opens /usr/local/rustup"),
    ]);
}

#[test]
fn dotnet_names_assemblies_after_projects() {
    holds(&[
        (
            "dotnet publish web/Web.csproj -c Release -o /out",
            "file /out/Shop.Web.dll; file /out/Shop.Web x; dir /out; builds /out",
        ),
        ("dotnet publish web -c Release -o /out /p:UseAppHost=false", "file /out/Shop.Web.dll; !file /out/Shop.Web x"),
        ("dotnet publish web -o /out -p:AssemblyName=Other", "file /out/Other.dll; !file /out/Shop.Web.dll"),
        ("dotnet publish web -o /out -p:PublishSingleFile=true", "file /out/Shop.Web x; !file /out/Shop.Web.dll"),
        ("dotnet publish web -c Release", "builds /app/web/bin/Release; !file /app/Shop.Web.dll"),
        ("dotnet publish web -o _", "!builds /app/web/bin/Release"),
        ("dotnet publish All.sln -c Release -o /out", "dir /out; !builds /out"),
        ("dotnet publish web -o /out -p:OutputPath=/x", "!builds /out"),
    ]);
}

#[test]
fn cargo_reads_its_own_configuration() {
    let drawn = super::drawn("cargo build -r", "/work/x").unwrap_or_default();
    assert!(drawn.contains(&"rust /work/out/arm64-none/release/x".to_owned()), "{drawn:?}");
    let given = super::drawn("cargo build -r --target a-b-c --target-dir t", "/work/x").unwrap_or_default();
    assert!(given.contains(&"rust /work/x/t/a-b-c/release/x".to_owned()), "{given:?}");
}

#[test]
fn packages_of_languages_open_their_places() {
    holds(&[
        ("npm ci", "opens /app/node_modules; !opens /app"),
        ("npm --prefix post ci", "opens /app/post; opens /app"),
        ("npm --prefix post ci --ignore-scripts", "!opens /app/post"),
        ("npm --prefix other ci", "opens /app/other"),
        ("npm run build", "opens /app; !opens /"),
        ("npm install -g pm2@5 @angular/cli", "file /usr/local/bin/pm2-runtime x; file /usr/local/bin/ng x"),
        ("yarn", "opens /app/node_modules"),
        ("yarn global add serve", "file /usr/local/bin/serve x"),
        ("yarn build", "opens /app"),
        ("npm cache clean --force", "!opens /app"),
        ("corepack enable", "file /usr/local/bin/pnpm x"),
        ("corepack prepare pnpm@10.1.0 --activate", "opens /root/.cache; !opens /usr/local/bin"),
        ("npx tsc", "opens /app"),
        (
            "pip install -r requirements.txt",
            "opens /usr/local/lib; file /usr/local/bin/gunicorn x; file /usr/local/bin/django-admin x",
        ),
        ("pip3 install --no-cache-dir uvicorn[standard]==0.3", "file /usr/local/bin/uvicorn x; !opens /app"),
        ("/opt/v/bin/pip install gunicorn", "opens /opt/v; file /opt/v/bin/gunicorn x"),
        ("env VIRTUAL_ENV=/v pip install flask", "file /v/bin/flask x"),
        ("pip install --target /d x", "opens /d; !opens /usr/local/lib"),
        ("pip install -e .", "opens /app"),
        ("pip install --prefix=/i gunicorn", "file /i/bin/gunicorn x"),
        ("pip wheel -w /wheels -r requirements.txt", "opens /wheels"),
        ("python3 -m pip install --user flask", "file /root/.local/bin/flask x"),
        ("python -m venv /opt/venv", "file /opt/venv/bin/python x; file /opt/venv/bin/pip x"),
        ("uv pip install --system gunicorn", "file /usr/local/bin/gunicorn x"),
        ("uv sync --frozen", "opens /app/.venv"),
        ("env UV_TOOL_DIR=/opt/uv/tools uv tool install ruff", "opens /opt/uv/tools; opens /root"),
        ("poetry install --no-root", "opens /app/.venv; opens /usr/local/lib"),
        ("conda install -y -p /c x", "opens /c; opens /opt"),
        ("mvn -q package", "opens /app/target; opens /app/web/target; opens /root/.m2; !opens /app"),
        ("./gradlew build", "opens /app; opens /root/.gradle"),
        ("dotnet publish -c Release -o /out", "dir /out; opens /out; opens /app; !opens /"),
        ("dotnet publish src/Web/Web.csproj -o /out -p:X=1", "opens /app/src/Web"),
        ("jlink --add-modules java.base --output /jre", "file /jre/bin/java x"),
        ("java -Djarmode=layertools -jar a.jar extract", "opens /app"),
        ("bundle install", "opens /usr/local/bundle"),
        ("composer install --no-scripts --no-plugins", "opens /app/vendor; !opens /app"),
        ("composer install", "opens /app"),
    ]);
}
