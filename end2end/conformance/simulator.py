"""A simulator process of its own, on a free port, for one file of tests."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "simulator"


class Simulator:
    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="class-mirror-conformance-")
        env = {**os.environ, "SIMULATOR_ADDR": "127.0.0.1:0", "DATA_DIR": self.data}
        self.process = subprocess.Popen([PROGRAM], env=env, stdout=subprocess.PIPE, text=True)
        # It prints its address when it listens.
        self.url = self.process.stdout.readline().split()[-1]

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/control/{path}", data) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.data, ignore_errors=True)
