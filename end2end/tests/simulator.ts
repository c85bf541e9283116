// The simulated Google seen from behind: what it holds, and what it was asked.

export type Event = {
  id: string;
  status: string;
  summary: string;
  description: string;
  start: { dateTime: string; timeZone: string };
  end: { dateTime: string; timeZone: string };
  [field: string]: unknown;
};

export type Asked = { seq: number; method: string; path: string; status: number; body: string; response: string };

export class Simulator {
  constructor(readonly url: string) {}

  async events(account: string): Promise<Event[]> {
    return (await this.#get(`events?account=${encodeURIComponent(account)}`)).events;
  }

  // The number of the last request so far; what is asked later has a higher one.
  async now(): Promise<number> {
    return (await this.#get("requests")).last_seq;
  }

  async asked(since = 0): Promise<Asked[]> {
    return (await this.#get(`requests?since=${since}`)).requests;
  }

  // What was written to calendars since then: "POST", "PATCH", "DELETE", in order.
  async writes(since = 0): Promise<string[]> {
    const asked = await this.asked(since);
    return asked.filter(({ method, path }) => method !== "GET" && path.includes("/events")).map(({ method }) => method);
  }

  // The clients that an account has given access to.
  async grants(account: string): Promise<unknown[]> {
    const { accounts } = await this.#get("accounts");
    return accounts.find(({ email }: { email: string }) => email === account).grants;
  }

  // The owner ends all access in the settings of the account.
  async withdraw(account: string) {
    await this.#ask("POST", "revoke", { account });
  }

  // The next requests whose path holds this are refused.
  async fails({ path, status, times }: { path: string; status: number; times: number }) {
    await this.#ask("POST", "faults", { match: { path }, status, times });
  }

  async recovers() {
    await this.#ask("DELETE", "faults");
  }

  // The owner's calendar, as a page.
  calendar(account: string): string {
    return `${this.url}/calendar/${account}`;
  }

  async #get(path: string) {
    return this.#ask("GET", path);
  }

  async #ask(method: "GET" | "POST" | "DELETE", path: string, body?: object) {
    const answer = await fetch(`${this.url}/control/${path}`, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
