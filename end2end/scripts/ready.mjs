// Waits until URL answers 200: `node ready.mjs URL PID`. Fails when the process has ended, or after
// a minute.
const [url, pid] = process.argv.slice(2);
const deadline = Date.now() + 60_000;

const alive = () => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

for (;;) {
  const answer = await fetch(url).catch(() => null);
  if (answer?.status === 200) break;
  if (!alive() || Date.now() > deadline) {
    console.error(`${url} does not answer: ${alive() ? "no 200 within a minute" : "its process has ended"}`);
    process.exit(1);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
