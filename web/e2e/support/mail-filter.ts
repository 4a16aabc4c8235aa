// Between the service and the mail server of a run: refuses letters to those whom a story names, for good, and passes on all others. Started by
// playwright.config.ts. `PUT` and `DELETE /<address>` say whose letters are refused.
import { createServer as createControl } from "node:http";
import { connect, createServer } from "node:net";
import { MAIL_FILTER, MAIL_PORT, given } from "./place";

const onward = new URL(given("MAIL_URL"));
const refused = new Set<string>();

createServer((service) => {
  const server = connect(Number(onward.port), onward.hostname);
  server.on("error", () => service.destroy()).pipe(service);
  service.on("error", () => server.destroy()).on("end", () => server.end());
  // The service awaits each answer before it goes on: what comes together is one command, or a part of a letter.
  service.on("data", (said) => {
    const to = /^RCPT TO:<([^>]+)>/i.exec(said.toString("latin1"))?.[1];
    if (to && refused.has(to)) service.write("550 5.1.1 this story takes no letter to them\r\n");
    else server.write(said);
  });
}).listen(Number(MAIL_PORT), "127.0.0.1");

createControl((request, response) => {
  const address = decodeURIComponent((request.url ?? "/").slice(1));
  if (request.method === "PUT") refused.add(address);
  if (request.method === "DELETE") refused.delete(address);
  response.end();
}).listen(Number(new URL(MAIL_FILTER).port), "127.0.0.1");
