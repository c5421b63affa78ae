// Requests of a page's script: with the token against forgery, and told apart by what became of
// them: "answered", "offline" (also a server in trouble) or "signed-out".

import { whose } from "../tracker/copies.js";

const PATIENCE = 30_000;
const TOKENS = "[name=csrfmiddlewaretoken]";

export class Connection {
  constructor(officer) {
    this.officer = officer;
  }

  get token() {
    return document.querySelector(TOKENS).value;
  }

  // Sends a form's data; resolves to { state, status, data }.
  async post(address, body, options = {}) {
    const answer = await this.#send(address, body, options);
    if (answer.status !== 403) return answer;
    const renewed = await this.renew();
    return renewed.state === "answered" ? this.#send(address, body, options) : renewed;
  }

  async #send(address, body, options) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(address, {
        ...options,
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        redirect: "manual",
        signal: stop.signal,
      });
      if (response.type === "opaqueredirect") return { state: "signed-out" };
      if (response.status >= 500) return { state: "offline" };
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      const data = isJson ? await response.json() : {};
      return { state: "answered", status: response.status, data };
    } catch {
      return { state: "offline" };
    } finally {
      clearTimeout(clock);
    }
  }

  // Takes the token of a session begun since, in another window, from the page's own address.
  async renew() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const { officer } = whose(page);
      if (!officer) return { state: response.status >= 500 ? "offline" : "signed-out" };
      if (officer !== this.officer) return { state: "other-officer" };
      const token = page.querySelector(TOKENS).value;
      for (const field of document.querySelectorAll(TOKENS)) field.value = token;
      return { state: "answered" };
    } catch {
      return { state: "offline" };
    }
  }
}
