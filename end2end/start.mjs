// A fresh app in demo mode and a fresh simulator (pair.mjs); then the command given; then all of it
// ends. The command finds them in BASE_URL and SIMULATOR_URL.
//
//   node start.mjs node bench/some_program.mjs
//
// DATABASE_URL runs it on a database of yours instead of a new SQLite.
import { spawn } from "node:child_process";
import { startPair } from "./pair.mjs";

let pair;
const stop = () => pair?.stop();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    await stop();
    process.exit(130);
  });
}

let code = 1;
try {
  pair = await startPair({ databaseUrl: process.env.DATABASE_URL });
  const [command, ...args] = process.argv.slice(2);
  const child = spawn(command, args, {
    stdio: "inherit",
    env: { ...process.env, BASE_URL: pair.app, SIMULATOR_URL: pair.simulator },
  });
  code = await new Promise((done) => child.on("exit", (status) => done(status ?? 1)).on("error", () => done(1)));
} catch (error) {
  console.error(error.message);
} finally {
  await stop();
}
process.exit(code);
