// What the quiet panels share: asking OS1, and making the elements they are built of.

/** Ask OS1 at `path`; gives what it answers, and throws its sentence where it will not. */
export async function ask(path, method = "GET", body = undefined) {
  const sent = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...sent }).catch(() => null);
  if (!response) throw new Error("OS1 does not answer; it may be starting again.");
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export function make(tag, text = "", look = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = look;
  return element;
}

/** A button of one small word; `label` is what is read aloud in its place. */
export function small(text, label, act) {
  const button = make("button", text, "quiet");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.onclick = act;
  return button;
}
