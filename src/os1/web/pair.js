// Lets this device in: by the one-time secret behind the # of its link (which never reaches a log), or by a code.

import { Line } from "/line.js";

const $ = (id) => document.getElementById(id);
let busy = false;

const line = new Line($("line"), { size: 2.3, height: 0.5 });
line.state = "begin";
$("name").value = guess(navigator.userAgent);
$("trust").hidden = location.protocol !== "https:";

$("code").addEventListener("input", () => {
  $("code").value = $("code").value.replace(/[^0-9]/g, "").slice(0, 6);
  if ($("code").value.length === 6) enter({ code: $("code").value });
});
$("door").addEventListener("submit", (event) => {
  event.preventDefault();
  enter({ code: $("code").value });
});
addEventListener("hashchange", arrive);
arrive();

function arrive() {
  const secret = new URLSearchParams(location.hash.slice(1));
  const [kind] = ["key", "token"].filter((name) => secret.has(name));
  if (!kind) return;
  history.replaceState(null, "", "/");
  enter({ [kind]: secret.get(kind) });
}

async function enter(proof) {
  if (busy) return;
  busy = true;
  $("door").inert = true;
  line.state = "thinking";
  $("status").textContent = "One moment.";
  const failed = await pair({ ...proof, name: $("name").value });
  if (!failed) {
    location.replace("/");
    return;
  }
  busy = false;
  line.state = "begin";
  $("status").textContent = failed;
  $("door").inert = false;
  $("code").value = "";
  $("code").focus();
}

/** Why it did not work, or nothing when it did. */
async function pair(body) {
  try {
    const response = await fetch("/api/pair", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.ok ? "" : (await response.json()).error;
  } catch {
    return "OS1 does not answer; see that it runs, then try again.";
  }
}

function guess(agent) {
  const device = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android.*Mobile/, "Android phone"],
    [/Android/, "Android tablet"],
    [/Mac OS X/, "Mac"],
    [/Windows/, "Windows computer"],
    [/Linux/, "Linux computer"],
  ].find(([pattern]) => pattern.test(agent));
  return device?.[1] ?? "My device";
}
