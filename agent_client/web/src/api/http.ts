/** Calls to the server, over one origin. Every failure is a `Problem`. */

import { Problem, problemOf } from "./problem";

/** After this long a call is given up: the person is told, instead of waiting for ever. */
const CALL_LIMIT_MS = 20_000;

export class Http {
  /** Proves to the server that this page, not another site, uses the cookie. */
  csrf: string | null = null;
  /** The language in which the server is to say its sentences. */
  language = "en";

  async get<T>(path: string): Promise<T> {
    return (await this.call("GET", path)) as T;
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    return (await this.call("POST", path, body)) as T;
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return (await this.call("PATCH", path, body)) as T;
  }

  async put<T>(path: string, body: object): Promise<T> {
    return (await this.call("PUT", path, body)) as T;
  }

  async remove(path: string, body?: object): Promise<void> {
    await this.call("DELETE", path, body);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": this.language };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.csrf !== null && method !== "GET") headers["X-CSRF-Token"] = this.csrf;
    const response = await reach(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204) return undefined;
    return response.json();
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new Problem("offline", 0, "");
  }
}
