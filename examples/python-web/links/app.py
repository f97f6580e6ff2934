"""The web side of the service."""

from flask import Flask, abort, redirect, request

from links.store import Store

app = Flask(__name__)
store = Store()


@app.get("/healthz")
def healthz():
    return "ok\n"


@app.post("/links")
def add():
    target = (request.get_json(silent=True) or {}).get("target", "")
    if not target.startswith(("http://", "https://")):
        abort(400, "target must be a URL")
    return {"code": store.add(target)}, 201


@app.get("/<code>")
def follow(code):
    target = store.get(code)
    if target is None:
        abort(404)
    return redirect(target)
