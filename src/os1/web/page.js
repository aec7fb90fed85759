// The page: joins the line, the earpiece, the live socket and the words. One small word says how things are.

import { Call, NO_VOICE, Trouble, allowed } from "/call.js";
import { Devices } from "/devices.js";
import { Line } from "/line.js";
import { Memory } from "/memory.js";
import { Wire } from "/wire.js";
import { Words } from "/words.js";

const $ = (id) => document.getElementById(id);
const phone = matchMedia("(pointer: coarse)").matches;

const SAYS = {
  connecting: "connecting",
  begin: phone ? "tap to begin" : "click to begin",
  silenced: phone ? "tap to hear me" : "click to hear me",
  away: "coming back",
  muted: "muted",
  asleep: "asleep",
  listening: "listening",
  hearing: "listening",
  thinking: "thinking",
  speaking: "speaking",
  writing: "write to me",
};

const line = new Line($("line"));
const call = new Call($("voice"));
const wire = new Wire();
const words = new Words($("lines"), $("name"));
const panels = { memory: new Memory($("memory")), devices: new Devices($("devices")) };

const now = { os: "listening", wired: false, sound: "none", voice: true, typed: false, clearing: 0 };

// ── how things are ─────────────────────────────────────────────────────────────────────────────────────────────

/** What the person sees: the OS's own state, unless something nearer is in the way. */
function standing() {
  if (!now.wired) return now.sound === "none" && !document.body.dataset.met ? "connecting" : "away";
  if (now.sound === "silenced") return "silenced";
  if (now.os === "thinking" || now.os === "speaking") return now.os;
  if (now.sound === "none") return now.voice ? "begin" : "writing";
  if (now.sound === "failed") return "writing";
  if (now.sound === "calling") return "connecting";
  return call.muted ? "muted" : now.os;
}

function show() {
  const state = standing();
  document.body.dataset.state = state;
  document.body.toggleAttribute("data-muted", call.muted);
  line.state = state === "silenced" ? "begin" : state === "writing" ? "listening" : state;
  if ($("status").textContent !== SAYS[state]) $("status").textContent = SAYS[state] ?? state;
  $("mute").hidden = now.sound !== "on";
  $("mute").textContent = call.muted ? "unmute" : "mute";
  $("mute").setAttribute("aria-pressed", String(call.muted));
  const stage = { begin: "Begin", silenced: "Let OS1's voice sound" }[state];
  $("stage").setAttribute("aria-label", stage ?? (now.sound === "on" ? (call.muted ? "Unmute" : "Mute") : "Try the microphone again"));
}

function notice(sentence) {
  $("notice").textContent = sentence ?? "";
  $("notice").hidden = !sentence;
}

function caption(text) {
  clearTimeout(now.clearing);
  $("caption").textContent = text;
  if (text) now.clearing = setTimeout(() => caption(""), 12_000);
}

// ── the earpiece ───────────────────────────────────────────────────────────────────────────────────────────────

async function begin() {
  if (now.sound === "calling") return;
  now.sound = "calling";
  notice();
  show();
  try {
    await (call.begun ? call.connect() : call.begin());
    stayAwake();
  } catch (error) {
    now.sound = "failed";
    notice(error instanceof Trouble ? error.message : NO_VOICE);
  }
  show();
}

function touched() {
  if (now.sound === "silenced") {
    call.sound().then((heard) => {
      now.sound = heard ? "on" : "silenced";
      show();
    });
  } else if (now.sound === "on") mute();
  else if (now.wired && now.voice) begin();
}

function mute() {
  if (now.sound !== "on") return;
  call.muted = !call.muted;
  show();
}

call.addEventListener("meter", ({ detail }) => line.follow(detail.which, detail.analyser));
call.addEventListener("connected", () => {
  if (now.sound !== "silenced") now.sound = "on";
  show();
});
call.addEventListener("silenced", () => {
  now.sound = "silenced";
  show();
});
call.addEventListener("dropped", () => {
  now.sound = "dropped";
  if (now.wired) begin();
});
call.addEventListener("silent", () => {
  call.end();
  now.sound = "failed";
  notice(NO_VOICE);
  show();
});
call.addEventListener("unplugged", () => {
  now.sound = "failed";
  notice("The microphone is gone. Plug it in and tap here, or just write.");
  show();
});

let lock = null;
async function stayAwake() {
  if (!phone || !navigator.wakeLock || document.hidden || (lock && !lock.released)) return;
  lock = await navigator.wakeLock.request("screen").catch(() => null); // refused when the battery is low
}
document.addEventListener("visibilitychange", () => now.sound === "on" && stayAwake());

// ── the live socket ────────────────────────────────────────────────────────────────────────────────────────────

