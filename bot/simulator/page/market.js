// The page: keeps one live line to the simulator and one column per phone.
import { Phone } from "./phone.js";
import { post } from "./wire.js";

const phones = new Map();
const row = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const byId = (id) => document.getElementById(id);
let world = null;

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/simulator/live`);
  socket.onopen = () => { byId("offline").hidden = true; };
  socket.onmessage = (event) => {
    const told = JSON.parse(event.data);
    showWorld(told.world);
    told.phones.forEach(showPhone);
  };
  socket.onclose = () => {
    byId("offline").hidden = false;
    setTimeout(connect, 1000);
  };
}

function showPhone(told) {
  let phone = phones.get(told.number);
  if (!phone) {
    phone = new Phone(told.number);
    phones.set(told.number, phone);
    row.append(phone.element);
    tabs.append(phone.tab);
  }
  phone.show(told);
}

function showWorld(told) {
  world = { ...told, receivedAt: Date.now() };
  byId("billed").textContent = told.billed;
  const ahead = Math.round(told.ahead_hours * 10) / 10;
  byId("ahead").textContent = ahead ? `+${ahead} h` : "";
  byId("reset").disabled = !ahead;
  for (const box of document.querySelectorAll("[data-rule]")) box.checked = told[box.dataset.rule];
  for (const box of document.querySelectorAll("[data-fault]")) box.checked = told.faults[box.dataset.fault] > 0;
  const { attempts, ok } = told.webhooks;
  byId("webhook").textContent = told.webhook_url
    ? `Webhooks go to ${told.webhook_url}: ${ok} of ${attempts} answered with 200.`
    : "No webhook address yet: nobody answers.";
  tick();
}

function tick() {
  if (!world) return;
  const now = new Date(Date.parse(world.now) + Date.now() - world.receivedAt);
  byId("clock").textContent = now.toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

for (const button of document.querySelectorAll("[data-hours]")) {
  button.onclick = () => post("clock", { hours: Number(button.dataset.hours) });
}
byId("reset").onclick = () => post("clock", { reset: true });
for (const box of document.querySelectorAll("[data-rule]")) {
  box.onchange = () => post("rules", { [box.dataset.rule]: box.checked });
}
for (const box of document.querySelectorAll("[data-fault]")) {
  box.onchange = () => {
    const wanted = {};
    for (const one of document.querySelectorAll("[data-fault]:checked")) wanted[one.dataset.fault] = Number(one.value);
    post("faults", wanted);
  };
}
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

const dialog = byId("new-phone");
byId("add").onclick = () => {
  dialog.querySelector("form").reset();
  dialog.querySelector(".problem").textContent = "";
  dialog.showModal();
};
dialog.querySelector("[value=cancel]").onclick = () => dialog.close();
dialog.querySelector("form").onsubmit = async (event) => {
  event.preventDefault();
  const wanted = Object.fromEntries(new FormData(event.target));
  try {
    const made = await post("phones", wanted);
    dialog.close();
    showPhone(made);
    phones.get(made.number).reveal();
  } catch (problem) {
    dialog.querySelector(".problem").textContent = problem.message;
  }
};

setInterval(tick, 1000);
connect();
