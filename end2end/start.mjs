// A fresh app in demo mode and a fresh simulator, each a process of its own on a free port with its
// own data; then the command given; then all of it ends. The command finds them in BASE_URL and
// SIMULATOR_URL.
//
//   node start.mjs playwright test tests/sign_in.spec.ts
//
// DATABASE_URL runs it on a database of yours instead of a new SQLite. What both print goes to
// target/end2end, and to the screen when one of them does not start.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
const data = mkdtempSync(join(tmpdir(), "class-mirror-"));
const running = [];

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

// Starts a program and waits until `ready` answers 200.
async function start(name, args, env, ready) {
  const log = join(logs, `${name}.log`);
  const process_ = spawn(join(programs, name), args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = createWriteStream(log);
  process_.stdout.pipe(out, { end: false });
  process_.stderr.pipe(out, { end: false });
  running.push(process_);
  let ended;
  process_.on("error", (error) => (ended = error.message));
  process_.on("exit", (code, signal) => (ended = `exit ${code ?? signal}`));
  for (const deadline = Date.now() + 60_000; ; ) {
    const answer = await fetch(ready).catch(() => null);
    if (answer?.status === 200) return;
    if (ended || Date.now() > deadline) {
      throw new Error(`${name} is not ready: ${ended ?? "no answer within a minute"}\n${readFileSync(log, "utf8")}`);
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

async function stop() {
  await Promise.all(
    running.map(
      (process_) =>
        new Promise((done) => {
          if (process_.exitCode !== null || process_.signalCode !== null || !process_.pid) return done();
          const kill = setTimeout(() => process_.kill("SIGKILL"), 5_000);
          process_.once("exit", () => (clearTimeout(kill), done()));
          process_.kill("SIGTERM");
        }),
    ),
  );
  rmSync(data, { recursive: true, force: true });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => stop().then(() => process.exit(130)));
}

let code = 1;
try {
  mkdirSync(logs, { recursive: true });
  mkdirSync(join(data, "app"));
  const addresses = { app: `127.0.0.1:${await freePort()}`, simulator: `127.0.0.1:${await freePort()}` };
  const urls = { BASE_URL: `http://${addresses.app}`, SIMULATOR_URL: `http://${addresses.simulator}` };
  await start(
    "simulator",
    [],
    { SIMULATOR_ADDR: addresses.simulator, DATA_DIR: data, APP_URL: urls.BASE_URL },
    `${urls.SIMULATOR_URL}/control/accounts`,
  );
  await start(
    "server",
    ["serve"],
    {
      APP__MODE: "demo",
      LEPTOS_TOML: join(root, "Leptos.toml"),
      LEPTOS_SITE_ROOT: join(root, "target/site"),
      LEPTOS_SITE_ADDR: addresses.app,
      SIMULATOR_ADDR: addresses.simulator,
      DATA_DIR: join(data, "app"),
      DATABASE_URL: process.env.DATABASE_URL ?? `sqlite://${join(data, "app", "app.sqlite3")}`,
    },
    `${urls.BASE_URL}/healthz`,
  );
  const [command, ...args] = process.argv.slice(2);
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...urls } });
  code = await new Promise((done) => child.on("exit", (status) => done(status ?? 1)).on("error", () => done(1)));
} catch (error) {
  console.error(error.message);
} finally {
  await stop();
}
process.exit(code);
