// One phone: its chat, what is typed into it, and the drawer of a list message.
import { attach } from "./attach.js";
import { drawMessage } from "./bubble.js";
import { post } from "./wire.js";

const pattern = document.getElementById("phone");
const NEAR_END = 80;

export class Phone {
  constructor(number) {
    this.number = number;
    this.drawn = new Map();
    this.element = pattern.content.firstElementChild.cloneNode(true);
    this.element.dataset.phone = number;
    this.element.style.setProperty("--hue", [...number].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 360, 7));
    this.chat = this.find(".chat");
    this.tab = document.createElement("button");
    this.tab.type = "button";
    this.tab.onclick = () => this.reveal();
    this.listen();
  }

  find(selector) { return this.element.querySelector(selector); }

  act(action, body) {
    return post(`phones/${this.number}/${action}`, body).catch((problem) => this.complain(problem));
  }

  complain(problem) {
    const note = document.createElement("p");
    note.className = "day";
    note.textContent = problem.message;
    this.chat.append(note);
    this.toEnd();
  }

  listen() {
    const text = this.find("textarea");
    const send = () => {
      const typed = text.value.trim();
      if (!typed) return;
      text.value = "";
      grow();
      this.act("say", { text: typed });
    };
    const grow = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight}px`; };
    text.oninput = grow;
    text.onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    };
    this.find(".composer").onsubmit = (event) => { event.preventDefault(); send(); };
    this.find(".power").onclick = () => this.act("switch", { online: this.element.classList.contains("off") });
    for (const button of this.element.querySelectorAll("[data-attach]")) {
      button.onclick = () => {
        this.find(".attach").open = false;
        attach(this, button.dataset.attach).catch((problem) => this.complain(problem));
      };
    }
    const drawer = this.find(".drawer");
    drawer.onclick = (event) => { if (event.target === drawer) drawer.hidden = true; };
    this.find(".drawer .close").onclick = () => { drawer.hidden = true; };
  }

  show(told) {
    this.name = told.name;
    this.tab.textContent = told.name;
    this.find(".name").textContent = told.name;
    this.find(".number").textContent = told.username ? `@${told.username} · number hidden` : `+${told.number}`;
    this.find(".role").textContent = told.role;
    this.chat.dataset.idea = told.idea;
    this.find(".face").textContent = [...told.name.replace("+", "")][0] || "?";
    this.element.classList.toggle("off", !told.online);
    this.find(".power").setAttribute("aria-label", told.online ? "Switch off" : "Switch on");
    this.showWindow(told);
    this.showChat(told.messages);
    this.showTyping(told.typing_seconds);
  }

  showWindow(told) {
    const hours = told.window_seconds / 3600;
    const left = hours >= 1 ? `${Math.floor(hours)} h` : `${Math.ceil(hours * 60)} min`;
    const open = told.window_seconds > 0;
    this.find(".window").classList.toggle("closed", !open);
    this.find(".window .left").textContent = !told.online ? "Phone is off: messages wait"
      : open ? `Window open for ${left}` : "Window closed: templates only";
    this.find(".window .bill").textContent = `${told.billed} billed`;
  }

  showChat(messages) {
    const atEnd = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR_END;
    const before = this.drawn.size;
    let day = "";
    const nodes = [];
    for (const message of messages) {
      const thisDay = new Date(message.at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
      if (thisDay !== day) nodes.push(this.dayMark(thisDay));
      day = thisDay;
      nodes.push(this.node(message, messages));
    }
    if (nodes.length !== this.chat.childNodes.length || nodes.some((node, i) => node !== this.chat.childNodes[i])) {
      this.chat.replaceChildren(...nodes);
    }
    if (this.drawn.size > before) this.tab.classList.add("news");
    if (atEnd || before === 0) this.toEnd();
  }

  dayMark(day) {
    const key = `day ${day}`;
    if (!this.drawn.has(key)) {
      const mark = document.createElement("div");
      mark.className = "day";
      mark.textContent = day;
      this.drawn.set(key, { node: mark });
    }
    return this.drawn.get(key).node;
  }

  node(message, messages) {
    const used = messages.filter((one) => one.quotes === message.id && one.kind === "tap").map((one) => one.body);
    const told = JSON.stringify([message, used]);
    const known = this.drawn.get(message.id);
    if (known && known.told === told) return known.node;
    const quoted = messages.find((one) => one.id === message.quotes);
    const node = drawMessage(message, { quoted, used, phone: this });
    this.drawn.set(message.id, { node, told });
    return node;
  }

  showTyping(seconds) {
    const typing = this.find(".typing");
    clearTimeout(this.typingEnds);
    typing.hidden = seconds <= 0;
    if (seconds > 0) this.typingEnds = setTimeout(() => { typing.hidden = true; }, seconds * 1000);
  }

  openList(message) {
    const drawer = this.find(".drawer");
    const send = drawer.querySelector(".primary");
    drawer.querySelector("header b").textContent = message.list_button;
    const rows = drawer.querySelector(".rows");
    rows.replaceChildren();
    let section = "";
    for (const row of message.rows) {
      if (row.section && row.section !== section) {
        section = row.section;
        rows.append(Object.assign(document.createElement("h3"), { textContent: section }));
      }
      rows.append(this.choice(row, () => { send.disabled = false; send.dataset.id = row.id; }));
    }
    send.disabled = true;
    send.onclick = () => {
      drawer.hidden = true;
      this.act("press", { message: message.id, target: send.dataset.id });
    };
    drawer.hidden = false;
    rows.querySelector("input")?.focus();
  }

  choice(row, chosen) {
    const label = document.createElement("label");
    const words = document.createElement("span");
    words.append(row.title);
    if (row.description) words.append(Object.assign(document.createElement("small"), { textContent: row.description }));
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: `list-${this.number}`, onchange: chosen });
    label.append(words, radio);
    return label;
  }

  toEnd() { requestAnimationFrame(() => { this.chat.scrollTop = this.chat.scrollHeight; }); }

  reveal() {
    this.tab.classList.remove("news");
    this.element.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  }
}
