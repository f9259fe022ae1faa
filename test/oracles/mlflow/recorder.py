"""Writes down every request of MLflow's client and its answer; ids and times become names."""

import base64
import json
import re

import requests

ID = re.compile(r"(?:(?<![0-9a-z])|(?<=%[0-9A-F]{2}))(?:m-)?[0-9a-f]{32}(?![0-9a-z])")
# What a server makes up: when something was, and what depends on it.
TIMES = {"creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp"}
# Words are a server's own, codes are not; who calls depends on how it signed in; each has tokens of its own.
LEFT_OUT = {"message", "next_page_token", "page_token", "error_class", "sqlstate"}


class Recorder:
    def __init__(self):
        self.calls = []
        self.names = {}

    def __enter__(self):
        self.send = requests.Session.send
        recorder = self

        def send(session, request, **options):
            body = request.body
            if body is not None and not isinstance(body, (str, bytes)):
                request.body = body = body.read()
            answer = recorder.send(session, request, **options)
            recorder.note(request, body, answer)
            return answer

        requests.Session.send = send
        return self

    def __exit__(self, *_):
        requests.Session.send = self.send

    def note(self, request, body, answer):
        path = "/" + request.url.split("/", 3)[3]
        if path.endswith("/server-info"):
            return
        raw = isinstance(body, bytes) and not body.lstrip()[:1] in (b"{", b"")
        json_answer = "json" in answer.headers.get("content-type", "")
        call = {"method": request.method, "path": self.named(path), "status": answer.status_code}
        if body:
            if "mlflow-artifacts" in path:
                bytes_sent = body if isinstance(body, bytes) else body.encode()
                call["bytes"] = base64.b64encode(bytes_sent).decode()
            elif not raw:
                call["body"] = self.plain(json.loads(body))
        if request.method == "GET" and not json_answer:
            call["answer"] = {"bytes": base64.b64encode(answer.content).decode()}
        elif json_answer and request.method != "PUT":
            call["answer"] = self.plain(answer.json())
        self.calls.append(call)

    def named(self, text):
        return ID.sub(lambda match: self.names.setdefault(match[0], f"<id{len(self.names) + 1}>"), text)

    def plain(self, value, key=""):
        if isinstance(value, dict):
            return {name: self.plain(each, name) for name, each in sorted(value.items())
                    if name not in LEFT_OUT}
        if isinstance(value, list):
            items = [self.plain(each) for each in value]
            if key in ("params", "tags", "metrics", "aliases") and all(isinstance(i, dict) for i in items):
                items.sort(key=lambda item: json.dumps(item, sort_keys=True))
            return items
        if isinstance(value, str):
            return self.named(value)
        if key in TIMES:
            return "<time>"
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
