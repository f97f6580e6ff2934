apps_path: "apps"
deps
