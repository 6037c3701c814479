// Drives Firefox by WebDriver BiDi: each line of JSON `{method, params}` is sent on and answered with a line, what the
// browser answered; `{events: true}` is answered with the events so far.

import { spawn } from "node:child_process";
import { argv, stdin, stdout } from "node:process";
import { createInterface } from "node:readline";

const [, , firefox, profile] = argv;
const browser = spawn(firefox, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]);
const address = await new Promise((resolve, reject) => {
  createInterface({ input: browser.stderr }).on("line", (line) => {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
    if (found !== null) {
      resolve(found[1]);
    }
  });
  browser.on("exit", (code) => reject(new Error(`Firefox ended with ${code}`)));
});

const socket = new WebSocket(`${address}/session`);
await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
const events = [];
const waiting = new Map();
let last = 0;
socket.addEventListener("message", ({ data }) => {
  const message = JSON.parse(data);
  if (message.type === "event") {
    events.push(message);
  } else {
    waiting.get(message.id)(message);
  }
});

function send({ method, params }) {
  last += 1;
  const answered = new Promise((resolve) => waiting.set(last, resolve));
  socket.send(JSON.stringify({ id: last, method, params }));
  return answered;
}

for await (const line of createInterface({ input: stdin })) {
  const request = JSON.parse(line);
  stdout.write(`${JSON.stringify(request.events ? events : await send(request))}\n`);
}
const ended = new Promise((resolve) => browser.on("exit", resolve));
await send({ method: "browser.close", params: {} });
await ended;
