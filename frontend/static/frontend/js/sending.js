/** Sends one file with its progress; XMLHttpRequest, because fetch tells nothing of uploads. */

import { Refused, csrfToken, messageOf, parsed } from "./api.js";

export function sendFile(url, file, values, progress) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  body.append("file", file);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("error", () =>
      fail(new Refused(0, gettext("The server can't be reached. Check the connection."), null)),
    );
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 400) done(answer);
      else fail(new Refused(request.status, messageOf(answer, request.status), answer));
    });
    request.send(body);
  });
}
