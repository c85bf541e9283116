// A fresh app in demo mode and a fresh simulator, each a process of its own on a free port with its
// own data. What both print goes to target/end2end, and into the error when one does not start.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const programs = join(
  process.env.CARGO_TARGET_DIR ?? join(root, "target"),
  process.env.PROFILE === "release" ? "release" : "debug",
);
const logs = join(root, "target/end2end");

// What runs must not outlive whoever started it, however that ends.
const alive = new Set();
process.on("exit", () => {
  for (const process_ of alive) process_.kill("SIGKILL");
});

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

// Starts a program and waits until `ready` answers 200.
async function start(running, name, label, args, env, ready) {
  const log = join(logs, `${name}${label}.log`);
  const process_ = spawn(join(programs, name), args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = createWriteStream(log);
  let said = "";
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.pipe(out, { end: false });
    stream.on("data", (text) => (said = (said + text).slice(-4_000)));
  }
  running.push(process_);
  alive.add(process_);
  let ended;
  process_.on("error", (error) => (ended = error.message));
  process_.on("close", (code, signal) => {
    ended = `exit ${code ?? signal}`;
    alive.delete(process_);
  });
  for (const deadline = Date.now() + 60_000; ; ) {
    const answer = await fetch(ready).catch(() => null);
    if (answer?.status === 200) return;
    if (ended || Date.now() > deadline) {
      throw new Error(`${name} is not ready: ${ended ?? "no answer within a minute"}\n${said}`);
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

const end = (process_) =>
  new Promise((done) => {
    if (process_.exitCode !== null || process_.signalCode !== null || !process_.pid) return done();
    const kill = setTimeout(() => process_.kill("SIGKILL"), 5_000);
    process_.once("exit", () => (clearTimeout(kill), done()));
    process_.kill("SIGTERM");
  });

// An empty PostgreSQL database beside the one of the URL, or the end of it.
function postgres(command, url, name) {
  const { status, stdout, stderr } = spawnSync(join(here, "scripts/postgres.sh"), [command, url, name], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`postgres.sh ${command} ${name}: ${stderr}`);
  return stdout.trim();
}

// Starts both and answers with their addresses and with what ends them and forgets their data.
//
//   label        tells the logs of pairs that run at the same time apart
//   databaseUrl  a database of yours; without it a new SQLite, or
//   postgresUrl  a new database there
//   environment  settings of the app beyond the demo's
export async function startPair({ label = "", databaseUrl, postgresUrl, environment = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), "class-mirror-"));
  const running = [];
  const database = postgresUrl && `class_mirror_${data.slice(-6).toLowerCase()}_${process.pid}`;
  const stop = async () => {
    await Promise.all(running.map(end));
    rmSync(data, { recursive: true, force: true });
    if (database) postgres("drop", postgresUrl, database);
  };
  try {
    mkdirSync(logs, { recursive: true });
    mkdirSync(join(data, "app"));
    const url = postgresUrl
      ? postgres("create", postgresUrl, database)
      : (databaseUrl ?? `sqlite://${join(data, "app", "app.sqlite3")}`);
    const addresses = { app: `127.0.0.1:${await freePort()}`, simulator: `127.0.0.1:${await freePort()}` };
    const [app, simulator] = [`http://${addresses.app}`, `http://${addresses.simulator}`];
    // Neither needs the other to start.
    await Promise.all([
      start(
        running,
        "simulator",
        label,
        [],
        { SIMULATOR_ADDR: addresses.simulator, DATA_DIR: data, APP_URL: app },
        `${simulator}/control/accounts`,
      ),
      start(
        running,
        "server",
        label,
        ["serve"],
        {
          APP__MODE: "demo",
          LEPTOS_TOML: join(root, "Leptos.toml"),
          LEPTOS_SITE_ROOT: join(root, "target/site"),
          LEPTOS_SITE_ADDR: addresses.app,
          SIMULATOR_ADDR: addresses.simulator,
          DATA_DIR: join(data, "app"),
          DATABASE_URL: url,
          ...environment,
        },
        `${app}/healthz`,
      ),
    ]);
    return { app, simulator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