const MEANING = {
  hello(data) {
    const again = document.body.dataset.met;
    document.body.dataset.met = "yes";
    now.wired = true;
    now.os = data.state ?? "listening";
    now.voice = data.voice !== false;
    words.called(data.name);
    words.load();
    if (call.begun && again) begin();
    else if (!again && now.voice) allowed().then((yes) => yes && begin());
  },
  state: ({ state }) => (now.os = state),
  heard(data) {
    now.typed = data.by === "typing";
    caption("");
    words.heard(data);
  },
  clause(data) {
    words.clause(data);
    if (data.silent || now.typed || now.sound !== "on") caption(data.text);
  },
  reply: (data) => words.reply(data),
  forgotten: () => words.load(),
  trouble: ({ say }) => {
    words.aside(say);
    caption(say);
  },
};

wire.addEventListener("word", ({ detail: { name, data } }) => {
  MEANING[name]?.(data);
  show();
});
wire.addEventListener("away", () => {
  now.wired = false;
  show();
});

// ── writing, reading, keys and fingers ─────────────────────────────────────────────────────────────────────────

function write(first = "") {
  $("writer").hidden = false;
  $("words").value += first;
  $("words").focus();
  $("write").textContent = "hide";
}

function quiet() {
  $("writer").hidden = true;
  $("words").value = "";
  $("write").textContent = "write";
  $("stage").focus({ preventScroll: true });
}

$("writer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (!text) return quiet();
  if (!wire.say(text)) return notice("OS1 is away for a moment; your words are still here.");
  notice();
  $("words").value = "";
});

function read(open = !document.body.classList.contains("reading")) {
  document.body.classList.toggle("reading", open);
  $("sheet").inert = !open;
  $("handle").setAttribute("aria-expanded", String(open));
  if (open) {
    if ($("writer").hidden) $("lines").focus();
    $("lines").scrollTop = $("lines").scrollHeight;
  } else {
    list();
    $("handle").focus({ preventScroll: true });
  }
}

/** Show the panel called `name` in place of the words; the words again where none is named. */
function list(name) {
  $("lines").hidden = Boolean(name);
  for (const [each, panel] of Object.entries(panels)) {
    const open = each === name;
    const button = $(`show-${each}`);
    $(each).hidden = !open;
    button.textContent = open ? "words" : each;
    button.setAttribute("aria-expanded", String(open));
    if (open) panel.show().catch((error) => ($(each).textContent = error.message));
  }
}

let asked = -Infinity; // when T was pressed: a T with a letter right behind it is the start of a word

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("input");
  if (event.key === "Escape") return document.body.classList.contains("reading") ? read(false) : quiet();
  if (typing) return;
  const button = event.target.matches("button");
  if (event.key === " " && (!button || event.target === $("stage"))) {
    event.preventDefault();
    touched();
  } else if (event.key === "Enter" && !button) {
    event.preventDefault();
    write();
  } else if (event.key.toLowerCase() === "t" && performance.now() - asked > 700) {
    asked = performance.now();
    read();
  } else if (event.key.length === 1 && event.key !== " ") {
    event.preventDefault();
    const word = performance.now() - asked < 700 ? `t${event.key}` : event.key;
    if (word.length > 1) read(false);
    asked = -Infinity;
    write(word);
  }
});

let start = null;
let swiped = false; // the click that follows a swipe is not a tap
addEventListener("pointerdown", (event) => (start = { x: event.clientX, y: event.clientY, on: event.target }));
addEventListener("pointerup", (event) => {
  if (!start) return;
  const up = start.y - event.clientY;
  const across = Math.abs(start.x - event.clientX);
  if (up > 40 && up > across && !$("sheet").contains(start.on)) read(true);
  if (up < -40 && -up > across && $("sheet").querySelector("header").contains(start.on)) read(false);
  swiped = Math.abs(up) > 40 || across > 40;
  start = null;
});

$("stage").addEventListener("click", (event) => {
  if (swiped && event.detail) return;
  if (document.body.classList.contains("reading")) read(false);
  else touched();
});
$("handle").addEventListener("click", () => !swiped && read());
$("close").addEventListener("click", () => read(false));
for (const name of Object.keys(panels)) {
  $(`show-${name}`).addEventListener("click", () => list($(name).hidden ? name : ""));
}
$("write").addEventListener("click", () => ($("writer").hidden ? write() : quiet()));
$("mute").addEventListener("click", mute);

let resting = 0;
function stir() {
  document.body.classList.add("astir");
  clearTimeout(resting);
  resting = setTimeout(() => document.body.classList.remove("astir"), 4000);
}
for (const kind of ["pointermove", "pointerdown", "keydown"]) addEventListener(kind, stir, { passive: true });

if (location.hash) history.replaceState(null, "", "/"); // a way in that was not needed: this device is known
stir();
show();
wire.connect();
