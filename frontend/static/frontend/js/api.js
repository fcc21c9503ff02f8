/** Calls of our own API in the session's name; a refusal becomes an error with its message. */

export class Refused extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** The sentence for a person in an answer of the API, whatever its shape. */
export function messageOf(body, status) {
  if (typeof body === "string" && body && !body.startsWith("<")) return body;
  if (body?.detail) return [body.detail].flat().join(" ");
  if (body?.message) return body.message;
  if (Array.isArray(body)) return body.map((part) => messageOf(part, status)).join(" ");
  if (body && typeof body === "object") {
    const parts = Object.values(body).map((part) => messageOf(part, status));
    if (parts.length) return parts.join(" ");
  }
  return interpolate(gettext("The server answered with error %s. Try again in a moment."), [status]);
}

export async function call(method, url, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url, { method, headers, body, credentials: "same-origin" });
  } catch {
    throw new Refused(0, gettext("The server can't be reached. Check the connection."), null);
  }
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) throw new Refused(response.status, messageOf(answer, response.status), answer);
  return answer;
}

export function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return text;
  }
}
