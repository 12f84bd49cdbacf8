"""A client of the language server: it asks one thing after another, so that transcripts can be compared."""

import json
import subprocess
import threading

PATIENCE = 300
"""Seconds after which a session that has not ended is ended."""


class Client:
    def __init__(self, program, folder, encoding, env):
        self.process = subprocess.Popen(
            [program, "server", "--stdio"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.timer = threading.Timer(PATIENCE, self.process.kill)
        self.timer.start()
        self.requests = 0
        self.kept = []
        self.hello = self.request("initialize", initialize(folder, encoding))
        self.notify("initialized", {})

    def request(self, method, params):
        self.requests += 1
        number = self.requests
        self.send({"id": number, "method": method, "params": params})
        answer = self.wait(lambda message: message.get("id") == number and "method" not in message)
        return answer.get("result", answer.get("error"))

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def wait(self, is_wanted):
        """The first such message, of those that came already or are still to come."""
        for at, message in enumerate(self.kept):
            if is_wanted(message):
                return self.kept.pop(at)
        while message := self.read():
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            if is_wanted(message):
                return message
            self.kept.append(message)
        raise EOFError("the server ended: " + self.process.stderr.read().decode())

    def read(self):
        header = self.process.stdout.readline()
        if not header:
            return None
        self.process.stdout.readline()
        return json.loads(self.process.stdout.read(int(header.split(b":")[1])))

    def open(self, uri, language, text):
        """Opens a document and gives its diagnostics."""
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics(uri, 1)

    def replace(self, uri, version, text):
        """Replaces the text of a document and gives its diagnostics."""
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.diagnostics(uri, version)

    def diagnostics(self, uri, version):
        def is_wanted(message):
            params = message.get("params")
            is_diagnostics = message.get("method") == "textDocument/publishDiagnostics"
            return is_diagnostics and params["uri"] == uri and params.get("version", version) == version

        return self.wait(is_wanted)["params"]

    def ask(self, what, uri, **params):
        """A request about a document."""
        return self.request(f"textDocument/{what}", {"textDocument": {"uri": uri}, **params})

    def end(self):
        """Ends the session; gives the exit code and what was said on standard error."""
        self.request("shutdown", None)
        self.notify("exit", None)
        _, stderr = self.process.communicate()
        self.timer.cancel()
        return self.process.returncode, stderr


def initialize(folder, encoding):
    text_document = {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
    }
    workspace = {
        "workspaceEdit": {"documentChanges": encoding == "utf-8"},
        "inlayHint": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    }
    capabilities = {
        "general": {"positionEncodings": [encoding]},
        "textDocument": text_document,
        "workspace": workspace,
    }
    folders = [{"uri": folder.as_uri(), "name": "news"}]
    return {"processId": None, "rootUri": None, "workspaceFolders": folders, "capabilities": capabilities}
