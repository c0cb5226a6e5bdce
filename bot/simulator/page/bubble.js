// Drawing one message. Everything people wrote is set as text, never as HTML.
const TICKS = { pending: "…", sent: "✓", delivered: "✓✓", read: "✓✓", failed: "!" };
const MARKS = /(\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|```[^`]+```)/g;
const STYLES = { "*": "b", _: "i", "~": "s", "`": "code" };

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

// WhatsApp's *bold*, _italic_, ~struck~ and ```typed```.
function styled(text) {
  const body = make("div", "body");
  for (const part of text.split(MARKS)) {
    const style = STYLES[part[0]];
    const marked = style && part.length > 2 && part.at(-1) === part[0];
    if (marked) body.append(make(style, "", part.replace(/^(```|.)|(```|.)$/g, "")));
    else body.append(part);
  }
  return body;
}

function drawFile(kind, file) {
  if (kind === "image" || kind === "sticker") {
    const link = Object.assign(make("a"), { href: file.url, target: "_blank", rel: "noopener" });
    const image = Object.assign(make("img", kind), { src: file.url, alt: file.name || kind });
    link.append(image);
    return link;
  }
  if (kind === "audio" || kind === "video") {
    return Object.assign(make(kind), { src: file.url, controls: true, preload: "metadata" });
  }
  const link = Object.assign(make("a", "file"), { href: file.url, target: "_blank", rel: "noopener" });
  const name = file.name || "document";
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  const words = make("span", "", name);
  words.append(make("small", "", file.mime_type || "opens in a new tab"));
  link.append(make("i", "", ending), words);
  return link;
}

function drawPlace(place) {
  const box = make("div", "place");
  box.innerHTML = '<svg viewBox="0 0 240 110" aria-hidden="true"><rect width="240" height="110" fill="#cfe3c5"/>'
    + '<path d="M-10 80C60 50 80 95 130 60S210 20 260 34" fill="none" stroke="#9cc3e6" stroke-width="14"/>'
    + '<path d="M20-5 70 120M-5 30 250 82M180-5 150 120" stroke="#fff" stroke-width="6" fill="none"/>'
    + '<path d="M120 78c-16-20-20-26-20-34a20 20 0 0 1 40 0c0 8-4 14-20 34z" fill="#d6402f"/><circle cx="120" cy="43" r="7" fill="#fff"/></svg>';
  if (place.name) box.append(make("b", "", place.name));
  box.append(make("small", "", `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`));
  return box;
}

function drawMeta(message) {
  const meta = make("div", "meta");
  if (message.kind === "template") meta.append(make("span", "tag", `template · ${message.template}`));
  meta.append(new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  const ticks = make("span", `ticks ${message.status}`, TICKS[message.status]);
  ticks.title = message.error ? `${message.status} (${message.error})` : message.status;
  meta.append(ticks);
  return meta;
}

function drawButtons(message, { used, phone }) {
  const box = make("div", "buttons");
  for (const one of message.buttons) {
    if (one.url) {
      box.append(Object.assign(make("a", "", `↗ ${one.title}`), { href: one.url, target: "_blank", rel: "noopener" }));
      continue;
    }
    const icon = message.kind === "template" ? "↩ " : "";
    const button = Object.assign(make("button", "", icon + one.title), { type: "button" });
    if (used.includes(one.title)) button.classList.add("done");
    button.onclick = () => phone.act("press", { message: message.id, target: one.id });
    box.append(button);
  }
  const extra = {
    list: [`☰ ${message.list_button}`, () => phone.openList(message)],
    location_request: ["Send location", () => phone.act("location", { latitude: 28.6019, longitude: 81.6339, quotes: message.id })],
    contact_request: ["Share contact", () => phone.act("contact", { quotes: message.id })],
  }[message.kind];
  if (extra) box.append(Object.assign(make("button", "", extra[0]), { type: "button", onclick: extra[1] }));
  return box;
}

const NOTES = {
  revoke: "Message deleted", edit: "Edited a message", unsupported: "This kind of message reaches no business", order: "Basket",
};

export function drawMessage(message, context) {
  const mine = !message.from_business;
  const node = make("div", `message ${mine ? "mine" : "theirs"} ${message.status}`);
  node.dataset.kind = message.kind;
  const bubble = make("div", "bubble");
  if (context.quoted) bubble.append(make("div", "quote", styled(context.quoted.body).textContent || context.quoted.kind));
  if (message.header) bubble.append(make("div", "header", message.header));
  if (message.file) bubble.append(drawFile(message.kind, message.file));
  if (message.place) bubble.append(drawPlace(message.place));
  if (NOTES[message.kind]) bubble.append(make("div", "note", NOTES[message.kind]));
  if (message.body && !message.place) bubble.append(styled(message.body));
  if (message.footer) bubble.append(make("div", "footer", message.footer));
  bubble.append(drawMeta(message));
  node.append(bubble);
  const buttons = drawButtons(message, context);
  if (buttons.childNodes.length) node.append(buttons);
  if (message.reaction) {
    node.classList.add("reacted");
    node.append(make("span", "reaction", message.reaction));
  }
  return node;
}
