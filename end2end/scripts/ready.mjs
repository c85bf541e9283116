// Waits until URL answers 200: `node ready.mjs URL PID SECONDS`. Fails when the process has ended, or
// after that many seconds.
const [url, pid, seconds] = process.argv.slice(2);
const deadline = Date.now() + Number(seconds) * 1000;

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
    console.error(`${url} does not answer: ${alive() ? `no 200 within ${seconds} seconds` : "its process has ended"}`);
    process.exit(1);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
