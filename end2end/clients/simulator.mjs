// A simulator process of its own, in a folder of its own, on a free port: for one file of tests.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/simulator");

// { url, control(path, body), stop() }
export async function startSimulator() {
  const data = mkdtempSync(join(tmpdir(), "class-mirror-clients-"));
  const child = spawn(program, [], {
    env: { ...process.env, SIMULATOR_ADDR: "127.0.0.1:0", DATA_DIR: data },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("exit", done).once("error", done));
  // It prints its address when it listens.
  const url = await Promise.race([
    new Promise((found) => createInterface(child.stdout).on("line", (line) => found(line.split(" ").pop()))),
    ended.then((why) => Promise.reject(new Error(`${program} has ended: ${why}`))),
  ]);
  const control = async (path, body) => {
    const options = body && { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${url}/control/${path}`, options);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { url, control, stop };
}
